"""A person's own page names the events they have booked."""

import pytest
from django.test import Client
from django.utils import timezone

from events.actions import booking
from events.models import Delegate, Event
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, make_booking, open_event, person

pytestmark = pytest.mark.django_db


def test_dashboard_shows_my_bookings_in_order(client: Client) -> None:
    me = make_person()
    late, soon, foreign = (open_event(days=days) for days in (50, 20, 30))
    for event in (late, soon):
        booked(event, person(event, "Ada"), person(event, "Ben"), by=me)
    booked(foreign, person(foreign, "Cleo"))
    client.force_login(me)

    shown = client.get("/dashboard/").context["bookings"]

    assert [(row.event, word) for row, word, _tone in shown] == [(soon, "Booked"), (late, "Booked")]


def test_offer_is_marked_and_what_is_cancelled_is_gone(client: Client) -> None:
    me = make_person()
    event, other = open_event(capacity=1), open_event()
    first = booked(event, person(event, "Ada"))[0]
    make_booking(event, person(event, "Ben"), by=me, waiting=True)
    gone = booked(other, person(other, "Ben"), by=me)[0]
    for delegate in (first, gone):
        booking.cancel(delegate=delegate, by=None, now=timezone.now())
    client.force_login(me)

    shown = client.get("/dashboard/").context["bookings"]

    assert [(row.event, word) for row, word, _tone in shown] == [(event, "Answer needed")]
    assert Delegate.objects.get(name="Ben", event=event).state == "offered"


def test_cancelled_event_says_so(client: Client) -> None:
    me, event = make_person(), open_event()
    booked(event, person(event, "Ada"), by=me)
    Event.objects.update(state="cancelled", cancelled_at=timezone.now())
    client.force_login(me)

    assert client.get("/dashboard/").context["bookings"][0][1] == "Event cancelled"
