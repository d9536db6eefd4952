"""News, blogs, policy updates and practice examples: the list, and a page for each."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins.forms.finding import NewsForm
from bulletins.views.listing import listed, visible_posts
from bulletins.views.showing import show

MORE = 3


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All kinds, newest first; narrowed by kind and words."""
    context = listed(request, visible_posts(request), NewsForm(request.GET))
    return render(request, "bulletins/news.html", context)


@login_not_required
@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """One post. What is not there and what is for members alone are answered alike."""
    visible = visible_posts(request)
    found = visible.filter(slug=slug).select_related("organisation").first()
    if found is None:
        return render(request, "bulletins/post_missing.html", status=404)
    more = visible.exclude(pk=found.pk).newest_first().only("slug", "title", "kind", "published_at")
    return show(request, found, more=more[:MORE])
