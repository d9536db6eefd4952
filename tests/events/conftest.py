"""An event that takes bookings, and people booked for it; some modules have others of their own."""

import pytest
from django.test import Client

from events.models import Delegate, Event, Workshop
from network.models import User
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person
from tests.factories.events import make_series, workshops_of


@pytest.fixture
def event() -> Event:
    return open_event()


@pytest.fixture
def pair(event: Event) -> list[Workshop]:
    """Two workshops of one series, with one place and with ten."""
    return workshops_of(make_series(event, capacities=(1, 10)))


@pytest.fixture
def user() -> User:
    """Who books."""
    return make_person("booker@example.org", "Amara Booker")


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def ada(event: Event, pair: list[Workshop], user: User) -> Delegate:
    """Booked with Ben by one person; `pair` is there for her to choose from."""
    people = [person(event, "Ada Example", "ada@example.org"), person(event, "Ben Example")]
    return booked(event, *people, by=user)[0]


@pytest.fixture
def booker(ada: Delegate) -> Client:
    """Who booked Ada and Ben, signed in."""
    client = Client()
    client.force_login(ada.booking.booked_by)
    return client
