"""Booking from the first look to cancelling, in a browser: phone, keyboard, without script."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.actions import booking
from events.models import Booking, Delegate, Event, Place, Workshop
from network.models import User
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import make_person
from tests.factories.bookings import (
    booked,
    make_booking,
    make_member,
    open_event,
    person,
    secret_of,
)
from tests.factories.events import make_series, workshops_of
from tests.factories.materials import make_material, make_public

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Cymdeithas Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 2
SIZES = ["phone", "desktop"]


@pytest.fixture
def event() -> Event:
    """Two series of three workshops; the first workshop has one place."""
    event = open_event(title="Annual conference 2031", slug="conference-2031")
    make_series(event, start=1, capacities=(1, 3, 30))
    make_series(event, start=3, capacities=(30, 4, 30))
    return event


@pytest.fixture
def first(event: Event) -> Workshop:
    return workshops_of(event.slots.order_by("starts_at")[0])[0]


@pytest.fixture
def booker() -> User:
    return make_person("booker@example.org", "Amara Booker", phone="020 7946 0101")


def delegate(name: str) -> Delegate:
    return Delegate.objects.get(name=name)


def link(delegate: Delegate, page: str = "") -> str:
    return f"/events/delegate/{secret_of(delegate)}/{page}"


def pick(visitor: Visitor, person: str, workshop: Workshop) -> None:
    """Tick a workshop in the fieldset of a person."""
    fieldset = visitor.page.get_by_role("group", name=person, exact=True)
    fieldset.get_by_label(str(workshop)).check()


def test_three_are_booked_on_a_phone_swapped_promoted_and_cancelled(
    new_visitor: NewVisitor, event: Event, first: Workshop, booker: User
) -> None:
    taken = booked(event, person(event, "Earlier Example", choices=[first]))[0]
    visitor = new_visitor("phone", name="booker").become(booker)
    visitor.open(f"/events/{event.slug}/book/")
    visitor.press("Add another person").press("Add another person")
    visitor.page.get_by_label("Full name").nth(1).fill("Ben Example")
    visitor.page.get_by_label("E-mail address").nth(1).fill("ben@example.org")
    visitor.page.get_by_label("Full name").nth(2).fill("Cleo Example")
    second, third = workshops_of(first.series)[1:]
    pick(visitor, "You", third)
    pick(visitor, "Person 1", second)
    pick(visitor, "Person 2", first)
    visitor.activate(visitor.page.get_by_role("button", name="Book", exact=True).last)
    visitor.see("You have booked")
    assert visitor.page.get_by_text("number 1 in line").is_visible()
    assert Booking.objects.get(booked_by=booker).delegates.count() == 3

    # a swap, by who booked
    visitor.follow("Change workshops of Ben Example", "Choose workshops").choose(
        "Workshop series 1", str(third)
    ).press("Save")
    assert Place.objects.get(delegate__name="Ben Example", state="confirmed").workshop == third

    # promoted from the line, accepted by one's own link
    booking.cancel(delegate=taken, by=None, now=timezone.now())
    cleo = new_visitor("phone", name="delegate")
    cleo.open(link(delegate("Cleo Example"))).follow("Accept or decline", "A place for you")
    cleo.press("Accept").see("Annual conference 2031")
    assert Place.objects.get(delegate__name="Cleo Example", state="confirmed").workshop == first

    # cancelled one by one, and then all
    cleo.follow("I cannot come", "You cannot come?").press("I cannot come", "Annual conference")
    assert cleo.page.get_by_text("You have no place at this event any more").is_visible()
    visitor.page.reload()
    visitor.follow("Cancel the whole booking", "Cancel the whole booking?")
    visitor.press("Cancel the booking", "This booking is cancelled")
    assert not Delegate.objects.live().exists()


def test_visitor_signs_in_and_comes_back_to_the_form(
    new_visitor: NewVisitor, event: Event, booker: User
) -> None:
    visitor = new_visitor("phone", name="guest")
    visitor.open(f"/events/{event.slug}/book/").see("Sign in")
    visitor.fill("E-mail address", booker.email).press("Send me a code")
    visitor.fill("The code from our e-mail", visitor.code(booker.email))
    visitor.activate(visitor.page.get_by_role("main").get_by_role("button").first)

    visitor.see("Book Annual conference 2031")


@pytest.mark.parametrize("size", SIZES)
def test_pages_in_every_state(
    new_visitor: NewVisitor, event: Event, first: Workshop, booker: User, size: str
) -> None:
    Event.objects.filter(pk=event.pk).update(title=LONG.strip(), venue_name="Example Hall")
    first.title = LONG.strip()[:200]
    first.save()
    make_member(booker, "Aber Women"), make_member(booker, "Bridge House")
    event.ticket_types.create(name="Full price", price_pence=4500, note="With lunch", position=2)
    visitor = new_visitor(size, name="states", dark=size == "desktop").become(booker)
    page = f"/events/{event.slug}/book/"

    visitor.open("/events/bookings/").open(page).press("Add another person")
    visitor.activate(visitor.page.get_by_role("button", name="Continue"))
    expect(visitor.page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("Full name").nth(1).fill(LONG[:140])
    visitor.page.get_by_label("Full price").nth(0).check()
    visitor.page.get_by_label("Full price").nth(1).check()
    visitor.tick("Bridge House")
    pick(visitor, "You", first)
    visitor.press("Continue", "Check your booking").press("Change something", "Book")
    assert visitor.page.get_by_label("Full name").nth(1).input_value() == LONG[:140]
    visitor.press("Continue", "Check your booking").press("Book for £90", "You have booked")
    mine = Booking.objects.get()
    booked(event, person(event, f"Own {LONG[:130]}", booker.email))  # by somebody else
    visitor.open("/events/bookings/").open("/dashboard/").press("Open your page")
    make_material(event, LONG.strip()[:200], slot=first.series_id, workshop=first.pk)
    make_public(event, "A film", link="https://films.example.org/1", description=LONG)
    someone = mine.delegates.order_by("pk")[0]
    for part in ["", f"delegates/{someone.pk}/workshops/", f"delegates/{someone.pk}/name/"]:
        visitor.open(f"/events/bookings/{mine.reference}/{part}")
    visitor.open(f"/events/bookings/{mine.reference}/delegates/{someone.pk}/offer/")
    visitor.open(page)  # already booked: for others


@pytest.mark.parametrize("size", SIZES)
def test_delegates_own_pages_in_every_state(
    new_visitor: NewVisitor, event: Event, first: Workshop, size: str
) -> None:
    Event.objects.filter(pk=event.pk).update(
        provided=["step-free", "halal"],
        venue_name="Example Hall",
        venue_address="1 Example Street\nLondon",
        venue_access="Lift from the street.",
    )
    ada = booked(event, person(event, "Ada Example", "ada@example.org", choices=[first]))[0]
    visitor = new_visitor(size, name="delegate", dark=size == "desktop")
    make_material(event, LONG.strip()[:200], slot=first.series_id, workshop=first.pk)
    visitor.open(link(ada)).follow("Choose workshops", "Choose workshops").follow("Back")
    visitor.open(link(ada, "badge/")).fill("Name on the badge", "Ads")
    visitor.choose("Photographs", "Not in photographs").press("Save", "Annual conference")
    visitor.open(link(ada, "needs/")).press("Save", "Access and food")
    visitor.fill("What would make the day work", "A quiet corner")
    visitor.tick("I agree that the network")
    visitor.press("Save", "Annual conference")
    assert visitor.page.get_by_text("We have noted your needs").first.is_visible()
    assert "quiet corner" not in visitor.page.content()
    visitor.open(link(ada, "needs/")).follow("Delete what I have said").press("Delete it")
    visitor.open(link(ada, "cancel/"))
    visitor.open(link(ada, "name/")).press("Give the place to them", "Who comes instead?")
    visitor.fill("Full name", "Ben Example").press(
        "Give the place to them", "The place is given on"
    )
    visitor.open("/events/delegate/broken/").see("This link does not work")


@pytest.mark.parametrize("size", SIZES)
def test_full_and_closed_events(
    new_visitor: NewVisitor, event: Event, booker: User, size: str
) -> None:
    Event.objects.filter(pk=event.pk).update(capacity=1)
    comes = booked(event, person(event, "Earlier Example"))[0]
    visitor = new_visitor(size, name="waiting").become(booker)
    visitor.open(f"/events/{event.slug}/book/").see("Book Annual conference")
    visitor.press("Join the waiting list", "On the waiting list")
    assert visitor.page.get_by_text("Number 1 on the waiting list").is_visible()

    booking.cancel(delegate=comes, by=None, now=timezone.now())
    visitor.page.reload()
    visitor.see("A place is offered").follow("Accept or decline", "A place is offered")
    visitor.press("Accept the place", "Choose workshops").press("Save", "Booked")

    Event.objects.filter(pk=event.pk).update(audience="members")
    visitor.open(f"/events/{event.slug}/book/")
    Event.objects.filter(pk=event.pk).update(booking_closes_at=timezone.now())
    visitor.open(f"/events/{event.slug}/book/")


def test_second_tab_keeps_what_was_ticked(
    new_visitor: NewVisitor, event: Event, first: Workshop
) -> None:
    ada = booked(event, person(event, "Ada Example"))[0]
    second, third = workshops_of(first.series)[1:]
    tabs = [new_visitor("phone", name=f"tab{number}") for number in (1, 2)]
    for tab in tabs:
        tab.open(link(ada, "workshops/"))
    tabs[0].choose("Workshop series 1", str(second)).press("Save", "Annual conference")

    tabs[1].choose("Workshop series 1", str(third)).press("Save", "Choose workshops")

    assert (
        tabs[1].page.get_by_text("Somebody changed this while the page was open").first.is_visible()
    )
    assert tabs[1].page.get_by_label(str(third)).is_checked()
    tabs[1].press("Save", "Annual conference")
    assert Place.objects.get(state="confirmed").workshop == third


def test_booking_without_script(
    new_visitor: NewVisitor, event: Event, first: Workshop, booker: User
) -> None:
    visitor = new_visitor("phone", javascript=False, name="plain").become(booker)
    visitor.open(f"/events/{event.slug}/book/")
    pick(visitor, "You", first)
    visitor.press("Add another person")
    expect(visitor.page.get_by_label("Full name").nth(1)).to_be_focused()
    visitor.page.get_by_label("Full name").nth(1).fill("Ben Example")
    visitor.press("Add another person").press("Remove person 2")
    assert visitor.page.get_by_label("Full name").count() == 2
    assert visitor.page.get_by_label("Full name").nth(1).input_value() == "Ben Example"
    assert visitor.page.get_by_role("group", name="You").get_by_label(str(first)).is_checked()

    visitor.page.get_by_label("I am coming myself").uncheck()
    assert not visitor.page.get_by_label("Full name").nth(0).is_visible()
    visitor.activate(visitor.page.get_by_role("button", name="Book", exact=True).last)
    visitor.see("Booked")

    assert [one.name for one in Delegate.objects.all()] == ["Ben Example"]
    ben = delegate("Ben Example")
    visitor.open(link(ben, "cancel/")).press("I cannot come", "Annual conference")
    assert not Delegate.objects.live().exists()


def test_booking_by_keyboard_alone(new_visitor: NewVisitor, event: Event, booker: User) -> None:
    visitor = new_visitor("desktop", name="keyboard").become(booker)
    visitor.open(f"/events/{event.slug}/book/")
    keys = visitor.page.keyboard

    visitor.tab_to("Add another person")
    keys.press("Enter")
    expect(visitor.page.get_by_label("Full name").nth(1)).to_be_focused()
    visitor.see()
    keys.type("Ben Example")
    keys.press("Enter")  # in a text box: books, and removes nobody

    visitor.see("You have booked")
    assert Delegate.objects.count() == 2


def test_waiting_list_for_everybody_after_too_few_places(
    new_visitor: NewVisitor, booker: User
) -> None:
    event = open_event(capacity=1, title="Small training")
    make_booking(event, person(event, "Earlier Example"), waiting=False)
    Event.objects.filter(pk=event.pk).update(capacity=2)
    visitor = new_visitor("phone", name="few").become(booker)
    visitor.open(f"/events/{event.slug}/book/").press("Add another person")
    visitor.page.get_by_label("Full name").nth(1).fill("Ben Example")
    visitor.activate(visitor.page.get_by_role("button", name="Book", exact=True).last)
    visitor.see("Book Small training")

    assert visitor.page.get_by_text("Only 1 place is left").first.is_visible()
    visitor.press("Join the waiting list", "A place is offered")
