"""Delegates in the admin: found by filters, shown with their lines, moved and booked by staff."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import needs
from events.models import Booking, CheckIn, Delegate, Event, Needs, Notice, Place, TicketType
from network.models import User
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import NOW, make_person
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
LIST = "/admin/events/delegate/"


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    event = make_event(starts_at=timezone.now() + timedelta(days=40), capacity=20)
    make_series(event, capacities=(1, 10))
    return event


def workshops(event: Event) -> list[Any]:
    return workshops_of(event.slots.get(kind="series"))


def page(delegate: Delegate, act: str = "change") -> str:
    return reverse(f"admin:events_delegate_{act}", args=[delegate.pk])


# The list ---------------------------------------------------------------------------------------


def found(client: Client, query: str) -> list[str]:
    return [one.name for one in client.get(LIST + query).context["cl"].result_list]


def test_list_is_filtered_by_what_is_asked(client: Client, event: Event) -> None:
    first, _second = workshops(event)
    ada, kofi = book(event, first, name="Ada Example"), book(event, name="Kofi Example")
    ticket = TicketType.objects.create(event=event, name="Bursary")
    Delegate.objects.filter(pk=kofi.pk).update(ticket_type=ticket)
    gone = book(make_event(), name="Gone Example")
    Delegate.objects.filter(pk=gone.pk).update(state="cancelled", ended_at=NOW)
    CheckIn.objects.create(event=event, delegate=ada, at=NOW, key=uuid.uuid4())
    of_event = f"?event={event.pk}"

    assert found(client, "") == ["Ada Example", "Kofi Example"]
    assert found(client, "?state=cancelled") == ["Gone Example"]
    assert found(client, "?q=Gone") == ["Gone Example"]
    assert found(client, f"{of_event}&workshop={first.pk}") == ["Ada Example"]
    assert found(client, f"{of_event}&ticket={ticket.pk}") == ["Kofi Example"]
    assert found(client, f"{of_event}&here=yes") == ["Ada Example"]
    assert found(client, f"{of_event}&here=no") == ["Kofi Example"]
    assert found(client, f"{of_event}&choices=none") == ["Kofi Example"]
    assert found(client, "?event=x") == ["Ada Example", "Kofi Example"]


def test_columns_nobody_offers_are_no_oracle(client: Client, event: Event) -> None:
    book(event)

    assert client.get(f"{LIST}?token_hash__startswith=a").status_code == 400
    assert client.get(f"{LIST}?needs__isnull=0").status_code == 400


# The page ---------------------------------------------------------------------------------------


def test_page_shows_places_and_positions_in_line(client: Client, event: Event) -> None:
    first, second = workshops(event)
    book(event, first)
    for name in ("Before Example", "Ada Example"):
        one = book(event, second, name=name)
        Place.objects.create(
            delegate=one, event=event, series=first.series, workshop=first,
            state=Place.State.WAITING, waiting_since=NOW + timedelta(minutes=one.pk),
        )  # fmt: skip

    text = client.get(page(Delegate.objects.get(name="Ada Example"))).text

    assert "number 2 in line" in text
    assert str(second) in text


def test_page_says_that_there_are_needs_never_which(client: Client, event: Event) -> None:
    ada = book(event)
    needs.record(delegate=ada, said=needs.Said("Large print", ""), consent_wording="Yes", now=NOW)

    text = client.get(page(ada)).text

    assert "Told us something" in text
    assert "Large print" not in text


def test_manager_reads_and_has_no_buttons(event: Event) -> None:
    client, ada = sign_in(make_staff(MANAGERS)), book(event, name="Ada Example")

    assert "Cancel their place" not in client.get(page(ada)).text
    assert client.post(page(ada, "cancel"), {"reason": "No"}).status_code == 403
    assert client.post(page(ada, "place"), {}).status_code == 403
    assert client.post(page(ada, "let_in"), {"reason": "No"}).status_code == 403


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, COORDINATORS])
def test_staff_give_a_place_in_a_full_workshop_with_a_reason(event: Event, group: str) -> None:
    client = sign_in(make_staff(group))
    first, _second = workshops(event)
    book(event, first, name="Ada Example")
    late = book(event, name="Kofi Example")

    client.post(
        page(late, "place"), {"workshop": first.pk, "act": "choose", "reason": "He leads it"}
    )

    assert states(first) == [("Ada Example", "confirmed"), ("Kofi Example", "confirmed")]
    assert AuditEntry.objects.get(action="event.by-staff").new == {"reason": "He leads it"}


def test_staff_take_somebody_out_of_a_workshop(client: Client, event: Event) -> None:
    first, _second = workshops(event)
    ada = book(event, first, name="Ada Example")

    client.post(page(ada, "place"), {"workshop": first.pk, "act": "give-up", "reason": "They rang"})

    assert states(first) == [("Ada Example", "released")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "give-up", "reason": "Why"}, "They have no place there, and do not wait for one."),
        ({"act": "choose", "reason": ""}, "Say why in a few words"),
        ({"act": "wait", "reason": "Why"}, "There are places again"),
        ({"act": "drop", "reason": "Why"}, "drop"),
    ],
)
def test_what_cannot_be_done_is_said(
    client: Client, event: Event, sent: dict[str, str], said: str
) -> None:
    first, _second = workshops(event)
    ada = book(event)

    text = client.post(page(ada, "place"), {"workshop": first.pk} | sent).text

    assert said in text
    assert not Place.objects.exists()


def test_who_waits_is_let_in_past_the_capacity(client: Client) -> None:
    event = make_event(starts_at=timezone.now() + timedelta(days=40), capacity=1)
    book(event)
    waiting = wait_for_seat(event)

    client.post(page(waiting, "let_in"), {"reason": "Guest of honour"})

    waiting.refresh_from_db()
    assert waiting.state == "booked"


def test_cancelling_for_somebody_asks_tells_and_forgets_needs(client: Client, event: Event) -> None:
    ada = book(event)
    needs.record(delegate=ada, said=needs.Said("Ramp", ""), consent_wording="Yes", now=NOW)

    asked = client.get(page(ada, "cancel")).text
    client.post(page(ada, "cancel"), {"reason": "They rang"})

    ada.refresh_from_db()
    assert "Their place and their workshops go to who waits next." in asked
    assert (ada.state, Needs.objects.count()) == ("cancelled", 0)
    assert Notice.objects.filter(kind="cancelled", delegate=ada).count() == 1


def test_who_comes_second_is_told(client: Client, event: Event) -> None:
    ada = book(event)
    client.post(page(ada, "cancel"), {"reason": "They rang"})

    response = client.post(page(ada, "cancel"), {"reason": "They rang"})

    assert response.status_code == 409
    assert client.post(page(ada, "let_in"), {"reason": "Please"}).status_code == 409


# Booking for somebody ---------------------------------------------------------------------------


def booking(event: Event, **changes: Any) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(),
        "booker_name": "Amara Example",
        "booker_email": "Amara@example.org",
        "phone": "020 7946 0101",
        "name": "Kofi Example",
        "email": "",
        "ticket_type": event.ticket_types.get().pk,
        "source": "telephone",
    } | changes


def book_page(event: Event) -> str:
    return reverse("admin:events_event_book", args=[event.pk])


def test_booking_by_telephone_makes_the_person_and_says_who_typed(
    client: Client, event: Event
) -> None:
    first, _second = workshops(event)
    sent = booking(event, **{f"series_{first.series_id}": first.pk})

    response = client.post(book_page(event), sent)

    made = Booking.objects.get()
    delegate = made.delegates.get()
    assert response.headers["Location"] == page(delegate)
    assert (made.booked_by.email, made.source) == ("amara@example.org", "telephone")
    assert made.entered_by is not None
    assert states(first) == [("Kofi Example", "confirmed")]
    assert Notice.objects.filter(kind="booked", delegate=delegate).count() == 1


def test_booking_uses_the_account_that_has_the_address(client: Client, event: Event) -> None:
    amara = make_person("amara@example.org")

    client.post(book_page(event), booking(event))

    assert Booking.objects.get().booked_by == amara


def test_pressing_twice_books_once(client: Client, event: Event) -> None:
    sent = booking(event)

    client.post(book_page(event), sent)
    client.post(book_page(event), sent)

    assert Delegate.objects.count() == 1


def test_full_event_is_refused_unless_staff_say_why(client: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(capacity=1)
    event.refresh_from_db()
    book(event)

    refused = client.post(book_page(event), booking(event)).text
    silent = client.post(book_page(event), booking(event, override="on")).text
    people = User.objects.count()
    client.post(book_page(event), booking(event, override="on", reason="They speak"))

    assert "The event is full." in refused
    assert "Say why in a few words" in silent
    assert Delegate.objects.filter(state="booked").count() == 2
    assert User.objects.count() == people + 1
    assert AuditEntry.objects.get(action="event.book-for").new["reason"] == "They speak"


def test_booking_onto_the_waiting_list(client: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(capacity=1)
    event.refresh_from_db()
    book(event)

    client.post(book_page(event), booking(event, waiting="on"))

    assert Delegate.objects.get(name="Kofi Example").state == "waiting"
