"""Needs: sealed, with consent, looked at by few, soon forgotten."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from events.actions import needs
from events.models import Delegate, Event, Needs
from portal.models import AuditEntry
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.factories.bookings import (
    booked,
    person,
)
from tests.security.people import make_staff

pytestmark = pytest.mark.django_db
SAID = needs.Said(access="A seat near the door", dietary="No peanuts")


@pytest.fixture
def ada(event: Event) -> Delegate:
    return booked(event, person(event, "Ada Example", "ada@example.org"))[0]


def test_needs_lie_sealed_with_the_words_of_consent(ada: Delegate) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())

    row = Needs.objects.get()
    assert b"door" not in bytes(row.sealed)
    assert (row.consent_wording, row.consented_at is not None) == ("I agree", True)


def test_replaced_needs_are_the_last_ones(ada: Delegate) -> None:
    for access in ("A ramp", "None"):
        said = needs.Said(access, "")
        needs.record(delegate=ada, said=said, consent_wording="I agree", now=timezone.now())
    staff = make_staff(EVENTS_OFFICERS)

    seen = needs.look_at(event=ada.event, by=staff, now=timezone.now())

    assert seen == {ada.pk: needs.Said("None", "")}


def test_each_look_is_written_down_first(ada: Delegate) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())
    staff = make_staff(EVENTS_OFFICERS)

    assert needs.look_at(event=ada.event, by=staff, now=timezone.now()) == {ada.pk: SAID}

    entry = AuditEntry.objects.get(action="needs.looked-at")
    assert (entry.actor, entry.new) == (staff, {"delegates": [ada.pk]})


def test_nobody_looks_without_the_right(ada: Delegate) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())

    with pytest.raises(PermissionDenied):
        needs.look_at(event=ada.event, by=make_staff(EDITORS), now=timezone.now())
    assert not AuditEntry.objects.filter(action="needs.looked-at").exists()


def test_what_is_said_is_in_no_audit_entry(ada: Delegate) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())
    needs.remove(delegate=ada)

    assert not Needs.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="needs").exists()


@pytest.mark.parametrize(("days", "kept"), [(29, 1), (30, 0)])
def test_needs_are_forgotten_thirty_days_after(ada: Delegate, days: int, kept: int) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())
    now = ada.event.ends_at + timedelta(days=days)

    assert needs.forget(now=now) == 1 - kept
    assert Needs.objects.count() == kept
    assert needs.forget(now=now) == 0


def test_needs_of_a_cancelled_event_are_forgotten(ada: Delegate) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())
    Event.objects.update(state="cancelled", cancelled_at=timezone.now())

    assert needs.forget(now=timezone.now()) == 1
