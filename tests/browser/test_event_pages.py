"""The public pages of events in every state they have: empty, filled, full, long, off, over."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from events.choices import ContributorRole, Provision, SlotKind
from events.models import Contribution, Contributor, Event, Slot, TicketType, Workshop
from portal.staff_groups import EVENTS_OFFICERS
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import make_person
from tests.factories.bookings import LONG_AGO, booked, open_event, person
from tests.factories.events import make_event, make_series, workshops_of
from tests.factories.materials import make_public
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4
TEXT = "What the law says, what happens instead, and what has been done about it. "


@pytest.fixture(params=["phone", "desktop"])
def visitor(request: pytest.FixtureRequest, new_visitor: NewVisitor) -> Visitor:
    return new_visitor(request.param, name="reader", dark=request.param == "desktop")


def make_conference(title: str = "Annual conference", **fields: Any) -> Event:
    """A conference with a panel, a lunch and two series, in which nearly everything occurs."""
    values: dict[str, Any] = {
        "theme": "Staying power",
        "summary": TEXT,
        "description": TEXT * 3,
        "venue_name": "Example Hall",
        "venue_address": "1 Example Yard\nCalderbrook",
        "venue_access": TEXT,
        "online_link": "https://meet.example.org/link",
        "provided": [Provision.STEP_FREE, Provision.HALAL],
    }
    ten = (timezone.now() + timedelta(days=40)).replace(hour=10, minute=0, second=0, microsecond=0)
    values |= {"starts_at": ten, "booking_opens_at": LONG_AGO, "published_at": LONG_AGO}
    event = make_event(title=title, **values | fields)
    TicketType.objects.create(event=event, name="Guest", price_pence=4500, for_whom="guests")
    panel = add_slot(event, SlotKind.PANEL, "Where we stand", 0)
    add_person(event, "Ada Example", ContributorRole.CHAIR, slot=panel, biography=TEXT)
    add_person(event, "Asked Example", ContributorRole.PANELLIST, slot=panel, state="invited")
    add_slot(event, SlotKind.LUNCH, "Networking lunch", 3)
    first = workshops_of(make_series(event, capacities=(1, 4, 30, 9)))
    make_series(event, start=2, capacities=(12,))
    Workshop.objects.update(description=TEXT, room="Library", access_notes="Hearing loop")
    Workshop.objects.filter(pk=first[2].pk).update(title="", description="")
    Workshop.objects.filter(pk=first[3].pk).update(cancelled_at=timezone.now())
    add_person(event, "Ben Example", ContributorRole.FACILITATOR, workshop=first[0])
    booked(event, person(event, "Delegate Example", choices=[first[0]]))
    return event


def become(event: Event, **fields: Any) -> None:
    Event.objects.filter(pk=event.pk).update(**fields)


def add_slot(event: Event, kind: SlotKind, title: str, hours: int) -> Slot:
    starts_at = event.starts_at + timedelta(hours=hours)
    ends_at = starts_at + timedelta(minutes=50)
    return Slot.objects.create(
        event=event, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at
    )


def add_person(
    event: Event,
    name: str,
    role: ContributorRole,
    *,
    slot: Slot | None = None,
    workshop: Workshop | None = None,
    **fields: str,
) -> None:
    values = {"state": "accepted", "organisation_name": "Kola Nut", "pronouns": "she/her"} | fields
    one = Contributor.objects.create(event=event, name=name, **values)
    Contribution.objects.create(contributor=one, role=role, slot=slot, workshop=workshop)


def about(visitor: Visitor, workshop: str) -> Locator:
    """What is folded away under a workshop."""
    return visitor.page.locator(".session", has_text=workshop).locator(".more p").first


def unfold(visitor: Visitor, workshop: str) -> None:
    assert not about(visitor, workshop).is_visible()
    visitor.page.locator(".session", has_text=workshop).locator("summary").click()
    expect(about(visitor, workshop)).to_be_visible()


def test_no_events(visitor: Visitor) -> None:
    visitor.open("/events/").see("Events")

    visitor.follow("See if you can join", "Can your organisation join?")


def test_from_the_list_to_a_workshop(visitor: Visitor) -> None:
    make_conference()
    open_event(days=-20, title="Last year")

    visitor.open("/events/").follow("Annual conference", "Annual conference")
    visitor.follow("See the whole programme", "Programme")
    unfold(visitor, "Workshop 1.1")

    visitor.see("Programme")
    visitor.follow("Annual conference").follow("Last year", "Last year")


def test_every_state_of_an_event(visitor: Visitor) -> None:
    now = timezone.now()
    later = now + timedelta(days=90)
    full = open_event(title="Full", capacity=1)
    booked(full, person(full, "Ada Example"))
    become(full, audience="members")
    off = make_conference("Off")
    become(off, state="cancelled", cancelled_at=now, notice="The hall is closed.")
    changed = make_conference("Changed", notice="Now in the small hall.")
    over = make_conference("Over")
    workshop = over.slots.filter(kind="series").earliest("starts_at").workshops.earliest("position")
    make_public(over, "Report of the day", description=TEXT)
    make_public(over, LONG[:200], slot=workshop.series_id, workshop=workshop.pk)
    make_public(over, "A film", link="https://films.example.org/1")
    become(
        over,
        starts_at=now - timedelta(days=9),
        ends_at=now,
        booking_closes_at=now,
        changes_until=now - timedelta(days=9),
    )
    bare = make_event(title="Not yet", starts_at=later, booking_opens_at=now + timedelta(days=9))
    long = make_conference(LONG[:200], venue_name=LONG[:200])
    Workshop.objects.filter(series__event=long).update(title=LONG[:200], room=LONG[:100])

    for event in (full, off, changed, over, bare, long):
        visitor.open(f"/events/{event.slug}/").open(f"/events/{event.slug}/programme/")
    visitor.open("/events/")


def test_person_who_booked_finds_the_booking_and_the_way_in(visitor: Visitor) -> None:
    event = make_conference()
    ada = make_person("ada@example.org")
    booked(event, person(event, "Ada Example", "ada@example.org"), by=ada)

    visitor.become(ada).open(f"/events/{event.slug}/")

    expect(visitor.page.get_by_role("link", name="Join online")).to_be_visible()
    visitor.follow("See or change booking")


def test_draft_is_shown_to_staff(visitor: Visitor) -> None:
    event = make_event(title="Draft", state="draft", published_at=None)
    visitor.become(make_staff(EVENTS_OFFICERS), second_factor=True)

    visitor.open(f"/events/{event.slug}/").open(f"/events/{event.slug}/programme/").open("/events/")

    expect(visitor.page.get_by_text("Draft").first).to_be_visible()


def test_by_keyboard_alone(new_visitor: NewVisitor) -> None:
    event = make_conference()
    visitor = new_visitor("desktop", name="keyboard")

    visitor.open(f"/events/{event.slug}/programme/").tab_to("Workshop 1.2")
    visitor.page.keyboard.press("Enter")

    expect(about(visitor, "Workshop 1.2")).to_be_visible()


def test_programme_unfolds_without_scripts(new_visitor: NewVisitor) -> None:
    event = make_conference()
    visitor = new_visitor("phone", javascript=False, name="plain")

    visitor.open(f"/events/{event.slug}/programme/")

    unfold(visitor, "Workshop 1.1")


def test_wide_timetable_has_workshops_side_by_side(new_visitor: NewVisitor) -> None:
    """On a phone they stand below each other."""
    event = make_conference()
    tops = {}
    for size in ("phone", "desktop"):
        visitor = new_visitor(size, name="timetable").open(f"/events/{event.slug}/programme/")
        cards = visitor.page.locator(".session").all()[:4]
        tops[size] = len({round((card.bounding_box() or {})["y"]) for card in cards})

    assert tops == {"phone": 4, "desktop": 1}


def test_printed_programme_has_what_is_folded_away(new_visitor: NewVisitor) -> None:
    event = make_conference()
    visitor = new_visitor("desktop", name="paper").open(f"/events/{event.slug}/programme/")
    told = visitor.page.locator(".session .more p").first
    title = visitor.page.get_by_role("main").locator("p", has_text="Annual conference")
    assert not told.is_visible()
    assert not title.is_visible()

    visitor.page.emulate_media(media="print")

    expect(told).to_be_visible()
    expect(title).to_be_visible()
    expect(visitor.page.get_by_role("link", name="Book places")).not_to_be_visible()
