"""The front page, with what is new. May look at every app; nothing imports it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins.models import Bulletin, Post

NEWEST = 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The same for everybody but its buttons: only what is public is on it."""
    posts = Post.objects.public().newest_first()
    sent = Bulletin.objects.started().filter(goes_to_sector=True)
    context = {
        "posts": posts.only("slug", "title", "summary", "kind", "published_at")[:NEWEST],
        "bulletin": sent.order_by("-started_at", "-pk").only("slug", "subject").first(),
    }
    return render(request, "portal/home.html", context)
