"""Telling those concerned that a forum is moved or cancelled; they alone are told."""

from collections.abc import Callable
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef

from forums.choices import Answer
from forums.mail import running as mail
from forums.models import Attendance, Forum, Speaker
from forums.models.circles import belonging
from network.models import User
from portal import outbox
from portal.outbox import Letter

COMING = (Answer.IN_PERSON, Answer.ONLINE)


def affected(was: Forum, forum: Forum) -> set[str]:
    """The answers of members whom a change concerns: in person, online, both or nobody."""
    if (was.starts_at, was.ends_at) != (forum.starts_at, forum.ends_at):
        return set(COMING)
    found = set()
    if (was.venue, was.venue_address) != (forum.venue, forum.venue_address):
        found.add(Answer.IN_PERSON.value)
    if was.is_online and not forum.is_online:
        found.add(Answer.ONLINE.value)
    return found


def to_be_told(forum: Forum, answers: set[str], now: datetime) -> models.QuerySet[Attendance]:
    """Members who gave one of these answers; not who is none any more: they do not learn where."""
    still = belonging(now).filter(user=OuterRef("user"))
    rows = forum.attendances.filter(Exists(still), answer__in=answers, user__is_active=True)
    return rows.select_related("user").order_by("pk")


def expected(forum: Forum) -> models.QuerySet[Speaker]:
    """Speakers and officials who have been asked and did not say no."""
    states = (Speaker.State.INVITED, Speaker.State.ACCEPTED)
    return forum.speakers.filter(state__in=states).exclude(email="").order_by("pk")


def tell_cancelled(forum: Forum, *, now: datetime) -> int:
    """Queue a mail to everybody who was to come; return how many. In the caller's transaction."""

    def letter(person: User | Speaker) -> Letter:
        return mail.cancelled(forum, forum.cancelled_why, person)

    return _tell(forum, f"forum:{forum.pk}:cancelled", set(COMING), letter, now)


def tell_moved(forum: Forum, *, was: Forum, now: datetime) -> int:
    """Queue a mail to those whom the change from `was` concerns; return how many.

    In the caller's transaction; `forum.version` is that of the change, which is told once.
    """
    answers = affected(was, forum)
    if not answers:
        return 0

    def letter(person: User | Speaker) -> Letter:
        return mail.moved(forum, was, person)

    return _tell(forum, f"forum:{forum.pk}:moved:{forum.version}", answers, letter, now)


def _tell(
    forum: Forum,
    cause: str,
    answers: set[str],
    letter: Callable[[User | Speaker], Letter],
    now: datetime,
) -> int:
    people = {f"{cause}:{row.user_id}": row.user for row in to_be_told(forum, answers, now)}
    speakers = {f"{cause}:speaker:{row.pk}": row for row in expected(forum)}
    letters = {key: letter(person) for key, person in (people | speakers).items()}
    outbox.enqueue_all(letters=letters, now=now)
    return len(letters)
