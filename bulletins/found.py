"""What searching finds of news and bulletins."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Replace
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bulletins.mime import Gap
from bulletins.models import Edition, Post, Submission
from bulletins.models.bulletins import Audience
from bulletins.views.listing import visible_posts
from bulletins.views.reading import sees_all, visible
from portal.searching import Source


def _posts(request: HttpRequest, _now: datetime) -> QuerySet[Post]:
    return visible_posts(request)


def _editions(request: HttpRequest, _now: datetime) -> QuerySet[Edition]:
    """Of each bulletin the one that is shown to who asks."""
    rows = Edition.objects.filter(bulletin__in=visible(request).listed())
    if not sees_all(request):
        return rows.filter(audience=Audience.SECTOR)
    return rows.filter(Q(audience=Audience.MEMBERS) | Q(bulletin__goes_to_members=False))


def _shared(request: HttpRequest, now: datetime) -> QuerySet[Submission]:
    return Submission.objects.visible_to(request.user, now=now)


def _without(text: Any, gap: Gap) -> Replace:
    return Replace(text, Value(gap), output_field=TextField())


SOURCES = [
    Source(
        kind="news",
        label=_("News"),
        rows=_posts,
        url=lambda slug: reverse("bulletins:post", args=[slug]),
        key="slug",
        title="title",
        texts=["summary"],
        at="published_at",
        vector="searched",
    ),
    Source(
        kind="bulletins",
        label=_("Bulletins"),
        rows=_editions,
        url=lambda slug: reverse("bulletins:bulletin", args=[slug]),
        key="bulletin__slug",
        title="subject",
        texts=[_without(_without("text", Gap.GREETING), Gap.LEAVE)],
        at="bulletin__started_at",
    ),
    Source(
        kind="shared",
        label=_("What you shared"),
        rows=_shared,
        url=lambda reference: reverse("bulletins:shared", args=[reference]),
        key="reference",
        title="title",
        texts=["reference", "text", "problem", "what_was_done", "what_changed", "differently"],
        at="changed_at",
    ),
]
