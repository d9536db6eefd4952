"""Setting an event up in the admin: the record, workshops, copies, publishing."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Slot
from portal.letters import absolute
from portal.models import AuditEntry
from portal.staff_groups import EVENTS_OFFICERS
from portal.times import LONDON
from tests.factories.events import (
    book,
    make_event,
    make_series,
    workshops_of,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
ADD = "/admin/events/event/add/"
RECORD = {
    "title": "Annual conference",
    "slug": "annual-conference-2027",
    "kind": "conference",
    "starts_at": "2027-11-24T10:00",
    "ends_at": "2027-11-24T17:00",
    "provided": ["halal", "step-free"],
    "audience": "public",
    "capacity": "200",
    "reserved_for_members": "0",
    "booking_opens_at": "2027-09-01T09:00",
    "booking_closes_at": "2027-11-22T17:00",
    "changes_until": "2027-11-22T17:00",
    "ticket_types-TOTAL_FORMS": "1",
    "ticket_types-INITIAL_FORMS": "0",
    "ticket_types-0-name": "Delegate",
    "ticket_types-0-price_pence": "0",
    "ticket_types-0-for_whom": "anyone",
    "ticket_types-0-position": "0",
    "slots-TOTAL_FORMS": "1",
    "slots-INITIAL_FORMS": "0",
    "slots-0-kind": "series",
    "slots-0-title": "Workshop series 1",
    "slots-0-starts_at": "2027-11-24T11:00",
    "slots-0-ends_at": "2027-11-24T12:00",
}


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


def test_web_address_is_shown_whole(client: Client, event: Event) -> None:
    pages = [
        reverse("admin:events_event_add"),
        reverse("admin:events_event_change", args=[event.pk]),
    ]

    shown = [client.get(page).context["adminform"].form.fields["slug"].help_text for page in pages]

    assert [str(text).rpartition(" ")[2] for text in shown] == [
        absolute("events:event", "annual-conference-2027"),
        absolute("events:event", event.slug),
    ]


def record(event: Event, **changes: Any) -> dict[str, Any]:
    """The event's form as the page sends it back, with changes."""
    moments = ("starts_at", "ends_at", "booking_opens_at", "booking_closes_at", "changes_until")
    data: dict[str, Any] = {
        name: getattr(event, name) for name in ("title", "slug", "kind", "audience")
    }
    data |= {name: _typed(getattr(event, name)) for name in moments}
    ticket, slot = event.ticket_types.get(), event.slots.get()
    data |= {
        "ticket_types-TOTAL_FORMS": 1,
        "ticket_types-INITIAL_FORMS": 1,
        "ticket_types-0-id": ticket.pk,
        "ticket_types-0-event": event.pk,
        "ticket_types-0-name": ticket.name,
        "ticket_types-0-price_pence": 0,
        "ticket_types-0-for_whom": "anyone",
        "ticket_types-0-position": 0,
        "slots-TOTAL_FORMS": 1,
        "slots-INITIAL_FORMS": 1,
        "slots-0-id": slot.pk,
        "slots-0-event": event.pk,
        "slots-0-kind": slot.kind,
        "slots-0-title": slot.title,
        "slots-0-starts_at": _typed(slot.starts_at),
        "slots-0-ends_at": _typed(slot.ends_at),
    }
    return data | changes


def _typed(moment: Any) -> str:
    return str(moment.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M:%S"))


# The record -------------------------------------------------------------------------------------


def test_event_is_made_as_a_draft_with_tickets_and_programme(client: Client) -> None:
    response = client.post(ADD, RECORD)

    assert response.status_code == 302
    event = Event.objects.get(slug="annual-conference-2027")
    assert (event.state, event.provided, event.capacity) == ("draft", ["halal", "step-free"], 200)
    assert event.starts_at.astimezone(LONDON).hour == 10
    assert [ticket.name for ticket in event.ticket_types.all()] == ["Delegate"]
    assert [slot.title for slot in event.slots.all()] == ["Workshop series 1"]
    assert event.created_by is not None
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "event.add", "tickettype.rows", "slot.rows",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": "2027-11-24T09:00"}, "The event ends before it starts."),
        ({"slug": "bookings"}, "This word is already an address of this site."),
        ({"booking_closes_at": "2027-08-01T09:00"}, "Booking closes before it opens."),
        ({"reserved_for_members": "201"}, "More places are kept for members than there are."),
        ({"slots-0-ends_at": "2027-11-24T10:30"}, "This part ends before it starts."),
        ({"starts_at": "yesterday"}, "Enter a valid date/time."),
    ],
)
def test_what_does_not_fit_is_said(client: Client, changes: dict[str, str], said: str) -> None:
    response = client.post(ADD, RECORD | changes)

    assert said in response.text
    assert not Event.objects.exists()


def test_state_and_places_cannot_be_posted_past_their_acts(client: Client, event: Event) -> None:
    client.post(url(event), record(event, state="cancelled", capacity="1", published_at=""))

    event.refresh_from_db()
    assert (event.state, event.capacity) == ("published", 20)


def test_change_is_in_the_log_with_old_and_new(client: Client, event: Event) -> None:
    client.post(url(event), record(event, title="Another title"))

    entry = AuditEntry.objects.get(action="event.change")
    assert (entry.old["title"], entry.new["title"]) == (event.title, "Another title")


