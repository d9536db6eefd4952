"""Reminders: before the day, on it, in grace; once each; off while nobody is asked."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from network import tasks
from network.actions import confirm_reminders
from network.models import Membership
from network.standing import NOTICE, Standing
from portal.models import OutgoingMail
from tests.factories.applicants import NOW
from tests.factories.memberships import Role, add_person, ask_from, make_membership, primary_of

pytestmark = pytest.mark.django_db


def remind(now: datetime = NOW) -> list[str]:
    """What is written by one run, by subject."""
    known = set(OutgoingMail.objects.values_list("pk", flat=True))
    confirm_reminders.remind(now=now)
    fresh = OutgoingMail.objects.exclude(pk__in=known).order_by("to")
    return [mail.subject for mail in fresh]


def due_at(membership: Membership) -> datetime:
    due = membership.due_on()
    assert due is not None
    return NOW.replace(year=due.year, month=due.month, day=due.day)


def test_nobody_is_reminded_while_it_is_off() -> None:
    make_membership(Standing.GRACE)
    ask_from(None)
    assert remind() == []


def test_each_reminder_comes_once_however_often_the_task_runs() -> None:
    ask_from()
    membership = make_membership(Standing.DUE)
    due = due_at(membership)
    runs = [due - NOTICE, due - NOTICE, due - timedelta(days=1), due, due + timedelta(days=2)]
    runs += [due + timedelta(days=30), due + timedelta(days=31), due + timedelta(days=61)]

    written = [remind(now) for now in runs]

    before = f"Please confirm the membership of Baobab Mentoring by {membership.due_on():%-d %B %Y}"
    day = "Due now: please confirm the membership of Baobab Mentoring"
    grace = "Your membership still needs a yes: Baobab Mentoring"
    assert written == [[before], [], [], [day], [], [grace], [], []]


def test_it_goes_to_who_answers_with_a_link_to_their_page() -> None:
    ask_from()
    membership = make_membership(Standing.DUE)
    manager = add_person(membership.organisation)
    add_person(membership.organisation, Role.MEMBER)

    remind()

    mails = OutgoingMail.objects.all()
    assert {mail.to for mail in mails} == {primary_of(membership).email, manager.email}
    link = f"/network/organisation/{membership.organisation_id}/confirm/"
    assert all(link in mail.text for mail in mails)


def test_a_manager_who_came_later_gets_theirs_and_nobody_a_second_one() -> None:
    ask_from()
    membership = make_membership(Standing.DUE)
    remind()
    manager = add_person(membership.organisation)
    assert len(remind()) == 1
    assert OutgoingMail.objects.filter(to=manager.email).count() == 1


@pytest.mark.parametrize(
    "standing", [Standing.ACTIVE, Standing.OVERDUE, Standing.SUSPENDED, Standing.LAPSED]
)
def test_nobody_else_is_nagged(standing: Standing) -> None:
    ask_from()
    make_membership(standing)
    assert remind() == []


def test_the_nightly_task_reminds() -> None:
    ask_from()
    make_membership(Standing.DUE, today=timezone.localdate())
    tasks.remind_to_confirm()
    assert OutgoingMail.objects.count() == 1
