"""Summaries and papers of forums that everybody may read: what staff have widened that far."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.models import Forum, Paper, Summary
from forums.models.forums import ForumQuerySet
from forums.views.paging import page_of
from forums.views.papers import listed


@dataclass(frozen=True)
class Row:
    """A forum, and what of it is public."""

    forum: Forum
    has_summary: bool
    papers: list[dict[str, str]]


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """By forum, the latest first; the same for whoever looks."""
    page = page_of(request, _forums())
    context = {"page_obj": page, "rows": [_row(one) for one in page]}
    return render(request, "forums/public.html", context)


def _forums() -> ForumQuerySet:
    """Those that were held: of the others only members know when they are."""
    summaries = Summary.objects.public().filter(forum=OuterRef("pk"))
    papers = Paper.objects.public()
    rows = Forum.objects.held().annotate(has_summary=Exists(summaries))
    rows = rows.filter(Q(has_summary=True) | Exists(papers.filter(forum=OuterRef("pk"))))
    shown = Prefetch("papers", papers.in_order(), to_attr="public_papers")
    return rows.prefetch_related(shown).order_by("-starts_at", "-pk")


def _row(forum: Any) -> Row:
    """Of a forum as `_forums` gives it."""
    return Row(forum, forum.has_summary, listed(forum.public_papers))
