"""A place that a colleague booked: seen by who has its confirmed address, and by nobody else."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.actions.booking import cancel
from events.actions.delegates import hand_over
from events.models import Delegate, Event
from network.models import User
from tests.factories.afterwards import is_over
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person, secret_of

pytestmark = pytest.mark.django_db
PAGES = ("/dashboard/", "/events/bookings/")


@pytest.fixture
def ada() -> User:
    return make_person("ada@example.org", "Ada Example")


@pytest.fixture
def signed_in(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def book_ada(event: Event, by: User | None = None) -> Delegate:
    """A colleague books Ada, and somebody who is none of her business."""
    people = person(event, "Ada Example", "ADA@example.org"), person(event, "Ben Private")
    return booked(event, *people, by=by)[0]


def address(delegate: Delegate) -> str:
    return reverse("events:open_own", args=[delegate.pk])


@pytest.mark.parametrize("page", PAGES)
def test_place_booked_by_a_colleague_is_shown_with_the_next_first(
    signed_in: Client, page: str
) -> None:
    late, soon = (book_ada(open_event(days=days)) for days in (50, 20))

    response = signed_in.get(page)

    shown = response.context["own_places"]
    assert [(row, word) for row, word, _tone in shown] == [(soon, "Booked"), (late, "Booked")]
    assert "Ben Private" not in response.text
    assert soon.booking.reference not in response.text
    assert secret_of(soon) not in response.text


def test_its_button_leads_to_ones_own_page_and_to_nobody_elses(signed_in: Client) -> None:
    mine = book_ada(open_event())

    response = signed_in.post(address(mine), follow=True)

    assert response.redirect_chain == [(reverse("events:delegate", args=[secret_of(mine)]), 303)]
    assert "Ada Example" in response.text
    assert "Ben Private" not in response.text


def test_answer_with_the_secret_address_is_kept_nowhere(signed_in: Client) -> None:
    answer = signed_in.post(address(book_ada(open_event())))

    assert answer.headers["Cache-Control"] == "no-store, private"


def test_place_of_another_person_of_the_booking_is_not_opened(signed_in: Client) -> None:
    mine = book_ada(open_event())
    ben = mine.booking.delegates.get(name="Ben Private")

    assert signed_in.post(address(ben)).status_code == 404


def test_address_that_is_not_confirmed_shows_and_opens_nothing(
    signed_in: Client, ada: User
) -> None:
    EmailAddress.objects.filter(user=ada).update(verified=False)
    mine = book_ada(open_event())

    assert signed_in.get("/dashboard/").context["own_places"] == []
    assert signed_in.post(address(mine)).status_code == 404


def test_whom_one_books_oneself_is_shown_once_with_the_booking(
    signed_in: Client, ada: User
) -> None:
    book_ada(open_event(), by=ada)

    context = signed_in.get("/dashboard/").context

    assert (len(context["bookings"]), context["own_places"]) == (1, [])


def test_place_given_up_or_handed_on_is_gone(signed_in: Client) -> None:
    given_up, handed_on = book_ada(open_event()), book_ada(open_event())
    cancel(delegate=given_up, by=None, now=timezone.now())
    hand_over(
        delegate=handed_on, name="Cleo", email="cleo@example.org", seen=0, by=None,
        now=timezone.now(),
    )  # fmt: skip

    assert signed_in.get("/events/bookings/").context["own_places"] == []
    assert signed_in.post(address(handed_on)).status_code == 404


def test_past_event_stays_among_the_bookings_as_long_as_its_link_lives(signed_in: Client) -> None:
    recent, old = book_ada(open_event()), book_ada(open_event())
    is_over(recent.event, days=10)
    is_over(old.event, days=181)

    shown = signed_in.get("/events/bookings/").context["own_places"]

    assert [row for row, _word, _tone in shown] == [recent]
    assert signed_in.get("/dashboard/").context["own_places"] == []
    assert signed_in.post(address(old)).status_code == 404


def test_cancelled_event_says_so(signed_in: Client) -> None:
    book_ada(open_event())
    Event.objects.update(state="cancelled", cancelled_at=timezone.now())

    assert signed_in.get("/dashboard/").context["own_places"][0][1] == "Event cancelled"


def test_link_that_cannot_be_read_any_more_is_said_in_words(signed_in: Client) -> None:
    mine = book_ada(open_event())
    Delegate.objects.update(token=b"sealed with a key that is gone")

    assert "Use the link in our e-mail" in signed_in.post(address(mine), follow=True).text


def test_three_places_take_as_many_queries_as_one(signed_in: Client) -> None:
    signed_in.get("/dashboard/")  # reads what the process keeps
    counts = []
    for _ in range(2):
        book_ada(open_event())
        with CaptureQueriesContext(connection) as queries:
            signed_in.get("/dashboard/")
        counts.append(len(queries))
        book_ada(open_event())

    assert counts[0] == counts[1]
