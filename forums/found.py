"""What searching finds of forums, topics and issues: never notes, nor who raised what."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models import Forum, Issue, Paper, Topic
from forums.views import seen_by
from forums.views.influence import reader
from forums.views.summaries import visible as visible_summaries
from portal.searching import Source


def _issues(request: HttpRequest, _now: datetime) -> QuerySet[Issue]:
    return reader(request).issues


def _summaries(request: HttpRequest, _now: datetime) -> Any:
    return visible_summaries(request)


def _forums(request: HttpRequest, now: datetime) -> QuerySet[Forum]:
    return seen_by.forums_for(request, now)


def _topics(request: HttpRequest, now: datetime) -> QuerySet[Topic]:
    return seen_by.topics_for(request, now)


def _papers(request: HttpRequest, now: datetime) -> QuerySet[Paper]:
    return seen_by.papers_for(request, now)


SOURCES = [
    Source(
        kind="issues",
        label=_("Influence"),
        rows=_issues,
        url=lambda slug: reverse("forums:issue", args=[slug]),
        key="slug",
        title="statement",
        texts=["what_changed"],
    ),
    Source(
        kind="forums",
        label=_("Forums"),
        rows=_forums,
        url=lambda slug: reverse("forums:forum", args=[slug]),
        key="slug",
        title="title",
        texts=["about"],
        at="starts_at",
    ),
    # Without the day: the public page of a summary names the month alone.
    Source(
        kind="summaries",
        label=_("Summaries of forums"),
        rows=_summaries,
        url=lambda slug: reverse("forums:summary", args=[slug]),
        key="forum__slug",
        title="forum__title",
        texts=["text"],
    ),
    Source(
        kind="topics",
        label=_("Topics"),
        rows=_topics,
        url=lambda pk: reverse("forums:topic", args=[pk]),
        key="pk",
        title="title",
        texts=["text"],
        at="created_at",
    ),
    Source(
        kind="papers",
        label=_("Papers of forums"),
        rows=_papers,
        url=lambda pk: reverse("forums:paper", args=[pk]),
        key="pk",
        title="title",
        at="added_at",
    ),
]