@pytest.mark.parametrize(
    ("changes", "is_warned"),
    [
        ({"venue_name": "Another Hall"}, True),
        ({"slots-0-room": "Hall B"}, True),
        ({"theme": "Together"}, False),
        ({}, False),
    ],
)
def test_who_changes_what_people_know_is_told_how_to_tell_them(
    client: Client, event: Event, changes: dict[str, str], is_warned: bool
) -> None:
    book(event)

    text = client.post(url(event), record(event, **changes), follow=True).text

    assert ("1 person is booked or waits and does not know" in text) == is_warned


def test_draft_may_be_deleted_and_a_published_event_not(client: Client, event: Event) -> None:
    draft = make_event(state="draft", published_at=None)
    make_series(draft)

    client.post(url(draft, "delete"), {"post": "yes"})
    refused = client.post(url(event, "delete"), {"post": "yes"})

    assert refused.status_code == 403
    assert list(Event.objects.all()) == [event]
    assert AuditEntry.objects.filter(action="event.delete").count() == 1


def slot_form(slot: Slot, **changes: Any) -> dict[str, Any]:
    rows = workshops_of(slot)
    data: dict[str, Any] = {
        "kind": slot.kind,
        "title": slot.title,
        "starts_at": _typed(slot.starts_at),
        "ends_at": _typed(slot.ends_at),
        "workshops-TOTAL_FORMS": len(rows),
        "workshops-INITIAL_FORMS": len(rows),
    }
    for number, row in enumerate(rows):
        data |= {
            f"workshops-{number}-id": row.pk,
            f"workshops-{number}-series": slot.pk,
            f"workshops-{number}-title": row.title,
            f"workshops-{number}-capacity": row.capacity,
            f"workshops-{number}-position": row.position,
        }
    return data | changes


def test_workshops_are_set_up_in_their_series(client: Client, event: Event) -> None:
    slot = event.slots.get()
    more = {
        "workshops-TOTAL_FORMS": 3,
        "workshops-2-title": "",
        "workshops-2-capacity": 12,
        "workshops-2-position": 3,
        "workshops-2-room": "Blue",
    }

    client.post(f"/admin/events/slot/{slot.pk}/change/", slot_form(slot, **more))

    made = slot.workshops.get(position=3)
    assert (made.is_to_be_announced, made.capacity, made.room) == (True, 12, "Blue")
    assert AuditEntry.objects.filter(action="workshop.rows").count() == 1


def test_places_of_a_workshop_do_not_change_in_its_form(client: Client, event: Event) -> None:
    slot = event.slots.get()

    client.post(
        f"/admin/events/slot/{slot.pk}/change/", slot_form(slot, **{"workshops-0-capacity": 1})
    )

    assert [one.capacity for one in workshops_of(slot)] == [2, 10]


def test_series_with_workshops_stays_a_series(client: Client, event: Event) -> None:
    slot = event.slots.get()

    text = client.post(f"/admin/events/slot/{slot.pk}/change/", slot_form(slot, kind="panel")).text

    assert "This series has workshops." in text


# Copy and publish -------------------------------------------------------------------------------


def test_copy_page_proposes_a_year_later_on_the_same_weekday(client: Client) -> None:
    starts_at = datetime(2026, 11, 25, 10, tzinfo=LONDON)
    event = make_event(starts_at=starts_at, title="Conference 2026", slug="conference-2026")

    initial = client.get(url(event, "copy")).context["form"].initial

    assert (initial["title"], initial["slug"]) == ("Conference 2027", "conference-2027")
    assert str(initial["day"]) == "2027-11-24"


def test_copy_page_proposes_an_address_that_is_free(client: Client) -> None:
    event = make_event(slug="mentoring")
    make_event(slug="mentoring-2")

    assert client.get(url(event, "copy")).context["form"].initial["slug"] == "mentoring-3"


def test_copy_leads_to_the_draft(client: Client, event: Event) -> None:
    sent = {"title": "Next", "slug": "next-one", "day": "2027-11-24", "workshops": "announce"}

    response = client.post(url(event, "copy"), sent)

    copied = Event.objects.get(slug="next-one")
    assert response.headers["Location"] == url(copied)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "bookings"}, "This word is already an address of this site."),
        ({"slug": "taken-one"}, "Another event has this address."),
        ({"day": "31/11/2027"}, "Choose a date"),
        ({"day": "0001-01-01"}, "Choose a date in this century"),
        ({"title": " "}, "Enter a title"),
    ],
)
def test_copy_says_what_is_wrong(
    client: Client, event: Event, changes: dict[str, str], said: str
) -> None:
    make_event(slug="taken-one")
    sent = {"title": "Next", "slug": "next-one", "day": "2027-11-24", "workshops": "announce"}

    text = client.post(url(event, "copy"), sent | changes).text

    assert said in text
    assert Event.objects.count() == 2


def test_publishing_shows_warnings_and_is_not_stopped_by_them(client: Client) -> None:
    event = make_event(
        starts_at=timezone.now() + timedelta(days=40), state="draft", published_at=None
    )
    make_series(event, capacities=(2,))

    page = client.get(url(event, "publish")).text
    client.post(url(event, "publish"))

    assert "has 2 places, and the event 100" in page
    event.refresh_from_db()
    assert event.state == "published"


def test_publishing_twice_says_so(client: Client, event: Event) -> None:
    response = client.post(url(event, "publish"))

    assert response.status_code == 409
    assert "It is published or cancelled already." in response.text
