"""The public pages of an event and their list: who finds what, and who does not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from events.choices import Audience, Kind
from events.models import Delegate, Event, TicketType
from network.models import User
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person
from tests.factories.events import make_event
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/quiet-link"


def words(answer: Any) -> str:
    """What a page says, without markup and doubled spaces."""
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("<br>", " ")))


def opened(client: Client, event: Event, page: str = "") -> str:
    return words(client.get(f"/events/{event.slug}/{page}"))


def signed_in(user: User, *, second_factor: bool = False) -> Client:
    return sign_in(user, factor=second_factor)


@pytest.fixture
def event() -> Event:
    return open_event(
        title="Annual conference",
        theme="Staying power",
        capacity=18,
        venue_name="Example Hall",
        venue_address="1 Example Yard\nCalderbrook",
        venue_access="Lifts to every floor",
        provided=["hearing-loop", "halal"],
        online_link=LINK,
    )


# The list


def test_list_without_events_says_what_to_do(client: Client) -> None:
    said = words(client.get("/events/"))

    assert "Nothing is announced at the moment" in said
    assert "See if you can join" in said


def test_list_shows_what_is_coming_up_next_first_and_what_has_been(client: Client) -> None:
    for days, title in ((30, "Later"), (3, "Next"), (-3, "Last"), (-30, "Before")):
        open_event(days=days, title=title)
    make_event(title="Quiet draft", state="draft", published_at=None)

    page = client.get("/events/").content.decode()

    assert re.findall(r"<h3><a[^>]*>([^<]*)</a>", page) == ["Next", "Later", "Last", "Before"]


def test_list_tells_how_each_stands(client: Client) -> None:
    now = timezone.now()
    open_event(days=1.5, title="Closes soon", kind=Kind.TRAINING, audience=Audience.MEMBERS)
    full = open_event(days=2, title="Full", capacity=1)
    booked(full, person(full, "Ada"))
    open_event(days=3, title="Off", state="cancelled", cancelled_at=now)
    make_event(
        starts_at=now + timedelta(days=90),
        booking_opens_at=now + timedelta(days=30),
        title="Not yet",
    )

    said = words(client.get("/events/"))

    assert "Training · For members of the network Booking open" in said
    assert "Open to everybody Full: join the waiting list" in said
    assert "Open to everybody Cancelled" in said
    assert "Booking opens" in said


def test_past_events_are_paged(client: Client) -> None:
    for days in range(1, 13):
        open_event(days=-days, title=f"Past {days}")
    open_event(title="Coming")

    first, second = client.get("/events/"), client.get("/events/?page=2")

    assert "Page 1 of 2" in words(first)
    assert (words(second).count("Past 1"), "Coming" in words(second)) == (2, False)  # 11 and 12
    assert "Past events, page 2" in second.content.decode()


@pytest.mark.parametrize("page", ["-1", "0", "2", str(10**9), "x", "1e3", "٣", "1;2", "9" * 400])
def test_pages_that_are_not_there_are_not_found(client: Client, page: str) -> None:
    assert client.get("/events/", {"page": page}).status_code == 404


# An event


def test_event_tells_what_one_decides_by(client: Client, event: Event) -> None:
    TicketType.objects.create(
        event=event, name="Guest", price_pence=4550, for_whom="guests", note="Bursaries"
    )

    said = opened(client, event)

    for expected in (
        "Annual conference",
        "Staying power",
        "Example Hall, or online",
        "1 Example Yard Calderbrook",
        "Lifts to every floor",
        "Hearing loop",
        "Halal food",
        "Anyone",
        "Delegate Free",
        "Guest for others",
        "Bursaries",
        "£45.50",
        "Booking is open until",
        "18 places left",
        "Book places",
    ):
        assert expected in said, expected


def test_full_event_offers_its_waiting_list(client: Client) -> None:
    event = open_event(capacity=1)
    booked(event, person(event, "Ada"))

    said = opened(client, event)

    assert "Full: join the waiting list" in said
    assert "Book places" not in said


def test_cancelled_event_says_so_first_and_takes_nobody(client: Client, event: Event) -> None:
    Event.objects.update(
        state="cancelled", cancelled_at=timezone.now(), notice="The hall is closed."
    )

    page = client.get(f"/events/{event.slug}/").content.decode()

    assert (
        page.index("This event is cancelled") < page.index("The hall is closed") < page.index("<h1")
    )
    assert "/book/" not in page


def test_change_is_told_before_everything_else(client: Client, event: Event) -> None:
    Event.objects.update(notice="Now in the small hall.")

    for page in ("", "programme/"):
        content = client.get(f"/events/{event.slug}/{page}").content.decode()
        assert content.index("Now in the small hall.") < content.index("<h1")


def test_past_event_asks_for_nothing(client: Client) -> None:
    event = open_event(days=-3)

    said = opened(client, event)

    assert "This event is over" in said
    assert not re.search(r"Book places|Tickets|To be announced\.|places left", said)


def test_neighbours_are_the_nearest_announced_events(client: Client, event: Event) -> None:
    open_event(days=10, title="Too early")
    before, after = open_event(days=20, title="Before"), open_event(days=50, title="After")
    open_event(days=60, title="Too late")
    for days in (30, 45):
        starts_at = timezone.now() + timedelta(days=days)
        make_event(starts_at=starts_at, title="Draft", state="draft", published_at=None)

    page = client.get(f"/events/{event.slug}/").content.decode()

    found = re.findall(r'<a rel="(prev|next)" href="/events/([^/]+)/">', page)
    assert found == [("prev", before.slug), ("next", after.slug)]


def test_only_event_has_no_neighbours(client: Client, event: Event) -> None:
    assert "Other events" not in client.get(f"/events/{event.slug}/").content.decode()


def test_event_without_a_programme_says_that_it_comes(client: Client, event: Event) -> None:
    assert "Programme To be announced" in opened(client, event)
    assert "The programme is to be announced" in opened(client, event, "programme/")


# Who may see what


@pytest.mark.parametrize("page", ["", "programme/"])
def test_drafts_are_only_for_who_looks_after_events(page: str) -> None:
    draft = make_event(state="draft", published_at=None)
    path = f"/events/{draft.slug}/{page}"
    officer = make_staff(EVENTS_OFFICERS)

    answers = [
        Client().get(path),
        signed_in(make_person()).get(path),
        signed_in(make_staff(EDITORS), second_factor=True).get(path),
        signed_in(officer).get(path),  # without the second factor
    ]
    seen = signed_in(officer, second_factor=True).get(path)

    assert [answer.status_code for answer in answers] == [404] * 4
    assert "Only staff who run events see this page" in words(seen)
    assert "/book/" not in seen.content.decode()


def test_drafts_are_listed_only_for_who_looks_after_events(client: Client) -> None:
    make_event(title="Quiet draft", state="draft", published_at=None)
    officer = signed_in(make_staff(EVENTS_OFFICERS), second_factor=True)

    assert "Quiet draft" in words(officer.get("/events/"))
    assert "Quiet draft" not in words(client.get("/events/"))


def shows_link(client: Client, event: Event) -> bool:
    return LINK in client.get(f"/events/{event.slug}/").content.decode()


def test_joining_link_is_for_who_booked_and_who_comes(client: Client, event: Event) -> None:
    booker, comes = make_person(), make_person("ada@example.org")
    booked(event, person(event, "Ada", "Ada@Example.org"), by=booker)

    seen = [shows_link(signed_in(one), event) for one in (booker, comes, make_person())]

    assert seen == [True, True, False]
    assert not shows_link(client, event)  # nothing was kept for others
    assert not shows_link(signed_in(make_staff(EDITORS), second_factor=True), event)


def test_pages_with_the_joining_link_are_kept_by_nobody(event: Event) -> None:
    booker = make_person()
    booked(event, person(event, "Ada"), by=booker)

    answer = signed_in(booker).get(f"/events/{event.slug}/")

    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_joining_link_is_not_for_who_has_no_place(event: Event, state: str) -> None:
    booker = make_person()
    (ada,) = booked(event, person(event, "Ada"), by=booker)
    now = timezone.now()
    times = {"waiting_since": now} if state == "waiting" else {"ended_at": now}
    Delegate.objects.filter(pk=ada.pk).update(state=state, **times)

    assert not shows_link(signed_in(booker), event)


def test_joining_link_goes_with_the_event(event: Event) -> None:
    booker = make_person()
    booked(event, person(event, "Ada"), by=booker)
    Event.objects.update(state="cancelled", cancelled_at=timezone.now())

    assert not shows_link(signed_in(booker), event)


def test_address_that_is_not_confirmed_opens_nothing(event: Event) -> None:
    thief = make_person("thief@example.org")
    thief.emailaddress_set.create(email="ada@example.org", verified=False)  # type: ignore[attr-defined]
    booked(event, person(event, "Ada", "ada@example.org"))

    assert not shows_link(signed_in(thief), event)


def test_booker_is_led_to_the_booking(event: Event) -> None:
    booker = make_person("ben@example.org")
    (ada,) = booked(event, person(event, "Ada", "ada@example.org"), by=booker)

    said = opened(signed_in(booker), event)

    assert f"You have booked See or change booking {ada.booking.reference}" in said


def test_who_was_booked_learns_no_reference_of_the_booker(event: Event) -> None:
    (ada,) = booked(event, person(event, "Ada", "ada@example.org"))

    said = opened(signed_in(make_person("ada@example.org")), event)

    assert "Somebody booked for you" in said
    assert ada.booking.reference not in said
