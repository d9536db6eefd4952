"""Places change hands through one action: who gets what, who is refused, who is next."""

from datetime import timedelta
from typing import Any

import pytest

from events.actions.orders import (
    Add,
    AlreadyBooked,
    Choose,
    EventFull,
    Leave,
    NotOpen,
    NotYours,
    WorkshopsFull,
)
from events.actions.seating import arrange
from events.models import Delegate, Event, Notice, Workshop
from portal.models import AuditEntry
from tests.factories.applicants import NOW
from tests.factories.events import (
    book,
    make_booking,
    make_event,
    make_series,
    somebody,
    states,
    workshops_of,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def act(event: Event, *orders: Any, now: Any = LATER, **options: Any) -> list[Delegate]:
    return arrange(event=event, orders=orders, by=None, now=now, **options)


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def pair(event: Event) -> list[Workshop]:
    """Two workshops of one series, with one place and with two."""
    return workshops_of(make_series(event, capacities=(1, 2)))


def state_of(delegate: Delegate) -> str:
    delegate.refresh_from_db()
    return delegate.state


# Booking


def test_booking_gives_what_was_chosen(event: Event, pair: list[Workshop]) -> None:
    ada = book(event, pair[0], name="Ada")

    assert state_of(ada) == Delegate.State.BOOKED
    assert states(pair[0]) == [("Ada", "confirmed")]
    assert [notice.kind for notice in Notice.objects.all()] == ["booked"]
    assert AuditEntry.objects.filter(action="event.add").count() == 1


def test_full_workshop_refuses_the_whole_booking(event: Event, pair: list[Workshop]) -> None:
    book(event, pair[0])
    booking = make_booking(event)
    order = Add(booking, (somebody(event, pair[1]), somebody(event, pair[0])))

    with pytest.raises(WorkshopsFull) as refused:
        act(event, order)

    assert refused.value.left == {pair[0]: 0}
    assert not booking.delegates.exists()


def test_two_of_one_booking_do_not_share_the_last_place(event: Event, pair: list[Workshop]) -> None:
    order = Add(make_booking(event), (somebody(event, pair[0]), somebody(event, pair[0])))

    with pytest.raises(WorkshopsFull) as refused:
        act(event, order)

    assert refused.value.left == {pair[0]: 1}


def test_full_event_says_how_many_places_are_left() -> None:
    event = make_event(capacity=2)
    book(event)

    with pytest.raises(EventFull) as refused:
        act(event, Add(make_booking(event), (somebody(event), somebody(event))))

    assert refused.value.left == 1


@pytest.mark.parametrize("name", ["Zoë O'Neill", "zoe oneill", "ZOE  O’NEILL"])
def test_same_person_is_booked_once(event: Event, name: str) -> None:
    book(event, name="Zoë O'Neill", email="zoe@example.org")
    again = somebody(event, name=name, email="zoe@example.org")

    with pytest.raises(AlreadyBooked):
        act(event, Add(make_booking(event), (again,)))


def test_namesakes_with_addresses_of_their_own_both_come(event: Event) -> None:
    book(event, name="Amina Example", email="amina@example.org")
    book(event, name="Amina Example", email="other.amina@example.org")

    assert event.delegates.count() == 2


def test_somebody_who_cancelled_may_book_again(event: Event) -> None:
    ada = book(event, name="Ada", email="ada@example.org")
    act(event, Leave(ada.pk))

    assert state_of(book(event, name="Ada", email="ada@example.org")) == "booked"


def test_places_kept_for_members_are_not_for_guests() -> None:
    event = make_event(capacity=2, reserved_for_members=1)
    book(event)

    with pytest.raises(EventFull):
        book(event)
    member = Add(make_booking(event, is_members=True), (somebody(event),))
    assert len(act(event, member)) == 1


def test_places_kept_for_members_are_free_after_their_date() -> None:
    event = make_event(capacity=2, reserved_for_members=1, reserved_until=NOW)
    book(event)

    assert state_of(book(event)) == "booked"


@pytest.mark.parametrize("when", [-timedelta(days=11), timedelta(days=39)])
def test_nothing_is_booked_outside_the_window(event: Event, when: timedelta) -> None:
    with pytest.raises(NotOpen):
        act(event, Add(make_booking(event), (somebody(event),)), now=NOW + when)


def test_staff_may_book_past_capacity_and_window(event: Event, pair: list[Workshop]) -> None:
    book(event, pair[0])
    order = Add(make_booking(event), (somebody(event, pair[0]),))

    act(event, order, now=NOW + timedelta(days=39), override=True)

    assert [state for _name, state in states(pair[0])] == ["confirmed", "confirmed"]
    assert AuditEntry.objects.filter(new__override=True).count() == 1


def test_two_workshops_of_one_series_are_refused(event: Event, pair: list[Workshop]) -> None:
    with pytest.raises(NotYours):
        book(event, pair[0], pair[1])


def test_workshop_of_another_event_is_refused(event: Event) -> None:
    foreign = workshops_of(make_series(make_event()))[0]

    with pytest.raises(NotYours):
        book(event, foreign)


# Choosing and swapping


def test_swap_gives_up_the_old_place_only_for_the_new(event: Event, pair: list[Workshop]) -> None:
    ada, _other = book(event, pair[1], name="Ada"), book(event, pair[0], name="Ben")

    with pytest.raises(WorkshopsFull):
        act(event, Choose(ada.pk, pair[0].pk))
    assert states(pair[1]) == [("Ada", "confirmed")]

    act(event, Leave(_other.pk))
    act(event, Choose(ada.pk, pair[0].pk))
    assert states(pair[1]) == [("Ada", "released")]
    assert states(pair[0]) == [("Ben", "released"), ("Ada", "confirmed")]


def test_choosing_raises_the_calendar_entry(event: Event, pair: list[Workshop]) -> None:
    ada = book(event, pair[0])

    act(event, Choose(ada.pk, pair[1].pk))

    ada.refresh_from_db()
    assert ada.revision == 1


def test_choosing_what_one_has_changes_nothing(event: Event, pair: list[Workshop]) -> None:
    ada = book(event, pair[0])

    act(event, Choose(ada.pk, pair[0].pk))

    assert [state for _name, state in states(pair[0])] == ["confirmed"]
    assert not Notice.objects.filter(kind="changed").exists()


def test_no_changes_after_their_deadline(event: Event, pair: list[Workshop]) -> None:
    ada = book(event, pair[0])

    with pytest.raises(NotOpen):
        act(event, Choose(ada.pk, pair[1].pk), now=event.changes_until)
