"""The practice library: examples to learn from, by theme, setting and stage."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins.choices import PostKind
from bulletins.forms.finding import PracticeForm
from bulletins.views.listing import listed, visible_posts


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    posts = visible_posts(request).filter(kind=PostKind.PRACTICE)
    return render(
        request, "bulletins/practice.html", listed(request, posts, PracticeForm(request.GET))
    )
