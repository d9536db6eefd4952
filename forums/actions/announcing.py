"""Telling those concerned that a forum is moved or cancelled; they alone are told.

Telling happens inside the transaction of the organiser's act, after it has raised the forum's
version: calendars take the entry with the higher number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from forums.actions.moving import locked
from forums.actions.speaking import parts_in
from forums.choices import Answer
from forums.mail import joining as to_members
from forums.mail import speakers as to_speakers
from forums.models import Attendance, Forum, Speaker
from forums.models.attendance import AttendanceQuerySet
from forums.states import SET_UP
from network.models import User
from portal import audit, outbox
from portal.outbox import Letter


@dataclass(frozen=True)
class Round:
    """People who get the same mail, each alone. `whom`: members, must-choose or speakers."""

    whom: str
    rows: Sequence[Any]
    write: Callable[[Any], Letter]

    def sample(self) -> Letter:
        """The mail to the first of them, to look at before it goes out."""
        return self.write(self.rows[0])


def of_move(forum: Forum, *, was: Forum, now: datetime) -> list[Round]:
    """Who hears of the change from `was`, and what; `forum` may be unsaved."""
    answers = _affected(was, forum)
    if not answers or forum.is_over(now):
        return []
    rows = Attendance.objects.of_members(now).filter(answer__in=answers)
    people = _members(forum, rows)
    coming = [row for row in people if row.is_coming]
    lost = [row for row in people if row.must_choose]
    return _rounds(
        Round("members", coming, partial(to_members.moved, was=was, now=now)),
        Round("must-choose", lost, partial(to_members.choose_anew, now=now)),
        _of_parts(forum, _asked(forum)),
    )


def of_cancelling(forum: Forum, *, now: datetime) -> list[Round]:
    """Everybody who would have come, also whose membership has ended: they must not set out."""
    rows = Attendance.objects.filter(user__is_active=True).exclude(answer=Answer.APOLOGIES)
    return _rounds(
        Round("members", _members(forum, rows), partial(to_members.cancelled, now=now)),
        Round("speakers", _asked(forum), to_speakers.cancelled),
    )


def of_agenda(forum: Forum, *, now: datetime) -> list[Round]:
    """Speakers and officials who know of another part, or another time, than they have now."""
    if forum.state not in SET_UP or forum.is_over(now):
        return []
    part_of = parts_in(forum)
    return _rounds(_of_parts(forum, [row for row in _asked(forum) if not row.knows(part_of(row))]))


def tell_moved(forum: Forum, *, was: Forum, now: datetime) -> int:
    """Queue a mail to those whom the change from `was` concerns; return how many."""
    return _tell("moved", forum, of_move(forum, was=was, now=now), now)


def tell_cancelled(forum: Forum, *, now: datetime) -> int:
    """Queue a mail to everybody who was to come; return how many."""
    return _tell("cancelled", forum, of_cancelling(forum, now=now), now)


@transaction.atomic
def tell_of_agenda(*, forum: Forum, version: int, by: User, now: datetime) -> int:
    """Write to the speakers whose part has changed; return how many. Raises Stale."""
    row = locked(forum, version)
    told = _tell("agenda", row, of_agenda(row, now=now), now)
    if told:
        audit.record(by=by, action="forum.tell-speakers", target=row, new={"people": told}, now=now)
    return told


def learn(speakers: Iterable[Speaker], forum: Forum) -> None:
    """They know of their parts as the agenda has them now."""
    part_of, rows = parts_in(forum), list(speakers)
    for row in rows:
        row.learn(part_of(row))
    Speaker.objects.bulk_update(rows, ["told_starts_at", "told_ends_at", "told_title"])


def _affected(was: Forum, forum: Forum) -> set[str]:
    """The answers of members whom a change concerns: in person, online, both or nobody."""
    has_new_time = (was.starts_at, was.ends_at) != (forum.starts_at, forum.ends_at)
    has_new_place = (was.venue, was.venue_address) != (forum.venue, forum.venue_address)
    ways = {Answer.IN_PERSON: has_new_time or has_new_place, Answer.ONLINE: has_new_time}
    return {
        answer.value
        for answer, is_moved in ways.items()
        if was.takes(answer) != forum.takes(answer) or (is_moved and forum.takes(answer))
    }


def _members(forum: Forum, rows: AttendanceQuerySet) -> list[Attendance]:
    """Of this forum, as it is in memory."""
    mine = list(rows.filter(forum=forum).select_related("user", "organisation").order_by("pk"))
    for row in mine:
        row.forum = forum
    return mine


def _asked(forum: Forum) -> list[Speaker]:
    """Speakers and officials who have been asked and did not say no."""
    states = (Speaker.State.INVITED, Speaker.State.ACCEPTED)
    asked = list(forum.speakers.filter(state__in=states).exclude(email="").order_by("pk"))
    for row in asked:
        row.forum = forum
    return asked


def _of_parts(forum: Forum, speakers: Sequence[Speaker]) -> Round:
    part_of = parts_in(forum)
    return Round("speakers", speakers, lambda row: to_speakers.moved(row, part=part_of(row)))


def _rounds(*rounds: Round) -> list[Round]:
    return [one for one in rounds if one.rows]


def _tell(what: str, forum: Forum, rounds: Sequence[Round], now: datetime) -> int:
    """Queue their mails. Members' links end: they get new ones two days before the new time."""
    letters = {
        f"forum-{what}:{one.whom}:{row.pk}:{forum.version}": one.write(row)
        for one in rounds
        for row in one.rows
    }
    outbox.enqueue_all(letters=letters, now=now)
    told = {one.whom: one.rows for one in rounds}
    learn(told.pop("speakers", ()), forum)
    members = [row.pk for rows in told.values() for row in rows]
    Attendance.objects.filter(pk__in=members).exclude(token_hash="").update(token_hash="")
    return len(letters)
