"""The front page, with what is new. May look at every app; nothing imports it."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins.models import Bulletin, Post
from portal.written_once import written_once

NEWEST = 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The same for everybody but its buttons: only what is public is on it."""
    context = {"posts": _posts(), "bulletin": next(iter(_bulletins()), None)}
    return render(request, "portal/home.html", context)


@written_once
def _posts() -> QuerySet[Post]:
    newest = Post.objects.public().newest_first()
    return newest.only("slug", "title", "summary", "kind", "published_at")[:NEWEST]


@written_once
def _bulletins() -> QuerySet[Bulletin]:
    sent = Bulletin.objects.started().filter(goes_to_sector=True)
    return sent.order_by("-started_at", "-pk").only("slug", "subject")[:1]
