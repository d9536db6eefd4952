"""The forums' own pages: what they are, the series, one forum, and its entry for calendars."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forums import leaving
from forums.actions import feedback
from forums.answer_words import in_words
from forums.choices import Answer, Circle
from forums.mail.joining import entry
from forums.models import Attendance, Forum, Topic, circles
from forums.models.forums import ForumQuerySet
from forums.states import State
from forums.views import one_forum, seen_by
from forums.views.paging import page_of
from forums.views.papers import listed
from forums.views.programme import programme_of
from network.signed_in import who
from portal.calendars import CONTENT_TYPE, calendar

TONES = {Topic.State.DISCUSSED: "good", Topic.State.CLOSED: "neutral"}


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What forums are, for everybody; when members meet, for members alone."""
    now = timezone.now()
    rows = seen_by.series_for(request, now)
    series = {} if rows is None else _series(request, rows, now)
    return render(request, "forums/index.html", series)


def _series(request: HttpRequest, rows: ForumQuerySet, now: datetime) -> dict[str, Any]:
    """The next forum, those after it, and a page of what has been; each with one's own answer."""
    mine = Attendance.objects.filter(forum=OuterRef("pk"), user=who(request)).values("answer")
    past = page_of(request, rows.past(now).annotate(my_answer=Subquery(mine)))
    coming = list(rows.upcoming(now).annotate(my_answer=Subquery(mine)) if past.number == 1 else [])
    following = next((one for one in coming if one.state == State.OPEN), None)
    return {
        "is_for_members": True,
        "meets_topics": circles.is_inside(request.user, now=now),
        "may_answer": seen_by.may_answer(request, now),
        "next": following and _row(following, now),
        "coming": [_row(one, now) for one in coming if one is not following],
        "past": [_row(one, now) for one in past],
        "page_obj": past,
    }


def _row(forum: Any, now: datetime) -> dict[str, Any]:
    """A forum (with `my_answer`) and how it stands for who looks."""
    is_taken = forum.takes(forum.my_answer)
    word, tone = in_words(
        forum.state, forum.my_answer, is_over=forum.is_over(now), is_taken=is_taken
    )
    comes = is_taken and forum.my_answer not in (None, Answer.APOLOGIES)
    return {
        "forum": forum,
        "word": word,
        "tone": tone,
        "shows_way": comes and forum.shows_link(now),
    }


@require_safe
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that a member needs to decide whether to come, and finds after it."""
    now = timezone.now()
    found = one_forum.forum_named(request, slug, now)
    meets_topics = seen_by.meets_topics(request, now)
    sees_sanctuary = meets_topics or seen_by.is_staff(request)
    mine = one_forum.answer_of(request, found)
    was_there = sees_sanctuary and bool(mine and mine.was_present)
    context = {
        "forum": found,
        "mine": mine,
        "please_leave": "" if sees_sanctuary else leaving.please_leave(found.times_out()),
        "programme": programme_of(found, with_sanctuary=sees_sanctuary),
        "papers": listed(one_forum.papers_of(request, found, now)),
        "may_join": found.can_be_joined(now) and seen_by.may_answer(request, now),
        "is_ahead": not (found.is_cancelled or found.is_over(now)),
        "is_over": found.is_over(now),
        "shows_notes": was_there and found.keeps_notes(now),
        "shows_summary": _shows_summary(found, was_there=was_there),
        "asks_feedback": _is_asked(found, mine, now),
        "is_staff": seen_by.is_staff(request),
        "brought": _of_members(request, found, now) if meets_topics else None,
    }
    return render(request, "forums/forum.html", context | {"shown": _shown(context)})


def _shown(context: dict[str, Any]) -> tuple[Any, ...]:
    """All that the lower part of the page is made from, as values."""
    forum = context["forum"]
    told = (forum.about, forum.venue, forum.venue_address, forum.venue_access)
    parts = (context[name] for name in ("programme", "papers", "brought", "is_ahead"))
    return forum.pk, *told, *parts


@dataclass(frozen=True)
class Brought:
    """What members brought: topics on the agenda, and what is still to be done from before."""

    topics: tuple[dict[str, Any], ...]
    carried_over: tuple[dict[str, Any], ...]


def _of_members(request: HttpRequest, forum: Forum, now: datetime) -> Brought:
    """Nobody's topic for the co-ordinator only, not even to themselves: others look on."""
    topics = tuple(map(_tagged, one_forum.topics_on(forum=forum.pk)))
    if forum.is_cancelled or forum.is_over(now):
        return Brought(topics, ())
    today, open_ones = timezone.localdate(now), one_forum.carried_over(request, forum, now)
    return Brought(topics, tuple(_carried(one, today) for one in open_ones))


def _tagged(topic: Any) -> dict[str, Any]:
    """With the word and the tone of where it stands, unless it is to be talked about."""
    state = Topic.State(topic["state"])
    word = str(state.label) if state in TONES else ""
    return {**topic, "word": word, "tone": TONES.get(state, "")}


def _carried(action: Any, today: date) -> dict[str, Any]:
    return {
        "text": "" if action.is_kept else action.text,
        "owner": str(action.owner_organisation or action.owner or ""),
        "forum": action.forum.title,
        "due_on": action.due_on,
        "is_late": action.due_on is not None and action.due_on < today,
    }


def _shows_summary(forum: Forum, *, was_there: bool) -> bool:
    """As forums.models.notes.SummaryQuerySet.visible_to, from what is known here already."""
    summary = getattr(forum, "summary", None)
    if summary is None or summary.shown_to == Circle.STAFF:
        return False
    return was_there or summary.shown_to != Circle.ATTENDEES


def _is_asked(forum: Forum, mine: Attendance | None, now: datetime) -> bool:
    """As forums.actions.feedback.to_ask, from what is known here already."""
    if mine is None or mine.has_given_feedback:
        return False
    return mine.was_present and feedback.is_open(forum, now)


@require_safe
def forum_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One forum for a member's calendar: when and where, without agenda or way in online."""
    now = timezone.now()
    rows = seen_by.forums_for(request, now).filter(opened_at__isnull=False)
    found = get_object_or_404(rows, slug=slug)
    mine = one_forum.answer_of(request, found)
    own = entry(found, revision=mine.revision if mine else 0, now=now)
    headers = {"Content-Disposition": f'attachment; filename="{found.slug}.ics"'}
    return HttpResponse(calendar([own]), content_type=CONTENT_TYPE, headers=headers)
