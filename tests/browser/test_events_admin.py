"""Events as staff set them up and run them, and as contributors answer: every page in each size."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload

from events.actions import contributing, needs
from events.actions.messaging import Circle, Selection, send
from events.choices import SlotKind
from events.models import Contribution, Contributor, Event, Notice, Place, Slot
from network.models import User
from portal.models import OutgoingMail
from portal.staff_groups import EVENTS_OFFICERS
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import NOW
from tests.factories.events import book, make_event, make_series, wait_for_seat, workshops_of
from tests.factories.materials import PDF, handed_in, make_material, make_public
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
SLIDES: FilePayload = {"name": "slides.pdf", "mimeType": "application/pdf", "buffer": PDF}
LONG = "The Northmere, Eastholm and Thornby Vale gathering on " + "Resettlement" * 5


def officer(new_visitor: NewVisitor, size: str, **browser: bool) -> tuple[Visitor, User]:
    user = make_staff(EVENTS_OFFICERS, name="Efua Example")
    visitor = new_visitor(size, name="officer", **browser)
    return visitor.become(user, second_factor=True), user


def conference(title: str = "Annual conference 2026") -> Event:
    event = make_event(
        starts_at=timezone.now() + timedelta(days=40),
        title=title,
        slug="annual-conference-2026",
        capacity=6,
        venue_name="Kola Hall",
        venue_access="Ten minutes from the station, step-free.",
        theme="Race and justice is everybody's business",
    )
    Slot.objects.create(
        event=event, kind=SlotKind.PANEL, title="Morning panel", room="Hall", room_seats=5,
        starts_at=event.starts_at, ends_at=event.starts_at + timedelta(minutes=45),
    )  # fmt: skip
    make_series(event, capacities=(2, 5))
    return event


def filled(event: Event) -> Contributor:
    """Delegates, somebody waiting in each kind of line, needs, a speaker, a failed mail."""
    first, second = workshops_of(event.slots.get(kind="series"))
    ada, kofi = book(event, first, name="Ada Example"), book(event, first, name="Kofi Example")
    waiting = book(event, second, name="Zoë " + "Longname" * 6)
    Place.objects.create(
        delegate=waiting, event=event, series=first.series, workshop=first,
        state=Place.State.WAITING, waiting_since=NOW,
    )  # fmt: skip
    for _number in range(3):
        book(event)
    wait_for_seat(event)
    said = needs.Said("A seat near the door", "Vegan")
    needs.record(delegate=ada, said=said, consent_wording="Yes", now=NOW)
    speaker = Contributor.objects.create(
        event=event, name="Amara Example", email="amara@example.org", organisation_name="A choir"
    )
    Contribution.objects.create(contributor=speaker, role="facilitator", workshop=first)
    contributing.say_needs(
        contributor=speaker, text="A ramp", consent_wording="Yes", now=timezone.now()
    )
    assert kofi.event == event
    return speaker


def look_at_materials(visitor: Visitor, event: Event, page: str) -> None:
    first = workshops_of(event.slots.get(kind="series"))[0]
    make_public(event, "Report " + "Longname" * 20, slot=first.series_id, workshop=first.pk)
    make_material(event, "A film", link="https://films.example.org/" + "a" * 80)
    speaker = event.contributors.get()
    Contributor.objects.update(state="accepted")
    waiting = handed_in(speaker)
    visitor.open(f"{page}change/").follow("Materials (1 to look at)", "Materials")
    visitor.follow("Add a material").press("Add it", "Add a material")  # empty: errors
    visitor.open(f"{page}materials/{waiting.pk}/").press("Save and publish", "Materials")
    visitor.press("Up", "Materials").follow("Withdraw", "Withdraw this material?")
    visitor.press("Withdraw it", "Materials").follow("Tell those who came", "Write a message")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_about_an_event(new_visitor: NewVisitor, size: str) -> None:
    visitor, user = officer(new_visitor, size)
    visitor.open("/staff/").open("/admin/events/event/").open("/admin/events/event/add/")
    event = conference(LONG)
    page = f"/admin/events/event/{event.pk}/"
    for name in ("messages/", "waiting/", "failed/", "fallback/", "materials/"):  # empty as yet
        visitor.open(page + name)
    speaker = filled(event)
    message = send(
        event=event, selection=Selection(Circle.BOOKED), subject="Lunch", body="At one.",
        key=uuid.uuid4(), by=user, now=timezone.now(),
    )  # fmt: skip
    OutgoingMail.objects.order_by("pk").filter(text__contains="At one").update(state="parked")

    visitor.open("/staff/").open("/admin/events/event/").open(f"{page}change/")
    for name in (
        "copy/", "places/", "announce/", "cancel/", "waiting/", "needs/", "lists/", "fallback/",
        "book/", "messages/", "messages/new/", f"messages/{message.pk}/", "failed/",
    ):  # fmt: skip
        visitor.open(page + name)
    look_at_materials(visitor, event, page)
    visitor.open(f"{page}needs/").press("Show what people need", "Access and dietary needs")
    visitor.open(f"{page}book/").press("Book for them")  # empty: errors
    visitor.open(f"{page}messages/new/").press("See it")  # empty: errors
    first = workshops_of(event.slots.get(kind="series"))[0]
    visitor.open(f"{page}call-off/{first.pk}/").press("Call it off")  # without a reason
    visitor.fill("Why?", "The room is flooded").press("Call it off", "Places")
    visitor.follow("take that back", "take place after all?").press("It takes place", "Places")
    notice = Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=notice.pk).update(attempts=Notice.MOST_ATTEMPTS)
    visitor.open("/admin/events/notice/").open(f"/admin/events/notice/{notice.pk}/change/")
    visitor.open(f"{page}failed/").open("/staff/")
    visitor.open(f"/admin/events/notice/{notice.pk}/try-again/").press("Try again")
    for slot in event.slots.all():
        visitor.open(f"/admin/events/slot/{slot.pk}/change/")
    delegates = "/admin/events/delegate/"
    visitor.open(delegates).open(f"{delegates}?event={event.pk}").open(f"{delegates}?q=nobody")
    for delegate in event.delegates.all():
        visitor.open(f"{delegates}{delegate.pk}/change/")
    booked = event.delegates.get(name="Ada Example")
    visitor.open(f"{delegates}{booked.pk}/cancel/")
    contributors = "/admin/events/contributor/"
    visitor.open(contributors).open(f"{contributors}add/?event={event.pk}")
    visitor.open(f"{contributors}{speaker.pk}/change/").open(f"{contributors}{speaker.pk}/invite/")
    Event.objects.update(state="draft", published_at=None)
    visitor.open(f"{page}publish/").open(f"{page}announce/").open(f"{page}change/")


@pytest.mark.parametrize(("size", "javascript"), [("desktop", True), ("phone", False)])
def test_next_years_conference_is_copied_published_and_filled(
    new_visitor: NewVisitor, size: str, javascript: bool
) -> None:
    event = conference()
    visitor, _user = officer(new_visitor, size, javascript=javascript)
    visitor.open(f"/admin/events/event/{event.pk}/change/")
    visitor.follow("Copy this event", "Copy this event").press("Make the draft")
    visitor.follow("Publish", "Publish this event?")
    assert visitor.page.get_by_text("the room “Hall” has 5 seats for 6 people").is_visible()
    visitor.press("Publish this event")
    visitor.follow("Places", "Places").fill("Places at the event", "50").press("Save the numbers")

    copied = Event.objects.exclude(pk=event.pk).get()
    assert (copied.state, copied.capacity, copied.slots.count()) == ("published", 50, 2)


@pytest.mark.parametrize(("size", "javascript"), [("phone", True), ("desktop", False)])
def test_contributor_is_asked_answers_and_withdraws(
    new_visitor: NewVisitor, size: str, javascript: bool
) -> None:
    event = conference()
    speaker = filled(event)
    visitor, _user = officer(new_visitor, size, javascript=javascript)
    visitor.open(f"/admin/events/contributor/{speaker.pk}/change/").follow("Ask them")
    visitor.press("Send the link")

    amara = new_visitor(size, name="speaker", javascript=javascript)
    amara.open(amara.link("amara@example.org", "Will you take part"))
    amara.press("Yes, I take part").follow("Change", "Your details")
    amara.fill("About you", "She leads a choir.").fill("Your name", "").press("Save")  # an error
    amara.fill("Your name", "Amara Example").press("Save", event.title)
    assert amara.page.get_by_text("She leads a choir.").is_visible()
    make_material(event, "The plan of the day")
    amara.follow("Hand in a file", "Hand in a file").press("Hand it in")  # nothing chosen: errors
    amara.page.get_by_label("Choose a file").set_input_files(SLIDES)
    amara.fill("Title", "My slides").press("Hand it in", event.title)
    amara.follow("Take it back", "Take it back?").press("Take it back", event.title)
    amara.follow("Replace", "Access and food").press("Save")  # nothing said: errors
    amara.open(amara.link("amara@example.org", "Will you take part"))
    amara.follow("I have to withdraw", "Withdraw?").press("Withdraw", event.title)

    speaker.refresh_from_db()
    assert speaker.state == "withdrawn"
    amara.open("/events/speaker/wrong/")


def test_message_is_written_previewed_and_sent(new_visitor: NewVisitor) -> None:
    event = conference()
    filled(event)
    visitor, _user = officer(new_visitor, "desktop")
    visitor.open(f"/admin/events/event/{event.pk}/change/").follow("Messages", "Messages")
    visitor.follow("Write a message", "Write a message").choose("To", "Delegates who are booked")
    visitor.fill("Subject", "Lunch").fill("Message", "Lunch is at one.")
    visitor.press("See it, and whom it goes to", "Send this message?")
    visitor.press("Change something", "Write a message")
    visitor.press("See it, and whom it goes to").press("Send it", "Lunch")

    assert "Lunch is at one." in visitor.mail(event.delegates.first().email, "Lunch").text


def test_lists_are_downloaded(new_visitor: NewVisitor) -> None:
    event = conference()
    filled(event)
    visitor, _user = officer(new_visitor, "desktop")
    visitor.open(f"/admin/events/event/{event.pk}/lists/")

    with visitor.page.expect_download() as download:
        visitor.activate(visitor.page.get_by_role("button", name="Download the list"))

    assert download.value.suggested_filename == "annual-conference-2026-delegates.xlsx"
