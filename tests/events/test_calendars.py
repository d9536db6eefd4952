"""Calendar files: right over the change of the clocks, safe whatever stands in a title."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.entries import venue
from events.models import Event
from portal.calendars import Entry, Party, calendar
from tests.factories.bookings import open_event
from tests.factories.events import make_event
from tests.security.people import Person, make_everyone

STAMP = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
WORST = "Justice\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:forged; a, b \\ c\rX-EVIL:1"


def entry(**fields: Any) -> Entry:
    values: dict[str, Any] = {
        "uid": "event-7@portal.example.org",
        "sequence": 3,
        "stamp": STAMP,
        "starts_at": datetime(2027, 6, 2, 9, tzinfo=UTC),
        "ends_at": datetime(2027, 6, 2, 16, tzinfo=UTC),
        "title": "Conference",
    }
    return Entry(**values | fields)


def read_twice(content: bytes) -> tuple[icalendar.Event, Any]:
    """The one entry of a file, by the library that wrote it and by another."""
    (first,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    (second,) = vobject.readOne(content.decode()).vevent_list
    return first, second


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "local"),
    [
        # the night before the clocks go forward, over it, and after
        (datetime(2027, 3, 27, 10, tzinfo=UTC), datetime(2027, 3, 27, 17, tzinfo=UTC), "27T100000"),
        (
            datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 9, tzinfo=UTC),
            "28T003000",
        ),
        (datetime(2027, 3, 28, 9, tzinfo=UTC), datetime(2027, 3, 28, 16, tzinfo=UTC), "28T100000"),
        # and back
        (
            datetime(2027, 10, 30, 9, tzinfo=UTC),
            datetime(2027, 10, 31, 10, tzinfo=UTC),
            "30T100000",
        ),
        (
            datetime(2027, 10, 31, 10, tzinfo=UTC),
            datetime(2027, 10, 31, 17, tzinfo=UTC),
            "31T100000",
        ),
    ],
)
def test_times_are_londons_over_the_change_of_the_clocks(
    starts_at: datetime, ends_at: datetime, local: str
) -> None:
    content = calendar([entry(starts_at=starts_at, ends_at=ends_at)])

    first, second = read_twice(content)
    read = [(first.start, first.end), (second.dtstart.value, second.dtend.value)]
    assert [tuple(at.astimezone(UTC) for at in times) for times in read] == [
        (starts_at, ends_at)
    ] * 2
    assert f"DTSTART;TZID=Europe/London:2027{starts_at:%m}{local}".encode() in content


def test_hostile_title_stays_one_entry() -> None:
    content = calendar([entry(title=WORST, description=WORST, location=WORST)], name=WORST)

    first, second = read_twice(content)
    assert str(first["summary"]) == WORST.replace("\r\n", "\n").replace("\r", "\n")
    assert second.summary.value == str(first["summary"])
    assert not any(line.startswith(b"X-EVIL") for line in content.split(b"\r\n"))


def test_names_and_addresses_cannot_add_properties() -> None:
    party = Party('Ada "the"\r\nX-EVIL:1', "ada@example.org")

    first, _second = read_twice(calendar([entry(organiser=party, attendee=party)]))

    assert str(first["attendee"]) == "mailto:ada@example.org"
    assert "X-EVIL" not in first


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_title_is_folded_and_read_back(title: str) -> None:
    content = calendar([entry(title=title)])

    assert content.count(b"BEGIN:VEVENT") - title.encode().count(b"BEGIN:VEVENT") == 1
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    (read,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert read["uid"] == "event-7@portal.example.org"


def test_invitation_names_method_and_people() -> None:
    ada = Party("Ọlá Example", "ola@example.org")
    content = calendar([entry(attendee=ada, is_cancelled=True)], method="CANCEL")

    read, _second = read_twice(content)
    assert b"METHOD:CANCEL\r\n" in content
    assert (read["status"], read["attendee"].params["CN"]) == ("CANCELLED", "Ọlá Example")


# What the site gives to everybody


@pytest.fixture
def event(db: None) -> Event:
    return open_event(
        title="Justice, together",
        venue_name="Example Hall",
        venue_address="1 Example Yard,\nCalderbrook",
        theme="Staying power",
        online_link="https://meet.example.org/quiet-link",
        revision=4,
    )


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("Example Hall, Wheat Yard", "Wheat yard\nTown", "Example Hall, Wheat Yard, Town"),
        ("Example Hall", "Example Hall\n1 Wheat Yard,\n\nTown", "Example Hall, 1 Wheat Yard, Town"),
        ("", "1 Wheat Yard", "1 Wheat Yard"),
        ("", "", ""),
    ],
)
def test_venue_is_said_once(name: str, address: str, said: str) -> None:
    assert venue(Event(venue_name=name, venue_address=address)) == said


def test_event_file_says_what_when_and_where(client: Client, event: Event) -> None:
    answer = client.get(f"/events/{event.slug}/event.ics")

    read, second = read_twice(answer.content)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (read["uid"], read["sequence"], read["status"]) == (
        f"event-{event.pk}@testserver",
        4,
        "CONFIRMED",
    )
    assert second.location.value == "Example Hall, 1 Example Yard, Calderbrook"
    assert read["url"].endswith(f"/events/{event.slug}/")
    assert (second.dtstart.value, second.dtend.value) == (event.starts_at, event.ends_at)
    assert b"quiet-link" not in answer.content


def test_cancelled_event_is_cancelled_in_calendars(client: Client, event: Event) -> None:
    Event.objects.update(state="cancelled", cancelled_at=timezone.now(), revision=5)

    for path in (f"/events/{event.slug}/event.ics", "/events/calendar.ics"):
        read, _second = read_twice(client.get(path).content)
        assert (read["status"], read["sequence"]) == ("CANCELLED", 5)
        assert str(read["summary"]) == "Cancelled: Justice, together"


def test_feed_has_what_is_announced_and_not_over(client: Client, event: Event) -> None:
    other = open_event(title="Training", days=3)
    make_event(title="Draft", state="draft", published_at=None)
    open_event(title="Past", days=-3)

    answer = client.get("/events/calendar.ics")

    read = icalendar.Calendar.from_ical(answer.content)
    assert [str(one["summary"]) for one in read.walk("VEVENT")] == [other.title, event.title]
    assert str(read["x-wr-calname"]) == "Events of the Race and Justice Network"
    assert b"quiet-link" not in answer.content


def test_feed_without_events_is_a_calendar_still(client: Client, db: None) -> None:
    answer = client.get("/events/calendar.ics")

    assert (answer.status_code, answer.content[:15]) == (200, b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("path", ["/events/calendar.ics", "/events/{slug}/event.ics"])
def test_only_what_has_changed_is_sent_again(client: Client, event: Event, path: str) -> None:
    path = path.format(slug=event.slug)
    etag = client.get(path).headers["ETag"]

    same = client.get(path, headers={"If-None-Match": etag})
    Event.objects.update(revision=5)
    changed = client.get(path, headers={"If-None-Match": etag})

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert "max-age=300" in changed.headers["Cache-Control"]


def test_drafts_have_no_calendar_file_for_anybody(db: None) -> None:
    draft = make_event(state="draft", published_at=None)
    everyone: dict[str, Person] = make_everyone()

    answers = {
        one.client.get(f"/events/{draft.slug}/event.ics").status_code for one in everyone.values()
    }

    assert answers == {404}


@pytest.mark.parametrize("slug", ["no-such", "a'--", "%2e%2e", "a\r\nb", "ü", "x" * 300])
def test_unknown_or_hostile_addresses_are_not_found(client: Client, db: None, slug: str) -> None:
    for page in ("", "programme/", "event.ics"):
        assert client.get(f"/events/{slug}/{page}").status_code == 404


def test_day_of_an_event_over_midnight_is_kept() -> None:
    late = entry(ends_at=datetime(2027, 6, 2, 9, tzinfo=UTC) + timedelta(days=1))

    _first, second = read_twice(calendar([late]))

    assert second.dtend.value - second.dtstart.value == timedelta(days=1)
