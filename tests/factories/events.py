"""Events with workshops, and people booked for them through the site's own actions."""

import itertools
import uuid
from datetime import timedelta
from typing import Any

from events.actions.orders import Add, NewDelegate
from events.actions.seating import arrange
from events.choices import Kind, SlotKind
from events.models import Booking, Delegate, Event, Place, Slot, TicketType, Workshop
from events.references import new_reference
from network.models import User
from tests.factories.applicants import NOW, make_person

STARTS = NOW + timedelta(days=40)
_numbers = itertools.count(1)


def make_event(*, capacity: int = 100, **fields: Any) -> Event:
    """A published conference in 40 days, open for booking, with one free ticket type."""
    number = next(_numbers)
    starts_at = fields.pop("starts_at", STARTS)
    values: dict[str, Any] = {
        "slug": f"conference-{number}",
        "title": f"Annual conference {number}",
        "kind": Kind.CONFERENCE,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=7),
        "capacity": capacity,
        "booking_opens_at": NOW - timedelta(days=10),
        "booking_closes_at": starts_at - timedelta(days=1),
        "changes_until": starts_at - timedelta(days=2),
        "state": Event.State.PUBLISHED,
        "published_at": NOW - timedelta(days=10),
    }
    event = Event.objects.create(**values | fields)
    TicketType.objects.create(event=event, name="Delegate")
    return event


def make_series(event: Event, *, start: int = 1, capacities: tuple[int, ...] = (10, 10)) -> Slot:
    """A workshop series `start` hours into the event, an hour long."""
    starts_at = event.starts_at + timedelta(hours=start)
    series = Slot.objects.create(
        event=event,
        kind=SlotKind.SERIES,
        title=f"Workshop series {start}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
    )
    for position, capacity in enumerate(capacities, start=1):
        title = f"Workshop {start}.{position}"
        Workshop.objects.create(series=series, title=title, capacity=capacity, position=position)
    return series


def workshops_of(series: Slot) -> list[Workshop]:
    return list(series.workshops.order_by("position"))


def make_booking(event: Event, by: User | None = None, **fields: Any) -> Booking:
    """A booking as yet without delegates."""
    return Booking.objects.create(
        event=event,
        reference=new_reference(),
        key=uuid.uuid4(),
        booked_by=by or make_person(),
        booked_at=NOW,
        **fields,
    )


def somebody(event: Event, *choices: Workshop, name: str = "", **fields: Any) -> NewDelegate:
    """A person to be booked, with a name and address of their own."""
    number = next(_numbers)
    email = fields.pop("email", f"delegate{number}@example.org")
    return NewDelegate(
        name=name or f"Delegate Example {number}",
        email=email,
        address=fields.pop("address", email or "booker@example.org"),
        ticket_type=event.ticket_types.get(),
        choices=tuple(workshop.pk for workshop in choices),
        **fields,
    )


def book(event: Event, *choices: Workshop, **fields: Any) -> Delegate:
    """One delegate, booked into the workshops given."""
    booking = make_booking(event)
    order = Add(booking, (somebody(event, *choices, **fields),))
    return arrange(event=event, orders=[order], by=booking.booked_by, now=NOW)[0]


def wait_for_seat(event: Event, *, is_members: bool = False) -> Delegate:
    """Somebody in the event's own waiting list."""
    booking = make_booking(event, is_members=is_members)
    order = Add(booking, (somebody(event),), waiting=True)
    return arrange(event=event, orders=[order], by=booking.booked_by, now=NOW)[0]


def states(workshop: Workshop) -> list[tuple[str, str]]:
    """Who is how in a workshop: (delegate's name, state), in the order they came."""
    rows = Place.objects.filter(workshop=workshop).order_by("pk").select_related("delegate")
    return [(row.delegate.name, row.state) for row in rows]
