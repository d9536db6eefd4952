"""Places of an event and its workshops in the admin, and telling people what changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Delegate, Event, Notice, Workshop
from portal.staff_groups import COORDINATORS, EVENTS_OFFICERS
from tests.factories.events import (
    book,
    make_event,
    make_series,
    states,
    wait_for_seat,
    workshops_of,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


def url(event: Event, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    """To come by the real clock, open for booking, with one series of two workshops."""
    event = make_event(starts_at=timezone.now() + timedelta(days=40), capacity=20)
    make_series(event, capacities=(2, 10))
    return event


def workshops(event: Event) -> list[Workshop]:
    return workshops_of(event.slots.get(kind="series"))


# Places -----------------------------------------------------------------------------------------


def places(event: Event, **changes: Any) -> dict[str, Any]:
    now = {f"workshop_{one.pk}": one.capacity for one in workshops(event)}
    return {"capacity": event.capacity, "reserved": 0} | now | changes


def test_new_places_are_offered_to_who_waits(client: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(capacity=1)
    event.refresh_from_db()
    book(event)
    waiting = wait_for_seat(event)

    client.post(url(event, "places"), places(event, capacity=2))

    waiting.refresh_from_db()
    assert waiting.state == Delegate.State.OFFERED


def test_too_few_places_are_refused_with_how_many_are_booked(client: Client, event: Event) -> None:
    first, _second = workshops(event)
    book(event, first)
    book(event, first)

    text = client.post(url(event, "places"), places(event, **{f"workshop_{first.pk}": 1})).text

    assert "2 places are booked or offered: enter 2 or more, or first cancel or move" in text
    first.refresh_from_db()
    assert first.capacity == 2


def test_several_numbers_change_in_one_act(client: Client, event: Event) -> None:
    first, second = workshops(event)
    sent = places(event, capacity=30, reserved=5)
    sent |= {f"workshop_{first.pk}": 4, f"workshop_{second.pk}": 5}

    client.post(url(event, "places"), sent)

    event.refresh_from_db()
    assert (event.capacity, event.reserved_for_members) == (30, 5)
    assert [one.capacity for one in workshops(event)] == [4, 5]


def test_coordinators_change_places_too(event: Event) -> None:
    client = sign_in(make_staff(COORDINATORS))

    client.post(url(event, "places"), places(event, capacity=33))

    event.refresh_from_db()
    assert event.capacity == 33


def test_workshop_is_called_off_after_asking(client: Client, event: Event) -> None:
    first, _second = workshops(event)
    book(event, first, name="Ada Example")

    page = client.get(url(event, "call_off", first.pk)).text
    client.post(url(event, "call_off", first.pk), {"reason": "The room is flooded"})

    assert "1 person has a place there" in page
    assert states(first) == [("Ada Example", "released")]
    assert Notice.objects.filter(kind="workshop-cancelled").count() == 1


def test_call_off_needs_a_reason_and_a_workshop_of_this_event(client: Client, event: Event) -> None:
    first, _second = workshops(event)
    other = make_event()

    client.post(url(event, "call_off", first.pk), {"reason": ""})

    first.refresh_from_db()
    assert first.cancelled_at is None
    assert client.get(url(other, "call_off", first.pk)).status_code == 404


# Changes ----------------------------------------------------------------------------------------


def test_change_is_announced_to_those_of_a_workshop(client: Client, event: Event) -> None:
    first, _second = workshops(event)
    inside, _outside = book(event, first), book(event)
    Notice.objects.all().delete()

    client.post(url(event, "announce"), {"words": "It is in Room 4", "workshops": [first.pk]})

    told = Notice.objects.get(kind="event-changed")
    assert (told.delegate, told.about) == (inside, {"what": "It is in Room 4"})


def test_cancelling_says_who_is_told_and_does_it(client: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(capacity=1)
    event.refresh_from_db()
    book(event)
    wait_for_seat(event)

    page = client.get(url(event, "cancel")).text
    client.post(url(event, "cancel"), {"words": "The hall has burnt down"})

    assert "1 delegate who is booked" in page
    assert "1 person who waits" in page
    event.refresh_from_db()
    assert (event.state, event.notice) == ("cancelled", "The hall has burnt down")
    assert Notice.objects.filter(kind="event-cancelled").count() == 2


@pytest.mark.parametrize("act", ["announce", "cancel"])
def test_draft_has_nobody_to_tell(client: Client, act: str) -> None:
    draft = make_event(state="draft", published_at=None)

    response = client.post(url(draft, act), {"words": "Hello"})

    assert response.status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"
