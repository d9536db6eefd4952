"""What happens by itself to offers and to places kept for members."""

from datetime import timedelta

import pytest

from events.actions.lapsing import pass_offers_on
from events.actions.orders import Add, Leave, Resize, Wait
from events.actions.seating import arrange
from events.models import Delegate, Event, Place
from portal.models import AuditEntry
from tests.factories.applicants import NOW
from tests.factories.events import (
    book,
    make_booking,
    make_event,
    make_series,
    somebody,
    states,
    wait_for_seat,
    workshops_of,
)

pytestmark = pytest.mark.django_db
State = Delegate.State
MOMENT = timedelta(seconds=1)


def state_of(delegate: Delegate) -> str:
    delegate.refresh_from_db()
    return delegate.state


def offered_seat() -> tuple[Event, Delegate, Delegate]:
    """Somebody with an offer of the only place, and the next in line."""
    event = make_event(capacity=1)
    taken, first, second = book(event), wait_for_seat(event), wait_for_seat(event)
    arrange(event=event, orders=[Leave(taken.pk)], by=None, now=NOW)
    first.refresh_from_db()
    return event, first, second


def test_an_offer_goes_to_the_next_in_line_when_its_time_is_over() -> None:
    _event, first, second = offered_seat()
    assert first.offer_ends_at

    assert pass_offers_on(now=first.offer_ends_at - MOMENT) == 0
    assert (state_of(first), state_of(second)) == (State.OFFERED, State.WAITING)
    assert pass_offers_on(now=first.offer_ends_at) == 1
    assert (state_of(first), state_of(second)) == (State.LAPSED, State.OFFERED)


def test_running_again_changes_and_writes_nothing() -> None:
    _event, first, _second = offered_seat()
    assert first.offer_ends_at
    pass_offers_on(now=first.offer_ends_at)
    written = AuditEntry.objects.count()

    assert [pass_offers_on(now=first.offer_ends_at) for _ in range(2)] == [0, 0]
    assert AuditEntry.objects.count() == written


def test_a_workshop_place_goes_to_the_next_in_line_when_its_time_is_over() -> None:
    event = make_event()
    full = workshops_of(make_series(event, capacities=(1,)))[0]
    book(event, full, name="Has")
    for name in ("First", "Second"):
        delegate = book(event, name=name)
        arrange(event=event, orders=[Wait(delegate.pk, full.pk)], by=None, now=NOW)
    arrange(event=event, orders=[Resize(full.pk, 2)], by=None, now=NOW)
    ends_at = Place.objects.get(state=Place.State.OFFERED).offer_ends_at
    assert ends_at

    assert [pass_offers_on(now=ends_at - MOMENT), pass_offers_on(now=ends_at)] == [0, 1]

    assert states(full) == [("Has", "confirmed"), ("First", "released"), ("Second", "offered")]


def test_offers_of_a_cancelled_event_stay_as_they_are() -> None:
    event, first, second = offered_seat()
    assert first.offer_ends_at
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED, cancelled_at=NOW)
    assert pass_offers_on(now=first.offer_ends_at) == 0
    assert (state_of(first), state_of(second)) == (State.OFFERED, State.WAITING)


def test_places_kept_for_members_are_offered_to_guests_from_their_day_on() -> None:
    until = NOW + timedelta(days=5)
    event = make_event(capacity=2, reserved_for_members=1, reserved_until=until)
    book(event)
    booking = make_booking(event)
    order = Add(booking, (somebody(event), somebody(event)), waiting=True)
    guests = arrange(event=event, orders=[order], by=None, now=NOW)

    assert pass_offers_on(now=until - MOMENT) == 0
    assert [state_of(one) for one in guests] == [State.WAITING, State.WAITING]
    assert [pass_offers_on(now=until), pass_offers_on(now=until)] == [1, 0]
    assert [state_of(one) for one in guests] == [State.OFFERED, State.WAITING]


def test_nothing_is_arranged_when_it_is_too_late_to_offer() -> None:
    event = make_event(capacity=2, reserved_for_members=1, reserved_until=NOW)
    Event.objects.filter(pk=event.pk).update(reserved_until=event.starts_at)
    book(event)
    waiting = wait_for_seat(event)
    assert pass_offers_on(now=event.starts_at) == 0
    assert state_of(waiting) == State.WAITING
