"""Booking as a member or a guest: organisations, tickets, and what there is to pay."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.choices import Audience
from events.models import Booking, Delegate, Event, TicketType
from network.models import User
from tests.events.pages import page, said
from tests.factories.applicants import make_person
from tests.factories.bookings import (
    make_member,
    open_event,
    typed,
)

pytestmark = pytest.mark.django_db


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
