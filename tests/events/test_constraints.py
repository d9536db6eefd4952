"""Rules that the database keeps, tried past every form and action."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from events.models import Delegate, Event, Place, Slot, Workshop
from tests.factories.applicants import NOW
from tests.factories.events import STARTS, book, make_event, make_series, workshops_of

pytestmark = pytest.mark.django_db


def refused(change: Callable[[], Any]) -> str:
    """Try a change; the name of the constraint that refused it."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        _now(change)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]  # psycopg's


def _now(change: Callable[[], Any]) -> None:
    """The composite foreign keys would be checked only when the transaction ends."""
    change()
    connection.check_constraints()


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def workshops(event: Event) -> list[Workshop]:
    return workshops_of(make_series(event))


def place(delegate: Delegate, workshop: Workshop, **fields: Any) -> Place:
    values = {
        "delegate": delegate,
        "event": workshop.series.event,
        "series": workshop.series,
        "workshop": workshop,
        "state": Place.State.CONFIRMED,
        "confirmed_at": NOW,
    }
    return Place.objects.create(**values | fields)


@pytest.mark.parametrize(
    "state",
    [
        {"state": "confirmed", "confirmed_at": NOW},
        {"state": "offered", "offered_at": NOW, "offer_ends_at": NOW},
    ],
)
def test_one_place_of_a_kind_per_series(workshops: list[Workshop], state: dict[str, Any]) -> None:
    ada = book(workshops[0].series.event)
    place(ada, workshops[0], **{"confirmed_at": None} | state)

    name = refused(lambda: place(ada, workshops[1], **{"confirmed_at": None} | state))

    assert name in {"place_one_confirmed_per_series", "place_one_offer_per_series"}


def test_once_in_a_workshop(workshops: list[Workshop]) -> None:
    ada = book(workshops[0].series.event, workshops[0])
    waiting = {"state": "waiting", "waiting_since": NOW, "confirmed_at": None}

    assert refused(lambda: place(ada, workshops[0], **waiting)) == "place_once_per_workshop"


def test_place_is_in_a_workshop_of_its_series(event: Event, workshops: list[Workshop]) -> None:
    other = make_series(event, start=3)
    ada = book(event)

    assert refused(lambda: place(ada, workshops[0], series=other)) == "place_workshop_of_its_series"


def test_place_is_in_a_series_of_its_event(workshops: list[Workshop]) -> None:
    other = make_event()
    stranger = book(other)

    name = refused(lambda: place(stranger, workshops[0], event=other))

    assert name == "place_series_of_its_event"


def test_place_is_for_a_delegate_of_its_event(workshops: list[Workshop]) -> None:
    stranger = book(make_event())

    assert refused(lambda: place(stranger, workshops[0])) == "place_delegate_of_its_event"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "offered"}, "place_state_has_its_time"),
        ({"state": "waiting", "confirmed_at": None}, "place_state_has_its_time"),
        ({"confirmed_at": None}, "place_state_has_its_time"),
        ({"released_at": NOW}, "place_state_has_its_time"),
    ],
)
def test_states_of_places_have_their_times(
    workshops: list[Workshop], fields: dict[str, Any], constraint: str
) -> None:
    ada = book(workshops[0].series.event)

    assert refused(lambda: place(ada, workshops[0], **fields)) == constraint


def test_delegate_is_live_once_per_event(event: Event) -> None:
    ada, ben = book(event), book(event)
    same = {"address": ada.address, "name_key": ada.name_key}

    name = refused(lambda: Delegate.objects.filter(pk=ben.pk).update(**same))

    assert name == "delegate_once_per_event"


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled", "lapsed"])
def test_states_of_delegates_have_their_times(event: Event, state: str) -> None:
    ada = book(event)

    name = refused(lambda: Delegate.objects.filter(pk=ada.pk).update(state=state))

    assert name == "delegate_state_has_its_time"


def test_booking_and_ticket_type_are_of_the_event(event: Event) -> None:
    ada, stranger = book(event), book(make_event())
    row = Delegate.objects.filter(pk=ada.pk)

    names = [
        refused(lambda: row.update(booking=stranger.booking_id)),
        refused(lambda: row.update(ticket_type=stranger.ticket_type_id)),
    ]

    assert names == ["delegate_booking_of_its_event", "delegate_ticket_type_of_its_event"]


def test_series_of_an_event_do_not_overlap(event: Event) -> None:
    series = make_series(event)
    half_an_hour = timedelta(minutes=30)

    def move() -> None:
        Slot.objects.create(
            event=event,
            kind="series",
            title="Another",
            starts_at=series.starts_at + half_an_hour,
            ends_at=series.ends_at + half_an_hour,
        )

    assert refused(move) == "slot_series_do_not_overlap"


def test_series_may_follow_each_other_and_run_beside_lunch(event: Event) -> None:
    first, second = make_series(event, start=1), make_series(event, start=2)
    lunch = {"kind": "lunch", "title": "Lunch", "starts_at": first.starts_at}

    Slot.objects.create(event=event, ends_at=second.ends_at, **lunch)

    assert event.slots.count() == 3


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ends_at": STARTS}, "event_ends_after_it_starts"),
        ({"booking_closes_at": NOW - timedelta(days=10)}, "event_booking_closes_after_it_opens"),
        ({"booking_closes_at": STARTS + timedelta(days=2)}, "event_booking_closes_by_the_end"),
        ({"changes_until": STARTS + timedelta(hours=1)}, "event_changes_end_by_the_start"),
        ({"reserved_for_members": 101}, "event_reserves_no_more_than_it_has"),
        ({"state": "cancelled"}, "event_state_has_its_times"),
        ({"published_at": None}, "event_state_has_its_times"),
        ({"slug": "bookings"}, "event_slug_is_no_address"),
    ],
)
def test_event_keeps_its_times_and_numbers(
    event: Event, fields: dict[str, Any], constraint: str
) -> None:
    assert refused(lambda: Event.objects.filter(pk=event.pk).update(**fields)) == constraint


def test_slot_ends_after_it_starts(event: Event) -> None:
    series = make_series(event)
    row = Slot.objects.filter(pk=series.pk)

    name = refused(lambda: row.update(ends_at=series.starts_at, kind="other"))

    assert name == "slot_ends_after_it_starts"
