"""Telling those who come that a forum has moved, or does not take place.

Both are called inside the transaction of the organiser's act, after it has raised the forum's
version: calendars take the entry with the higher number.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from forums.mail import joining as letters
from forums.models import Attendance, Forum
from forums.models.attendance import AttendanceQuerySet
from portal import outbox
from portal.outbox import Letter


def tell_cancelled(forum: Forum, now: datetime) -> int:
    """Write to everybody who would have come, and end their links; return how many.

    Also to whose membership has ended since: they must not set out.
    """
    coming = Attendance.objects.coming().filter(user__is_active=True)
    return _tell(forum, "cancelled", coming, partial(letters.cancelled, now=now), now)


def tell_moved(forum: Forum, now: datetime) -> int:
    """Write to everybody who comes how it stands now; return how many.

    Their links end: they get new ones two days before the new time.
    """
    coming = Attendance.objects.welcome(now)
    return _tell(forum, "moved", coming, partial(letters.moved, now=now), now)


def _tell(
    forum: Forum,
    what: str,
    coming: AttendanceQuerySet,
    write: Callable[[Attendance], Letter],
    now: datetime,
) -> int:
    of_this = coming.filter(forum=forum).select_related("user", "organisation")
    rows = list(of_this.order_by("pk"))
    for row in rows:
        row.forum = forum
    letters_by_cause = {f"forum-{what}:{row.pk}:{forum.version}": write(row) for row in rows}
    outbox.enqueue_all(letters=letters_by_cause, now=now)
    Attendance.objects.filter(forum=forum).exclude(token_hash="").update(token_hash="")
    return len(rows)
