"""An event with workshops and a booking of the applicant's, and the addresses that lead there."""

from typing import Any

from events.models import Delegate
from tests.factories.bookings import booked, open_event, person, secret_of
from tests.factories.events import make_series, workshops_of
from tests.security.people import Person

ABOUT_AN_EVENT = ("event", "programme", "event_ics", "book")
PAGES = ("choices", "hand_over", "cancel", "offer")


def make_delegate(everyone: dict[str, Person], name: str = "Kola Nut Delegate") -> Delegate:
    """Somebody whom the applicant booked, with a workshop of their own."""
    event = open_event()
    workshop = workshops_of(make_series(event))[0]
    wanted = person(event, name, "delegate@example.org", choices=[workshop])
    return booked(event, wanted, by=everyone["applicant"].user)[0]


def arguments(everyone: dict[str, Person]) -> dict[str, list[Any]]:
    """What the addresses of an event, its booking and its delegate are made of."""
    delegate = make_delegate(everyone)
    own = [delegate.booking.reference]
    secret = [secret_of(delegate)]
    return {
        **{f"events:{page}": [delegate.event.slug] for page in ABOUT_AN_EVENT},
        "events:booking": own,
        "events:cancel_booking": own,
        **{f"events:booking_{page}": [*own, delegate.pk] for page in PAGES},
        "events:delegate": secret,
        "events:offer": secret,
    }
