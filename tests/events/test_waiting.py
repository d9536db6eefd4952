"""Waiting lists of workshops and of the event: who is offered what, and what passes on."""

from datetime import timedelta
from typing import Any

import pytest

from events.actions.orders import (
    Accept,
    Add,
    CallOff,
    Choose,
    EventFull,
    GiveUp,
    LapsePlaces,
    LapseSeats,
    Leave,
    NotFull,
    NotYours,
    OfferOver,
    Resize,
    ResizeEvent,
    TakeSeat,
    TooFewPlaces,
    Wait,
    WorkshopsFull,
)
from events.actions.seating import arrange
from events.models import Delegate, Event, Notice, Place, Workshop
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


# Waiting for a workshop


@pytest.fixture
def line(event: Event, pair: list[Workshop]) -> tuple[Delegate, Delegate, Delegate]:
    """Ada has the one place; Ben (in the other workshop) and Cleo wait for it, in this order."""
    ada, ben = book(event, pair[0], name="Ada"), book(event, pair[1], name="Ben")
    cleo = book(event, name="Cleo")
    act(event, Wait(ben.pk, pair[0].pk), now=NOW + timedelta(minutes=1))
    act(event, Wait(cleo.pk, pair[0].pk), now=NOW + timedelta(minutes=2))
    return ada, ben, cleo


def test_waiting_needs_a_full_workshop(event: Event, pair: list[Workshop]) -> None:
    ada = book(event)

    with pytest.raises(NotFull):
        act(event, Wait(ada.pk, pair[0].pk))


def test_free_place_is_offered_to_the_first_in_line(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, GiveUp(line[0].pk, pair[0].pk))

    assert states(pair[0]) == [("Ada", "released"), ("Ben", "offered"), ("Cleo", "waiting")]
    assert states(pair[1]) == [("Ben", "confirmed")]
    offer = Place.objects.get(state=Place.State.OFFERED)
    assert offer.offer_ends_at is not None
    assert offer.offer_ends_at > LATER
    assert Notice.objects.get(kind="place-offered").delegate == line[1]


def test_offered_place_is_not_for_anybody_else(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, GiveUp(line[0].pk, pair[0].pk))

    with pytest.raises(WorkshopsFull):
        act(event, Choose(line[0].pk, pair[0].pk))


def test_accepting_gives_up_the_place_held_meanwhile(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, GiveUp(line[0].pk, pair[0].pk))

    act(event, Accept(line[1].pk, pair[0].pk))

    assert states(pair[0]) == [("Ada", "released"), ("Ben", "confirmed"), ("Cleo", "waiting")]
    assert states(pair[1]) == [("Ben", "released")]


def test_declined_offer_passes_on(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, GiveUp(line[0].pk, pair[0].pk))

    act(event, GiveUp(line[1].pk, pair[0].pk))

    assert states(pair[0])[1:] == [("Ben", "released"), ("Cleo", "offered")]
    assert states(pair[1]) == [("Ben", "confirmed")]


def test_offer_that_ran_out_passes_on_and_cannot_be_taken(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, GiveUp(line[0].pk, pair[0].pk))
    over = Place.objects.get(state=Place.State.OFFERED).offer_ends_at

    with pytest.raises(OfferOver):
        act(event, Accept(line[1].pk, pair[0].pk), now=over)
    act(event, LapsePlaces(pair[0].pk), now=over)

    assert states(pair[0])[1:] == [("Ben", "released"), ("Cleo", "offered")]
    assert Notice.objects.get(kind="place-lapsed").delegate == line[1]


def test_lapsing_twice_does_nothing_twice(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, GiveUp(line[0].pk, pair[0].pk))
    over = Place.objects.get(state=Place.State.OFFERED).offer_ends_at
    act(event, LapsePlaces(pair[0].pk), now=over)
    before = Notice.objects.count()

    act(event, LapsePlaces(pair[0].pk), now=over)

    assert Notice.objects.count() == before


def test_more_places_are_offered_to_the_line(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, Resize(pair[0].pk, 3))

    assert states(pair[0])[1:] == [("Ben", "offered"), ("Cleo", "offered")]


def test_fewer_places_than_taken_are_refused(event: Event, pair: list[Workshop]) -> None:
    book(event, pair[1])
    book(event, pair[1])

    with pytest.raises(TooFewPlaces) as refused:
        act(event, Resize(pair[1].pk, 1))

    assert refused.value.taken == 2


def test_cancelling_lets_all_places_go(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, Leave(line[1].pk))

    assert states(pair[0])[1:] == [("Ben", "released"), ("Cleo", "waiting")]
    assert states(pair[1]) == [("Ben", "released")]
    assert state_of(line[1]) == "cancelled"


def test_workshop_called_off_tells_everybody_in_it(
    event: Event, pair: list[Workshop], line: tuple[Delegate, ...]
) -> None:
    act(event, CallOff(pair[0].pk))

    told = Notice.objects.filter(kind="workshop-cancelled").values_list("delegate__name", flat=True)
    assert sorted(told) == ["Ada", "Ben", "Cleo"]
    assert {state for _name, state in states(pair[0])} == {"released"}
    with pytest.raises(NotYours):
        act(event, Choose(line[1].pk, pair[0].pk))


# Waiting for the event


def test_place_at_the_event_is_offered_to_who_waits_longest() -> None:
    event = make_event(capacity=1)
    ada = book(event)
    first, second = wait_for_seat(event), wait_for_seat(event)

    act(event, Leave(ada.pk))

    assert [state_of(first), state_of(second)] == ["offered", "waiting"]
    with pytest.raises(EventFull):
        book(event)


def test_taking_and_lapsing_of_a_seat() -> None:
    event = make_event(capacity=1)
    ada = book(event)
    first, second = wait_for_seat(event), wait_for_seat(event)
    act(event, Leave(ada.pk))
    first.refresh_from_db()

    act(event, LapseSeats(), now=first.offer_ends_at)

    assert [state_of(first), state_of(second)] == ["lapsed", "offered"]
    with pytest.raises(OfferOver):
        act(event, TakeSeat(first.pk))
    act(event, TakeSeat(second.pk), now=first.offer_ends_at)
    assert state_of(second) == "booked"


def test_guest_waits_while_only_members_places_are_free() -> None:
    event = make_event(capacity=2, reserved_for_members=1)
    guest, member = book(event), wait_for_seat(event)
    late_member = wait_for_seat(event, is_members=True)

    act(event, ResizeEvent(3, 2))

    assert [state_of(member), state_of(late_member)] == ["waiting", "offered"]
    act(event, Leave(guest.pk))
    assert state_of(member) == "offered"


def test_delegate_of_another_event_is_refused(event: Event) -> None:
    stranger = book(make_event())

    with pytest.raises(NotYours):
        act(event, Leave(stranger.pk))


def test_cancelled_delegate_chooses_nothing(event: Event, pair: list[Workshop]) -> None:
    ada = book(event, pair[0])
    act(event, Leave(ada.pk))

    with pytest.raises(NotYours):
        act(event, Choose(ada.pk, pair[1].pk))


def test_places_that_members_did_not_take_go_to_the_line_first() -> None:
    """They come free by the clock: nobody new may take what somebody waits for."""
    event = make_event(capacity=2, reserved_for_members=1, reserved_until=LATER)
    book(event)
    guest = wait_for_seat(event)
    late = Add(make_booking(event), (somebody(event),))

    with pytest.raises(EventFull):
        act(event, late, now=LATER)

    assert state_of(guest) == "waiting"  # the refusal took all of it back
    act(event, LapseSeats(), now=LATER)
    assert state_of(guest) == "offered"
