"""Reminders before a forum: to those who come, and once to members who have not answered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from forums.actions.joining_links import give_link
from forums.mail import joining as letters
from forums.models import Attendance, Forum
from forums.models.circles import belonging
from forums.states import State
from forums.timetable import LINK_SHOWN
from network.models import Affiliation, User
from portal import outbox
from portal.models import OutgoingMail
from portal.outbox import Letter

EARLY = timedelta(days=14)  # before the start; the second reminder, with the link, is LINK_SHOWN


def remind_due(*, now: datetime) -> int:
    """Write what is due and not written yet; return how many letters.

    Only what is nearest is written: a site that was down for two weeks does not send both
    reminders at once.
    """
    coming_up = Forum.objects.filter(state=State.OPEN, ends_at__gt=now).order_by("starts_at", "pk")
    near = coming_up.filter(starts_at__lte=now + LINK_SHOWN)
    early = coming_up.filter(starts_at__gt=now + LINK_SHOWN, starts_at__lte=now + EARLY)
    links = sum(_give_links(forum, now) for forum in near)
    return links + sum(_remind(forum, now) + _ask(forum, now) for forum in early)


def _give_links(forum: Forum, now: datetime) -> int:
    due = Attendance.objects.welcome(now).filter(forum=forum, token_hash="")
    rows = due.select_related("forum", "user", "organisation").order_by("pk")
    return sum(give_link(attendance=row, now=now) for row in rows)


@transaction.atomic
def _remind(forum: Forum, now: datetime) -> int:
    """Who answered after the reminder's moment is not reminded: their own mail is fresh.

    A forum that moves to another day is reminded of again.
    """
    due = Attendance.objects.welcome(now).filter(
        forum=forum, answered_at__lte=forum.starts_at - EARLY
    )
    rows = {
        f"forum-reminder:{row.pk}:{forum.starts_at:%Y-%m-%d}": row
        for row in due.select_related("forum", "user", "organisation").order_by("pk")
    }
    return _write({cause: letters.reminder(rows[cause], now=now) for cause in _new(rows)}, now)


@transaction.atomic
def _ask(forum: Forum, now: datetime) -> int:
    """One gentle mail a person, ever: to primary contacts of members of whom nobody answered."""
    people = {f"forum-ask:{forum.pk}:{person.pk}": person for person in _to_ask(forum, now)}
    return _write(
        {cause: letters.not_answered(forum, people[cause]) for cause in _new(people)}, now
    )


def _to_ask(forum: Forum, now: datetime) -> QuerySet[User]:
    answers = Attendance.objects.filter(forum=forum)
    theirs = belonging(now).filter(user=OuterRef("pk"), role=Affiliation.Role.PRIMARY)
    silent = theirs.filter(~Exists(answers.filter(organisation=OuterRef("organisation"))))
    mine = answers.filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(silent), ~Exists(mine), is_active=True).order_by("pk")


def _new[Row](causes: dict[str, Row]) -> list[str]:
    """Those that have not been written yet, in their order."""
    known = set(OutgoingMail.objects.filter(cause__in=list(causes)).values_list("cause", flat=True))
    return [cause for cause in causes if cause not in known]


def _write(due: dict[str, Letter], now: datetime) -> int:
    if due:
        outbox.enqueue_all(letters=due, now=now)
    return len(due)
