"""Why a booking is refused: at the right field, in plain words, with everything typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.actions.booking import MOST_BOOKINGS, WITHIN, cancel_booking
from events.actions.orders import NewDelegate, TooManyPeople
from events.choices import Audience
from events.models import Booking, Delegate, Event, Place, Workshop
from network.choices import Source
from network.models import User
from tests.events.pages import page, said
from tests.factories.applicants import make_person
from tests.factories.bookings import (
    booked,
    chooses,
    open_event,
    person,
    typed,
)
from tests.factories.events import make_series

pytestmark = pytest.mark.django_db


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


def test_booking_without_end_is_refused(signed_in: Client, event: Event, user: User) -> None:
    other = open_event()
    for number in range(MOST_BOOKINGS):
        booked(other, person(other, f"Friend Example {number}"), by=user)

    response = signed_in.post(page(event), typed({"name": "One Example Too Many"}))
    assert "many bookings within an hour" in said(response)
    assert not Delegate.objects.filter(name="One Example Too Many").exists()

    Booking.objects.update(booked_at=timezone.now() - WITHIN)
    signed_in.post(page(event), typed({"name": "One Example Too Many"}))
    assert Delegate.objects.filter(name="One Example Too Many").exists()


def group(event: Event, size: int, name: str = "Guest Example") -> list[NewDelegate]:
    return [person(event, f"{name} {number}") for number in range(size)]


def test_one_person_holds_twenty_places_of_an_event_at_most(
    signed_in: Client, event: Event, user: User
) -> None:
    booked(event, *group(event, 15), by=user)
    booked(event, *group(event, 4, "Waiting Example"), by=user, waiting=True)
    two = typed({"name": "Ada Example"}, {"name": "Ben Example"}, phone="020 7946 0000")

    response = signed_in.post(page(event), two)

    assert "You have booked 19 already, so 1 more person can be booked here." in said(response)
    assert "For a larger group, write to the co-ordinator" in said(response)
    assert all(typed_in in said(response) for typed_in in ("Ben Example", "020 7946 0000"))
    assert event.delegates.count() == 19
    signed_in.post(page(event), typed({"name": "Ada Example"}))
    assert event.delegates.count() == 20


def test_waiting_list_takes_no_more_than_twenty_of_one_person_either(
    signed_in: Client, user: User
) -> None:
    event = open_event(capacity=20)
    booked(event, *group(event, 20), by=user)

    response = signed_in.post(page(event), typed({"name": "Ada Example"}, action="wait"))

    assert "so nobody more can be booked here." in said(response)
    assert event.delegates.count() == 20


def test_places_given_up_and_those_of_other_events_do_not_count(event: Event, user: User) -> None:
    gone = booked(event, *group(event, 20), by=user)[0].booking
    cancel_booking(booking=gone, by=user, now=timezone.now())
    other = open_event()
    booked(other, *group(other, 20), by=user)

    assert len(booked(event, *group(event, 20, "New Example"), by=user)) == 20


def test_what_staff_enter_is_neither_limited_nor_counted(event: Event, user: User) -> None:
    officer = make_person()
    phoned: dict[str, Any] = {"source": Source.TELEPHONE, "entered_by": officer}
    booked(event, *group(event, 20), by=user, **phoned)
    booked(event, *group(event, 20, "Own Example"), by=user)

    assert len(booked(event, person(event, "Ada"), by=user, **phoned)) == 1
    with pytest.raises(TooManyPeople) as refused:
        booked(event, person(event, "Ben"), by=user)
    assert refused.value.held == 20
    assert len(booked(event, person(event, "Ben"), by=user, override=True)) == 1


def test_what_staff_entered_is_not_counted_once_their_account_is_gone(
    event: Event, user: User
) -> None:
    booked(event, *group(event, 20), by=user, source=Source.EMAIL, entered_by=make_person())
    Booking.objects.update(entered_by=None)

    assert len(booked(event, *group(event, 20, "Own Example"), by=user)) == 20


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
