"""Telling those concerned that a forum is moved or cancelled; they alone are told."""

from datetime import datetime

from django.db import models

from forums.actions import telling_attendees
from forums.choices import Answer
from forums.mail import running as mail
from forums.models import Forum, Speaker
from portal import outbox

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


def expected(forum: Forum) -> models.QuerySet[Speaker]:
    """Speakers and officials who have been asked and did not say no."""
    states = (Speaker.State.INVITED, Speaker.State.ACCEPTED)
    return forum.speakers.filter(state__in=states).exclude(email="").order_by("pk")


def tell_cancelled(forum: Forum, *, now: datetime) -> int:
    """Queue a mail to everybody who was to come; return how many. In the caller's transaction."""
    members = telling_attendees.tell_cancelled(forum, now)
    letters = {
        f"forum:{forum.pk}:cancelled:speaker:{row.pk}": mail.cancelled(forum, row)
        for row in expected(forum)
    }
    outbox.enqueue_all(letters=letters, now=now)
    return members + len(letters)


def tell_moved(forum: Forum, *, was: Forum, now: datetime) -> int:
    """Queue a mail to those whom the change from `was` concerns; return how many.

    In the caller's transaction; `forum.version` is that of the change, which is told once.
    """
    answers = affected(was, forum)
    if not answers:
        return 0
    members = telling_attendees.tell_moved(forum, now, answers=answers)
    letters = {
        f"forum:{forum.pk}:moved:{forum.version}:speaker:{row.pk}": mail.moved(forum, was, row)
        for row in expected(forum)
    }
    outbox.enqueue_all(letters=letters, now=now)
    return members + len(letters)
