"""Places change hands through one action: who gets what, who is refused, who is next."""

from datetime import timedelta
from typing import Any

import pytest

from events.actions.orders import (
    Accept,
    Add,
    AlreadyBooked,
    CallOff,
    Choose,
    EventFull,
    GiveUp,
    LapsePlaces,
    LapseSeats,
    Leave,
    NotFull,
    NotOpen,
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
