"""Bookings that cost something, and their invoices."""

from events.models import Booking, Event, Invoice
from network.models import User
from tests.factories.bookings import make_booking, open_event, person


def priced_event(pence: int = 4500, **fields: object) -> Event:
    """An open event whose one ticket costs something."""
    event = open_event(**fields)
    event.ticket_types.update(name="Guest", price_pence=pence)
    return event


def priced_booking(*names: str, by: User | None = None, event: Event | None = None) -> Booking:
    """A booking of people at £45 each."""
    event = event or priced_event()
    return make_booking(event, *(person(event, name) for name in names or ("Ada Example",)), by=by)


def priced_invoice(*names: str, by: User | None = None) -> Invoice:
    return priced_booking(*names, by=by).invoices.get()
