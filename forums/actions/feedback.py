"""Feedback after a forum: who is asked, and how an answer is kept apart from who gave it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from forums.actions.moving import lock
from forums.models import Attendance, Feedback, Forum
from forums.models.attendance import AttendanceQuerySet
from network.models import User

OPEN_FOR = timedelta(days=30)  # from the end of the forum on


class NotAsked(Exception):
    """The forum was not held, was too long ago, or this person was not there."""


class AlreadyAnswered(Exception):
    """This person has given their answer; it cannot be found again to be changed."""


@dataclass(frozen=True)
class Said:
    """Scores of 1 to 5 or None, and words."""

    score: int | None = None
    felt_safe: int | None = None
    good: str = ""
    change: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Said()


def is_open(forum: Forum, now: datetime) -> bool:
    """Whether answers are taken: for 30 days after a forum that was held."""
    return forum.was_held and forum.ends_at <= now < forum.ends_at + OPEN_FOR


def to_ask(forum: Forum, now: datetime) -> AttendanceQuerySet:
    """Who was there and has not answered yet; nobody outside of the 30 days."""
    rows = Attendance.objects.filter(forum=forum, was_present=True, has_given_feedback=False)
    return rows if is_open(forum, now) else rows.none()


@transaction.atomic
def give(*, forum: Forum, user: User, said: Said, now: datetime) -> None:
    """Keep an answer, once; who gave it is not kept, nor written to the log.

    Raises NotAsked, and AlreadyAnswered the second time.
    """
    row = lock(forum)
    if Attendance.objects.filter(forum=row, user=user, has_given_feedback=True).exists():
        raise AlreadyAnswered
    if not to_ask(row, now).filter(user=user).update(has_given_feedback=True):
        raise NotAsked
    answer = Feedback(
        forum=row,
        score=said.score,
        felt_safe=said.felt_safe,
        good=said.good,
        change=said.change,
    )
    _write_mixed(row, answer)


def _write_mixed(forum: Forum, answer: Feedback) -> None:
    """All rows of the forum anew, by their random keys: neither their order on disk nor the
    transaction that wrote them tells when one came.
    """
    kept = Feedback.objects.filter(forum=forum)
    rows = sorted([*kept, answer], key=lambda row: row.pk)
    kept.delete()
    Feedback.objects.bulk_create(rows)
