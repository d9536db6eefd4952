"""Lines and offers on the pages: joined, left, accepted, declined, run out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import booking
from events.models import Delegate, Event, Place, Workshop
from tests.events.pages import said
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, make_booking, open_event, person, secret_of
from tests.factories.events import make_series, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(event: Event, pair: list[Workshop]) -> Delegate:
    """Has the one place of the first workshop."""
    return booked(event, person(event, "First Example", choices=[pair[0]]))[0]


@pytest.fixture
def ada(event: Event, pair: list[Workshop], first: Delegate) -> Delegate:
    """Has a place in the other workshop, and nobody waits before her."""
    ada = booked(event, person(event, "Ada Example", choices=[pair[1]]))[0]
    data = {f"series_{pair[0].series_id}": f"wait-{pair[0].pk}", "seen": "0"}
    Client().post(reverse("events:delegate_choices", args=[secret_of(ada)]), data)
    return ada


@pytest.fixture
def offered(ada: Delegate, first: Delegate) -> Delegate:
    booking.cancel(delegate=first, by=None, now=timezone.now())
    return ada


def link(delegate: Delegate) -> str:
    return reverse("events:offer", args=[secret_of(delegate)])


def test_position_in_the_line_is_shown(
    client: Client, event: Event, ada: Delegate, pair: list[Workshop]
) -> None:
    ben = booked(event, person(event, "Ben Example", waits=[pair[0]]))[0]

    assert "number 1 in line" in said(client.get(reverse("events:delegate", args=[secret_of(ada)])))
    assert "Number 2 in line" in said(client.get(link(ben)))


def test_line_is_left(client: Client, ada: Delegate, pair: list[Workshop]) -> None:
    data = {"answer": "leave", "workshop": pair[0].pk}

    codes = [client.post(link(ada), data).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert states(pair[0])[1] == ("Ada Example", "released")
    assert states(pair[1]) == [("Ada Example", "confirmed")]


def test_offer_is_shown_with_its_deadline_and_taken(
    client: Client, offered: Delegate, pair: list[Workshop]
) -> None:
    page = said(client.get(link(offered)))
    assert "It is held" in page or "is held until" in page
    assert f"gives up the place in “{pair[1]}”" in page

    data = {"answer": "accept", "workshop": pair[0].pk}
    codes = [client.post(link(offered), data).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert states(pair[0])[1] == ("Ada Example", "confirmed")
    assert states(pair[1]) == [("Ada Example", "released")]


def test_offer_is_declined_and_passes_on(
    client: Client, event: Event, offered: Delegate, pair: list[Workshop]
) -> None:
    booked(event, person(event, "Ben Example", waits=[pair[0]]))

    client.post(link(offered), {"answer": "decline", "workshop": pair[0].pk})

    assert states(pair[0])[1:] == [("Ada Example", "released"), ("Ben Example", "offered")]
    assert states(pair[1]) == [("Ada Example", "confirmed")]


def test_offer_that_ran_out_says_so(
    client: Client, offered: Delegate, pair: list[Workshop]
) -> None:
    Place.objects.filter(state="offered").update(offer_ends_at=timezone.now())

    response = client.post(link(offered), {"answer": "accept", "workshop": pair[0].pk}, follow=True)

    assert "This offer is not open any more" in said(response)
    assert states(pair[1]) == [("Ada Example", "confirmed")]


@pytest.mark.parametrize("workshop", ["0", "-1", "x", "9" * 40, "²", "\x00"])
@pytest.mark.parametrize("word", ["accept", "decline", "leave", "", "steal"])
def test_answers_to_nothing_change_nothing(
    client: Client, offered: Delegate, word: str, workshop: str
) -> None:
    before = list(Place.objects.order_by("pk").values())

    response = client.post(link(offered), {"answer": word, "workshop": workshop}, follow=True)

    assert "There is nothing to answer any more" in said(response)
    assert list(Place.objects.order_by("pk").values()) == before


def test_confirmed_place_is_not_given_up_by_an_answer(
    client: Client, ada: Delegate, pair: list[Workshop]
) -> None:
    client.post(link(ada), {"answer": "leave", "workshop": pair[1].pk})

    assert states(pair[1]) == [("Ada Example", "confirmed")]


# A place at the event itself


@pytest.fixture
def waiting() -> Delegate:
    """Offered the one place of a full event."""
    event = open_event(capacity=1)
    make_series(event)
    comes = booked(event, person(event, "First Example"))[0]
    by = make_person("booker@example.org")
    waits = make_booking(event, person(event, "Ada Example"), by=by, waiting=True).delegates.get()
    booking.cancel(delegate=comes, by=None, now=timezone.now())
    waits.refresh_from_db()
    return waits


def test_offered_place_is_taken_and_workshops_follow(client: Client, waiting: Delegate) -> None:
    page = said(client.get(link(waiting)))
    response = client.post(link(waiting), {"answer": "accept"})

    assert "Accept the place" in page
    assert response.url == reverse("events:delegate_choices", args=[secret_of(waiting)])
    waiting.refresh_from_db()
    assert waiting.state == Delegate.State.BOOKED


def test_booker_declines_for_somebody(client: Client, waiting: Delegate) -> None:
    client.force_login(waiting.booking.booked_by)
    address = reverse("events:booking_offer", args=[waiting.booking.reference, waiting.pk])

    assert "Accept or decline" in said(
        client.get(reverse("events:booking", args=[waiting.booking.reference]))
    )
    client.post(address, {"answer": "decline"})

    waiting.refresh_from_db()
    assert waiting.state == Delegate.State.LAPSED


def test_place_whose_time_ran_out_is_not_taken(client: Client, waiting: Delegate) -> None:
    Delegate.objects.filter(pk=waiting.pk).update(
        offer_ends_at=timezone.now() - timedelta(minutes=1)
    )

    response = client.post(link(waiting), {"answer": "accept"}, follow=True)

    assert "not open any more" in said(response)
    waiting.refresh_from_db()
    assert waiting.state == Delegate.State.OFFERED
