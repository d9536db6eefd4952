"""The calendar entry and the code that delegates are sent, read back by other libraries."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import qrcode
from PIL import Image

from events import check_in_code
from events.actions.delegates import hand_over
from events.actions.notifying import announce_change, cancel_event
from events.actions.orders import Choose, Leave
from events.actions.seating import arrange
from events.models import Event
from portal.mailsink import Message
from tests.conftest import Deliver
from tests.factories.applicants import NOW
from tests.factories.events import book, make_event, make_series, wait_for_seat, workshops_of
from tests.factories.told import address, calendar_in, link_of, subjects, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def to(mails: list[Message], email: str) -> Message:
    (mail,) = [one for one in mails if one.to == (email,)]
    return mail


def summed_up(mail: Message) -> tuple[str, str, int, str]:
    """Method, UID, SEQUENCE and status of the entry in a mail."""
    calendar: Any = calendar_in(mail)
    entry = calendar.vevent
    values = (calendar.method, entry.uid, entry.sequence, entry.status)
    method, uid, sequence, status = (one.value for one in values)
    return method, uid, int(sequence), status


def test_the_entry_has_the_day_and_the_choices_and_no_private_link(deliver: Deliver) -> None:
    event = make_event(
        venue_name="The Hall", venue_address="1 Road,\nTown", online_link="https://v.example.org/x"
    )
    first, _second = workshops_of(make_series(event))
    ada = book(event, first, name="Ada", email="ada@example.org")

    mail = to(tell(deliver), "ada@example.org")

    entry = calendar_in(mail).vevent
    assert entry.summary.value == event.title
    assert entry.location.value == "The Hall, 1 Road, Town"
    assert entry.description.value == "10:30am to 11:30am: Workshop 1.1"
    assert (address(entry.attendee), address(entry.organizer)) == (
        "ada@example.org",
        "coordinator@example.org",
    )
    assert (entry.dtstart.value, entry.dtend.value) == (event.starts_at, event.ends_at)
    (file,) = [one for one in mail.files if one.name.endswith(".ics")]
    assert file.content_type == 'text/calendar; method="REQUEST"; charset="utf-8"'
    text = file.content.decode()
    assert [part for part in ("v.example.org", link_of(ada), "/delegate/") if part in text] == []


def test_a_later_entry_takes_the_place_of_the_earlier_and_a_cancel_takes_it_away(
    deliver: Deliver,
) -> None:
    event = make_event()
    first, second = workshops_of(make_series(event))
    ada = book(event, first, email="ada@example.org")
    mails = [to(tell(deliver), "ada@example.org")]
    arrange(event=event, orders=[Choose(ada.pk, second.pk)], by=None, now=NOW)
    mails += tell(deliver, NOW + HOUR)
    announce_change(event=event, what="We start earlier.", by=None, now=NOW)
    mails += tell(deliver, NOW + 2 * HOUR)
    arrange(event=event, orders=[Leave(ada.pk)], by=None, now=NOW)
    mails += tell(deliver, NOW + 3 * HOUR)

    uid = f"delegate-{ada.pk}@testserver"
    assert [summed_up(mail) for mail in mails] == [
        ("REQUEST", uid, 0, "CONFIRMED"),
        ("REQUEST", uid, 1, "CONFIRMED"),
        ("REQUEST", uid, 2, "CONFIRMED"),
        ("CANCEL", uid, 3, "CANCELLED"),
    ]


def test_a_place_that_changes_hands_leaves_the_old_calendar(deliver: Deliver) -> None:
    event = make_event()
    ada = book(event, name="Ada", email="ada@example.org")
    tell(deliver)
    hand_over(
        delegate=ada, name="Zoë", email="zoe@example.org", seen=ada.revision, by=None, now=NOW
    )
    mails = tell(deliver, NOW + HOUR)
    uid = f"delegate-{ada.pk}@testserver"
    assert summed_up(to(mails, "ada@example.org")) == ("CANCEL", uid, 1, "CANCELLED")
    assert summed_up(to(mails, "zoe@example.org")) == ("REQUEST", uid, 1, "CONFIRMED")


def test_a_cancelled_event_leaves_calendars_but_not_of_who_only_waited(deliver: Deliver) -> None:
    event = make_event(capacity=1)
    ada = book(event, email="ada@example.org")
    waiting = wait_for_seat(event)
    tell(deliver)
    cancel_event(event=event, why="The hall has burnt down.", by=None, now=NOW)
    mails = tell(deliver, NOW + HOUR)
    assert subjects(mails) == sorted(
        [("ada@example.org", "Cancelled"), (waiting.email, "Cancelled")]
    )
    uid = f"delegate-{ada.pk}@testserver"
    assert summed_up(to(mails, "ada@example.org")) == ("CANCEL", uid, 1, "CANCELLED")
    assert to(mails, waiting.email).files == ()


@pytest.mark.parametrize(
    ("starts_at", "offset"),
    [
        (datetime(2027, 3, 27, 10, tzinfo=LONDON), 0),
        (datetime(2027, 3, 28, 10, tzinfo=LONDON), 1),
        (datetime(2027, 10, 30, 10, tzinfo=LONDON), 1),
        (datetime(2027, 10, 31, 10, tzinfo=LONDON), 0),
    ],
)
def test_ten_oclock_is_ten_oclock_on_both_sides_of_a_clock_change(
    deliver: Deliver, starts_at: datetime, offset: int
) -> None:
    event = make_event(starts_at=starts_at)
    book(event, email="ada@example.org")
    mail = to(tell(deliver), "ada@example.org")
    entry = calendar_in(mail).vevent
    start = entry.dtstart.value
    assert (start.hour, start.utcoffset()) == (10, timedelta(hours=offset))
    assert start.astimezone(UTC) == starts_at.astimezone(UTC)
    assert ", 10am to 5pm" in mail.text


def test_names_end_no_entry_and_add_no_property(deliver: Deliver) -> None:
    evil = 'Day\r\nEND:VEVENT\r\nATTACH:http://evil.example.org; "x", \\ y\x0b'
    event = make_event(title=evil, venue_name=evil)
    book(event, name=evil, email="eve@example.org")

    calendar = calendar_in(to(tell(deliver), "eve@example.org"))

    (entry,) = calendar.vevent_list
    assert "attach" not in entry.contents
    assert "END:VEVENT" in entry.summary.value
    assert address(entry.attendee) == "eve@example.org"


def test_the_code_holds_the_reference_and_nothing_else() -> None:
    """The same pattern as another library draws for the reference alone, under one of 8 masks."""
    reference = "RJN-7K4P-2M9Q"
    drawn = dots(check_in_code.as_png(reference))
    assert drawn in [pattern(reference, mask) for mask in range(8)]
    assert drawn not in [pattern("RJN-7K4P-2M9R", mask) for mask in range(8)]


def dots(png: bytes) -> list[list[bool]]:
    """The dark modules of a picture with 6 pixels a module and a border of 4."""
    picture = Image.open(io.BytesIO(png)).convert("1")
    size = picture.width // 6
    return [
        [picture.getpixel((6 * x + 3, 6 * y + 3)) == 0 for x in range(4, size - 4)]
        for y in range(4, size - 4)
    ]


def pattern(text: str, mask: int) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dot) for dot in row] for row in code.get_matrix()]


def test_the_published_event_is_not_named_by_who_comes(deliver: Deliver) -> None:
    event = make_event()
    book(event, name="Ada", email="ada@example.org")
    entry = calendar_in(to(tell(deliver), "ada@example.org")).vevent
    assert entry.url.value == f"http://testserver/events/{Event.objects.get().slug}/"
