"""What a forum's own page asks for, in SQL that is written once: everybody opens it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest

from forums.models import Action, Attendance, Forum, Paper, Topic
from forums.models.circles import is_inside, is_member, organisations_of
from forums.views import seen_by
from portal.accounts import may_use_staff_pages
from portal.written_once import written_once

MOST_ACTIONS = 25
_SHOWN_OF_ACTIONS = (
    "text", "due_on", "forum__title", "owner__name", "owner__email", "owner_organisation__name",
)  # fmt: skip


def forum_named(request: HttpRequest, slug: str, now: datetime) -> Forum:
    """With its `summary`, if there is one, but for the text. Raises Http404."""
    by_staff = seen_by.is_staff(request)
    if by_staff or is_member(request.user, now=now):
        for found in _forums(slug=slug, with_drafts=by_staff):
            return found
    raise Http404


@written_once
def _forums(*, slug: str, with_drafts: bool) -> QuerySet[Forum]:
    rows = Forum.objects.all() if with_drafts else Forum.objects.announced()
    return rows.filter(slug=slug).select_related("summary").defer("summary__text")


def answer_of(request: HttpRequest, forum: Forum) -> Attendance | None:
    """What who looks has said to it."""
    for found in _answers(forum=forum.pk, person=request.user.pk):
        found.forum = forum
        return found
    return None


@written_once
def _answers(*, forum: int, person: int) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(forum=forum, user=person)
    return rows.select_related("organisation")


def papers_of(request: HttpRequest, forum: Forum, now: datetime) -> list[Paper]:
    """As seen_by.papers_for."""
    user = request.user
    if may_use_staff_pages(request) and user.has_perm("forums.run_forum"):
        return _all_papers(forum=forum.pk)
    member, inside = is_member(user, now=now), is_inside(user, now=now)
    return _papers(forum=forum.pk, person=user.pk, by_member=member, inside=inside)


@written_once
def _all_papers(*, forum: int) -> QuerySet[Paper]:
    return Paper.objects.filter(forum=forum).in_order()


@written_once
def _papers(*, forum: int, person: int, by_member: bool, inside: bool) -> QuerySet[Paper]:
    readable = Paper.objects.readable(person, by_member=by_member, inside=inside)
    return readable.filter(forum=forum).in_order()


@written_once
def topics_on(*, forum: int) -> QuerySet[Any, Any]:
    """Those on its agenda that all members inside the sanctuary see."""
    rows = Topic.objects.shown().filter(agenda_topics__item__forum=forum)
    return rows.order_by("agenda_topics__pk").values(
        "pk", "title", "state", name=F("organisation__name")
    )


def carried_over(request: HttpRequest, forum: Forum, now: datetime) -> Iterable[Any]:
    """The first of the open actions of forums before it, each with `is_kept`."""
    if seen_by.is_staff(request):
        rows = seen_by.actions_for(request, now).carried_over(forum.starts_at)
        return rows.only(*_SHOWN_OF_ACTIONS)[:MOST_ACTIONS]
    if not is_inside(request.user, now=now):
        return []
    own = organisations_of(request.user, now=now)
    return _carried_over(person=request.user.pk, organisations=own, start=forum.starts_at)


@written_once
def _carried_over(
    *, person: int, organisations: Sequence[int], start: datetime
) -> QuerySet[Action]:
    rows = Action.objects.read_inside(person, organisations).carried_over(start)
    return rows.only(*_SHOWN_OF_ACTIONS)[:MOST_ACTIONS]
