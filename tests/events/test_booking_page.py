"""The booking page: one page, one booking, nothing typed is lost."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Booking, Delegate, Event, Place, Workshop
from network.models import User
from tests.events.pages import page, said
from tests.factories.bookings import (
    booked,
    chooses,
    open_event,
    person,
    typed,
)
from tests.factories.events import make_series, workshops_of
from tests.factories.sign_in import mailed_code

pytestmark = pytest.mark.django_db


def test_booking_is_confirmed_on_its_page(signed_in: Client, event: Event, user: User) -> None:
    response = signed_in.post(page(event), typed({"name": "Amara Booker", "email": user.email}))

    made = Booking.objects.get()
    assert (response.status_code, response.url) == (303, f"/events/bookings/{made.reference}/")
    confirmation = said(signed_in.get(response.url))
    assert made.reference in confirmation
    assert "What happens next" in confirmation


def test_page_begins_with_who_books(signed_in: Client, event: Event, user: User) -> None:
    forms = signed_in.get(page(event)).context["forms"]

    assert forms.people[0]["name"].value() == "Amara Booker"
    assert forms.people[0]["email"].value() == user.email


def test_visitor_signs_in_and_comes_back(client: Client, event: Event, user: User) -> None:
    sent_to = client.get(page(event)).url
    assert sent_to == f"/accounts/login/?next={page(event)}"
    asked = client.post(
        reverse("account_request_login_code"), {"email": user.email, "next": page(event)}
    )

    code = {"code": mailed_code(user.email)}
    assert client.post(asked.url, code).url == page(event)


def test_three_people_choose_for_themselves(
    signed_in: Client, event: Event, pair: list[Workshop]
) -> None:
    booked(event, person(event, "Earlier Example", choices=[pair[0]]))
    people = [
        {"name": "Amara Booker"} | chooses(pair[1]),
        {"name": "Ben Example", "email": "ben@example.org"} | chooses(pair[0], waits=True),
        {"name": "Cleo Example"},
    ]

    signed_in.post(page(event), typed(*people))

    made = Place.objects.filter(delegate__booking__booked_by__email="booker@example.org")
    assert list(made.order_by("pk").values_list("delegate__name", "workshop", "state")) == [
        ("Amara Booker", pair[1].pk, "confirmed"),
        ("Ben Example", pair[0].pk, "waiting"),
    ]
    assert Booking.objects.latest("pk").delegates.count() == 3


def test_booker_need_not_come(signed_in: Client, event: Event) -> None:
    data = typed({"name": "Amara Booker"}, {"name": "Ben Example"}, coming=None)

    signed_in.post(page(event), data)

    assert [one.name for one in Delegate.objects.all()] == ["Ben Example"]


def test_nobody_to_be_booked_is_an_error(signed_in: Client, event: Event) -> None:
    response = signed_in.post(page(event), typed({"name": "Amara Booker"}, coming=None))

    assert "coming" in response.context["forms"].head.errors
    assert not Booking.objects.exists()


def test_person_is_added_and_everything_typed_stays(
    signed_in: Client, event: Event, pair: list[Workshop]
) -> None:
    first = {"name": "Amara Booker", "email": "not an address"} | chooses(pair[1])

    response = signed_in.post(page(event), typed(first, action="add", phone="020 7946 0101"))

    forms = response.context["forms"]
    assert len(forms.people) == 2
    assert not forms.has_errors
    assert forms.people[0]["email"].value() == "not an address"
    assert forms.people[0].series_fields[0].value() == str(pair[1].pk)
    assert forms.head["phone"].value() == "020 7946 0101"
    assert "autofocus" in said(response)


def test_person_is_removed_and_the_others_stay(signed_in: Client, event: Event) -> None:
    people = [{"name": name} for name in ("Amara", "Ben", "Cleo")]

    response = signed_in.post(page(event), typed(*people, action="remove-1"))

    names = [form["name"].value() for form in response.context["forms"].people]
    assert names == ["Amara", "Cleo"]


@pytest.mark.parametrize("action", ["remove-0", "remove-7", "remove--1", "remove-²", "remove-"])
def test_only_others_can_be_removed(signed_in: Client, event: Event, action: str) -> None:
    data = typed({"name": "Amara"}, {"name": "Ben"}, action=action)

    assert len(signed_in.post(page(event), data).context["forms"].people) == 2


@pytest.mark.parametrize(
    ("sent", "people"),
    [("-1", 1), ("0", 1), ("999999999999", 1), ("21", 20), ("³", 1), ("\x00", 1), ("", 1)],
)
def test_count_of_people_is_kept_within_bounds(
    signed_in: Client, event: Event, sent: str, people: int
) -> None:
    data = typed({"name": "Amara"}, action="edit") | {"people": sent}

    assert len(signed_in.post(page(event), data).context["forms"].people) == people


def test_at_most_twenty_people(signed_in: Client, event: Event) -> None:
    people = [{"name": f"Person {number}"} for number in range(20)]

    response = signed_in.post(page(event), typed(*people, action="add"))

    assert len(response.context["forms"].people) == 20
    assert "Twenty people is the most" in said(response)
    assert signed_in.post(page(event), typed(*people)).status_code == 303


@pytest.mark.parametrize("name", ["", "   ", "x" * 151, "Ada\x00Example"])
def test_bad_name_is_an_error_at_the_name(signed_in: Client, event: Event, name: str) -> None:
    response = signed_in.post(page(event), typed({"name": name}))

    assert response.status_code == 200
    assert list(response.context["forms"].people[0].errors) == ["name"]
    assert "<title>Error: " in said(response)


def test_line_breaks_in_a_name_are_spaces(signed_in: Client, event: Event) -> None:
    signed_in.post(page(event), typed({"name": "Ada\r\nBcc: all@example.org"}))

    assert Delegate.objects.get().name == "Ada Bcc: all@example.org"


def test_names_are_escaped(signed_in: Client, event: Event) -> None:
    response = signed_in.post(
        page(event), typed({"name": "<script>alert(1)</script>"}), follow=True
    )

    assert "<script>alert" not in said(response)


def test_same_person_twice_on_the_page_is_an_error(signed_in: Client, event: Event) -> None:
    people = [{"name": "Zoë Example"}, {"name": "zoe  example"}]

    response = signed_in.post(page(event), typed(*people))

    assert list(response.context["forms"].people[1].errors) == ["name"]


@pytest.mark.parametrize("value", ["0", "-1", "999999", "wait-", "wait-999999", "\x00", "1 OR 1=1"])
def test_workshop_that_is_not_there_is_refused(
    signed_in: Client, event: Event, pair: list[Workshop], value: str
) -> None:
    response = signed_in.post(page(event), typed({"name": "Ada", f"s{pair[0].series_id}": value}))

    assert list(response.context["forms"].people[0].errors) == [f"series_{pair[0].series_id}"]


def test_workshop_of_another_event_is_refused(
    signed_in: Client, event: Event, pair: list[Workshop]
) -> None:
    foreign = workshops_of(make_series(open_event()))[0]

    response = signed_in.post(
        page(event), typed({"name": "Ada", f"s{pair[0].series_id}": foreign.pk})
    )

    assert response.context["has_errors"]
    assert not Place.objects.exists()


# The same button twice


def test_second_press_returns_the_first_booking(signed_in: Client, event: Event) -> None:
    data = typed({"name": "Amara Booker"})

    first, second = (signed_in.post(page(event), data) for _ in range(2))

    assert first.url == second.url
    assert Delegate.objects.count() == 1


def test_key_of_somebody_else_gives_no_way_to_their_booking(
    signed_in: Client, event: Event
) -> None:
    key = uuid.uuid4()
    theirs = booked(event, person(event, "Their Example"), key=key)[0].booking

    response = signed_in.post(page(event), typed({"name": "Amara Booker"}, key=str(key)))

    assert theirs.reference not in response.url
    assert Booking.objects.count() == 2


@pytest.mark.parametrize("key", ["not-a-key", "\x00"])
def test_broken_key_is_said(signed_in: Client, event: Event, key: str) -> None:
    response = signed_in.post(page(event), typed({"name": "Amara Booker"}, key=key))

    assert response.status_code == 200
    assert "key" in response.context["forms"].head.errors


# How often the database is asked


@pytest.mark.parametrize("workshops", [3, 30])
def test_page_asks_the_database_as_often_for_3_and_30_workshops(
    signed_in: Client,
    event: Event,
    workshops: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    make_series(event, capacities=(5,) * workshops)
    signed_in.get(page(event))  # the site's settings are kept after this

    with django_assert_num_queries(8):
        signed_in.get(page(event))


def test_error_summary_says_whose_error_it_is(signed_in: Client, event: Event) -> None:
    people = [{"name": "Amara"}, {"name": "Ben", "email": "ben"}, {"name": "", "email": "x"}]

    shown = said(signed_in.post(page(event), typed(*people)))

    assert ">Ben: Enter an e-mail address in the right form" in shown
    assert ">Person 2: Enter the name" in shown
