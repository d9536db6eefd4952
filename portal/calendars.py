"""Calendar files (iCalendar, RFC 5545) built from what is handed in. Pure.

Times are written in Europe/London with that zone's rules beside them, so that an entry keeps its
hour over the change of the clocks. Nothing in a text can end an entry: line breaks are escaped
and control characters dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)

from portal.times import LONDON

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Race and Justice Network//Portal//EN"
REFRESH = timedelta(hours=6)  # how often a subscribed calendar should ask again


@dataclass(frozen=True)
class Party:
    """Who invites, or who is invited."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One entry. `uid` never changes; `sequence` rises with every change; moments are aware.

    `stamp` is when this state of it was made. `organiser` and `attendee` go into what is mailed
    to one person, never into public files.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False
    organiser: Party | None = None
    attendee: Party | None = None


def calendar(entries: Iterable[Entry], *, name: str = "", method: str = "") -> bytes:
    """The file, with CRLF and folded lines.

    `name` titles a feed; `method` is "REQUEST" or "CANCEL" for what goes out by mail (RFC 5546),
    and empty for feeds and downloads.
    """
    built = Calendar()
    built.add("prodid", PRODUCT)
    built.add("version", "2.0")
    built.add("calscale", "GREGORIAN")
    if method:
        built.add("method", method)
    if name:
        _name(built, name)
    built.add_component(_london())
    for entry in entries:
        built.add_component(_event(entry))
    return bytes(built.to_ical())


def _name(built: Calendar, name: str) -> None:
    """A feed's title and rhythm, by RFC 7986 and in the older words that Outlook and Apple read."""
    for key in ("name", "x-wr-calname"):
        built.add(key, vText(_line(name)))
    built.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    built.add("x-published-ttl", "PT6H")


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.starts_at.astimezone(LONDON))
    event.add("dtend", entry.ends_at.astimezone(LONDON))
    event.add("summary", clean(entry.title))
    event.add("status", _status(entry))
    for key, text in {"description": entry.description, "location": entry.location}.items():
        if text:
            event.add(key, clean(text))
    if entry.url:
        event.add("url", entry.url)
    for key, party in {"organizer": entry.organiser, "attendee": entry.attendee}.items():
        if party:
            event.add(key, _address(party))
    if entry.attendee:
        event["attendee"].params |= _coming(entry)
    return event


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def _coming(entry: Entry) -> dict[str, str]:
    """They have booked already: calendar programs need not ask them whether they come."""
    part = "DECLINED" if entry.is_cancelled else "ACCEPTED"
    return {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": part, "RSVP": "FALSE"}


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{_line(party.email)}")
    if party.name:
        address.params["CN"] = _line(party.name)
    return address


def clean(text: str) -> str:
    """Text without control characters; line breaks of every kind become a plain one."""
    lines = "\n".join(text.splitlines())
    return "".join(sign for sign in lines if sign in "\n\t" or category(sign) != "Cc")


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _london() -> Timezone:
    """The rules of Europe/London since 1996: the last Sundays of March and October, 01:00 UTC."""
    zone = Timezone()
    zone.add("tzid", str(LONDON))
    for kind, start, month, name, before, after in (
        (TimezoneDaylight, datetime(1996, 3, 31, 1), 3, "BST", 0, 1),  # noqa: DTZ001  # RFC 5545
        (TimezoneStandard, datetime(1996, 10, 27, 2), 10, "GMT", 1, 0),  # noqa: DTZ001  # wants local times here
    ):
        rules = kind()
        rules.add("dtstart", start)
        rules.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        rules.add("tzname", name)
        rules.add("tzoffsetfrom", timedelta(hours=before))
        rules.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(rules)
    return zone
