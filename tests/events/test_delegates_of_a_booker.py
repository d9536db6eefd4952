"""The pages of a booking, for who made it and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Delegate, Event, Workshop
from tests.events.pages import bookers, choice, own, said
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, person, secret_of
from tests.factories.events import make_series

pytestmark = pytest.mark.django_db


def test_booking_shows_everybody_and_what_they_chose(
    booker: Client, client: Client, ada: Delegate, pair: list[Workshop]
) -> None:
    client.post(own("delegate_choices", ada), choice(pair[0], ada))

    page = said(booker.get(reverse("events:booking", args=[ada.booking.reference])))

    assert all(text in page for text in ("Ada Example", "Ben Example", str(pair[0])))
    assert "Not chosen yet" in page
    assert secret_of(ada) not in page


def test_bookings_lists_only_my_own(booker: Client, event: Event, ada: Delegate) -> None:
    booked(event, person(event, "Foreign Example"))

    page = said(booker.get(reverse("events:bookings")))

    assert ada.booking.reference in page
    assert "Foreign Example" not in page


def test_foreign_bookings_and_delegates_are_404(
    booker: Client, event: Event, ada: Delegate
) -> None:
    foreign = booked(event, person(event, "Foreign Example"))[0]
    pages = [
        reverse("events:booking", args=[foreign.booking.reference]),
        reverse("events:cancel_booking", args=[foreign.booking.reference]),
        *(bookers(name, foreign) for name in ("choices", "hand_over", "cancel", "offer")),
        # a delegate of another booking under one's own reference
        *(
            reverse(f"events:booking_{name}", args=[ada.booking.reference, foreign.pk])
            for name in ("choices", "hand_over", "cancel", "offer")
        ),
        bookers("cancel", ada).replace(str(ada.pk), "9" * 30),
    ]

    assert {booker.get(page).status_code for page in pages} == {404}
    posts = {booker.post(page).status_code for page in pages}
    assert posts <= {404, 405}
    foreign.refresh_from_db()
    assert foreign.state == Delegate.State.BOOKED


@pytest.mark.parametrize("people", [1, 20])
def test_booking_asks_the_database_as_often_for_1_and_20_people(
    event: Event, people: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    by, client = make_person(), Client()
    client.force_login(by)
    make_series(event, capacities=(30,))
    everybody = [person(event, f"Person {number}") for number in range(people)]
    reference = booked(event, *everybody, by=by)[0].booking.reference
    client.get(reverse("events:bookings"))

    with django_assert_num_queries(8):
        client.get(reverse("events:booking", args=[reference]))
