"""The booking page: one page, one booking, nothing typed is lost."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.choices import Audience
from events.models import Booking, Delegate, Event, Place, TicketType, Workshop
from network.models import User
from tests.factories.applicants import make_person
from tests.factories.bookings import (
    booked,
    chooses,
    make_member,
    open_event,
    person,
    typed,
)
from tests.factories.events import make_series, workshops_of
from tests.factories.sign_in import mailed_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_person("booker@example.org", "Amara Booker")


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def event() -> Event:
    return open_event()


@pytest.fixture
def pair(event: Event) -> list[Workshop]:
    """Two workshops of one series, with one place and with ten."""
    return workshops_of(make_series(event, capacities=(1, 10)))


def page(event: Event) -> str:
    return reverse("events:book", args=[event.slug])


def said(response: HttpResponse) -> str:
    return response.content.decode()


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


# Refusals


def test_last_place_goes_to_one_and_the_other_may_wait(
    signed_in: Client, event: Event, pair: list[Workshop]
) -> None:
    people = [{"name": name} | chooses(pair[0]) for name in ("Amara", "Ben")]

    response = signed_in.post(page(event), typed(*people, phone="07700 900123"))

    forms = response.context["forms"]
    assert [list(form.errors) for form in forms.people] == [[], [f"series_{pair[0].series_id}"]]
    assert forms.head["phone"].value() == "07700 900123"
    assert "has only 1 place left" in said(response)
    assert not Booking.objects.exists()


def test_workshop_that_filled_meanwhile_offers_its_waiting_list(
    signed_in: Client, event: Event, pair: list[Workshop]
) -> None:
    booked(event, person(event, "Earlier Example", choices=[pair[0]]))

    response = signed_in.post(page(event), typed({"name": "Amara"} | chooses(pair[0])))

    assert f"“{pair[0]}” is full now" in said(response)
    options = response.context["forms"].people[0].series_fields[0].field.options
    assert options[0].value == f"wait-{pair[0].pk}"


def test_waiting_where_there_are_places_gives_the_place(
    signed_in: Client, event: Event, pair: list[Workshop]
) -> None:
    signed_in.post(page(event), typed({"name": "Amara"} | chooses(pair[1], waits=True)))

    assert Place.objects.get().state == Place.State.CONFIRMED


def test_too_few_places_offer_the_waiting_list_for_all(signed_in: Client) -> None:
    event = open_event(capacity=1)
    data = typed({"name": "Amara"}, {"name": "Ben"})

    response = signed_in.post(page(event), data)
    assert "Only 1 place is left, and you are booking for 2" in said(response)
    assert 'value="wait"' in said(response)
    signed_in.post(page(event), data | {"action": "wait"})

    # one of the two is offered the place at once, as it is free
    states = Delegate.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["offered", "waiting"]


def test_full_event_has_only_the_waiting_list(signed_in: Client) -> None:
    event = open_event(capacity=1)
    make_series(event)
    booked(event, person(event, "Earlier Example"))

    shown = said(signed_in.get(page(event)))
    assert "All places are taken" in shown
    assert "series_" not in shown
    signed_in.post(page(event), typed({"name": "Amara"}, action="wait"))

    assert Delegate.objects.get(name="Amara").state == "waiting"


def test_somebody_booked_elsewhere_is_refused_without_saying_by_whom(
    signed_in: Client, event: Event
) -> None:
    other = make_person("rival@example.org", "Rival Booker")
    booked(event, person(event, "Ada Example", "ada@example.org"), by=other)

    response = signed_in.post(
        page(event), typed({"name": "Amara"}, {"name": "ada example", "email": "ADA@example.org"})
    )

    assert list(response.context["forms"].people[1].errors) == ["name"]
    assert "Rival" not in said(response)
    assert "rival@" not in said(response)


def test_probing_who_is_booked_is_paused(signed_in: Client, event: Event, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"probe": "2/h/user"}
    booked(event, person(event, "Ada Example", "ada@example.org"))
    data = typed({"name": "Ada Example", "email": "ada@example.org"})

    codes = [signed_in.post(page(event), data).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


def closing(minutes: int) -> dict[str, Any]:
    return {"booking_closes_at": timezone.now() + timedelta(minutes=minutes)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"booking_opens_at": timezone.now() + timedelta(days=1)}, "Booking opens on"),
        (closing(-5), "Booking closed on"),
        ({"state": "cancelled", "cancelled_at": timezone.now()}, "has been cancelled"),
        ({"audience": Audience.MEMBERS}, "for members of the network"),
    ],
)
def test_closed_event_says_why(
    signed_in: Client, event: Event, fields: dict[str, Any], words: str
) -> None:
    Event.objects.filter(pk=event.pk).update(**fields)

    assert words in said(signed_in.get(page(event)))
    assert signed_in.post(page(event), typed({"name": "Amara"})).status_code == 200
    assert not Booking.objects.exists()


def test_booking_that_closes_while_typing_keeps_what_was_typed(
    signed_in: Client, event: Event
) -> None:
    Event.objects.filter(pk=event.pk).update(**closing(-1))

    response = signed_in.post(page(event), typed({"name": "Amara Booker"}))

    assert "it is not open now" in said(response)
    assert response.context["forms"].people[0]["name"].value() == "Amara Booker"


def test_draft_is_not_there(signed_in: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(state="draft", published_at=None)

    assert signed_in.get(page(event)).status_code == 404


# Members, tickets, money


def test_member_books_for_their_organisation(signed_in: Client, user: User) -> None:
    event = open_event(audience=Audience.MEMBERS)
    organisation = make_member(user)

    signed_in.post(page(event), typed({"name": "Amara"}))

    made = Booking.objects.get()
    assert (made.organisation, made.is_members) == (organisation, True)


def test_lapsed_member_books_as_a_guest(signed_in: Client, event: Event, user: User) -> None:
    make_member(user, ends_on=timezone.localdate() - timedelta(days=1))

    signed_in.post(page(event), typed({"name": "Amara"}))

    assert (Booking.objects.get().organisation, Booking.objects.get().is_members) == (None, False)


def test_member_of_two_organisations_chooses(signed_in: Client, event: Event, user: User) -> None:
    _first, second = make_member(user, "Aber Women"), make_member(user, "Bridge House")

    refused = signed_in.post(page(event), typed({"name": "Amara"}))
    signed_in.post(page(event), typed({"name": "Amara"}, organisation=second.pk))

    assert list(refused.context["forms"].head.errors) == ["organisation"]
    assert Booking.objects.get().organisation == second


def test_nobody_books_for_an_organisation_of_others(
    signed_in: Client, event: Event, user: User
) -> None:
    make_member(user, "Aber Women")
    foreign = make_member(make_person(), "Somebody Else's")

    signed_in.post(page(event), typed({"name": "Amara"}, organisation=foreign.pk))

    assert Booking.objects.get().organisation.name == "Aber Women"


@pytest.fixture
def priced(event: Event) -> tuple[TicketType, TicketType]:
    """For members £45, for guests £90."""
    event.ticket_types.all().delete()
    make = event.ticket_types.create
    return (
        make(name="Member", price_pence=4500, for_whom="members"),
        make(name="Guest", price_pence=9050, for_whom="guests"),
    )


def test_priced_booking_is_checked_first(
    signed_in: Client, event: Event, priced: tuple[TicketType, TicketType]
) -> None:
    data = typed({"name": "Amara"}, {"name": "Ben"}, purchase_order="PO-77")

    response = signed_in.post(page(event), data)

    assert not Booking.objects.exists()
    assert "£181" in said(response)
    sent = dict(response.context["forms"].hidden())
    confirmed = signed_in.post(page(event), sent | {"action": "confirm"})
    assert confirmed.status_code == 303
    made = Booking.objects.get()
    assert made.purchase_order == "PO-77"
    assert [one.price_pence for one in made.delegates.all()] == [9050, 9050]
    assert "To pay: <strong>£181</strong>" in said(signed_in.get(confirmed.url))


def test_going_back_from_the_check_keeps_everything(
    signed_in: Client, event: Event, priced: tuple[TicketType, TicketType]
) -> None:
    response = signed_in.post(page(event), typed({"name": "Amara"}, purchase_order="PO-77"))
    sent = dict(response.context["forms"].hidden())

    forms = signed_in.post(page(event), sent | {"action": "edit"}).context["forms"]

    assert forms.people[0]["name"].value() == "Amara"
    assert forms.head["purchase_order"].value() == "PO-77"
    assert forms.head["coming"].value()


def test_ticket_of_members_is_not_for_guests(
    signed_in: Client, event: Event, priced: tuple[TicketType, TicketType]
) -> None:
    event.ticket_types.create(name="Student", price_pence=0, position=1)
    data = typed({"name": "Amara", "ticket": priced[0].pk})

    response = signed_in.post(page(event), data)

    assert list(response.context["forms"].people[0].errors) == ["ticket"]


def test_free_ticket_of_a_priced_event_is_booked_at_once(
    signed_in: Client, event: Event, priced: tuple[TicketType, TicketType]
) -> None:
    free = event.ticket_types.create(name="Bursary", price_pence=0, position=1)

    signed_in.post(page(event), typed({"name": "Amara", "ticket": free.pk}))

    assert Delegate.objects.get().ticket_type == free


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
