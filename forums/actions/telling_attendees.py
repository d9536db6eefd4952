"""Telling those who come that a forum has moved, or does not take place.

Both are called inside the transaction of the organiser's act, after it has raised the forum's
version: calendars take the entry with the higher number.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from forums.choices import Answer
from forums.mail import joining as letters
from forums.models import Attendance, Forum
from forums.models.attendance import AttendanceQuerySet
from portal import outbox
from portal.outbox import Letter

COMING = (Answer.IN_PERSON, Answer.ONLINE)


def concerned_by_cancelling(forum: Forum) -> AttendanceQuerySet:
    """Everybody who would have come, also whose membership has ended: they must not set out."""
    return Attendance.objects.coming().filter(forum=forum, user__is_active=True)


def concerned_by_moving(forum: Forum, now: datetime) -> AttendanceQuerySet:
    """Everybody who comes."""
    return Attendance.objects.welcome(now).filter(forum=forum)


def tell_cancelled(forum: Forum, now: datetime) -> int:
    """Write to everybody who would have come, and end their links; return how many."""
    coming = concerned_by_cancelling(forum)
    return _tell(forum, "cancelled", coming, partial(letters.cancelled, now=now), now)


def tell_moved(forum: Forum, now: datetime, *, answers: Collection[str] = COMING) -> int:
    """Write to those who come and gave one of these answers; return how many.

    Their links end: they get new ones two days before the new time.
    """
    coming = concerned_by_moving(forum, now).filter(answer__in=answers)
    return _tell(forum, "moved", coming, partial(letters.moved, now=now), now)


def _tell(
    forum: Forum,
    what: str,
    coming: AttendanceQuerySet,
    write: Callable[[Attendance], Letter],
    now: datetime,
) -> int:
    rows = list(coming.select_related("user", "organisation").order_by("pk"))
    for row in rows:
        row.forum = forum
    letters_by_cause = {f"forum-{what}:{row.pk}:{forum.version}": write(row) for row in rows}
    outbox.enqueue_all(letters=letters_by_cause, now=now)
    told = Attendance.objects.filter(pk__in=[row.pk for row in rows])
    told.exclude(token_hash="").update(token_hash="")
    return len(rows)
