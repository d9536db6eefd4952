"""How things stand with booking an event, in words. Asks nothing of the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.choices import Audience
from events.models import Event
from events.places_left import FEW, places_left
from portal.times import LONDON
from portal.when import day_and_time


class Stand(StrEnum):
    DRAFT = "draft"
    CANCELLED = "cancelled"
    OVER = "over"
    NOT_YET = "not-yet"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True)
class Taken:
    """Places at the event that are booked or offered: all of them, and those of guests."""

    everybody: int
    guests: int


@dataclass(frozen=True)
class Standing:
    """`word` and `tone` make the tag; `button` is empty when nothing can be booked now."""

    stand: Stand
    word: str
    tone: str
    sentence: str = ""
    places: str = ""
    button: str = ""


def standing(event: Event, taken: Taken, now: datetime) -> Standing:
    """What a visitor is told at `now`."""
    if event.state == Event.State.DRAFT:
        return Standing(Stand.DRAFT, _("Draft"), "info")
    if event.state == Event.State.CANCELLED:
        return Standing(Stand.CANCELLED, _("Cancelled"), "bad", _("This event is cancelled."))
    if event.is_over(now):
        return Standing(Stand.OVER, _("This event is over"), "neutral")
    if now < event.booking_opens_at:
        return _not_yet(event)
    if event.takes_bookings(now):
        return _open(event, taken, now)
    return _closed(event, now)


def _not_yet(event: Event) -> Standing:
    opens = event.booking_opens_at
    return Standing(
        Stand.NOT_YET,
        _("Booking opens %(day)s") % {"day": date_format(opens.astimezone(LONDON), "j F")},
        "info",
        _("Booking opens on %(day)s.") % {"day": day_and_time(opens)},
    )


def _closed(event: Event, now: datetime) -> Standing:
    closed = _("Booking closed on %(day)s.") % {"day": day_and_time(event.booking_closes_at)}
    if event.has_started(now):
        return Standing(Stand.CLOSED, _("On now"), "good", closed)
    return Standing(Stand.CLOSED, _("Booking closed"), "neutral", closed)


def _open(event: Event, taken: Taken, now: datetime) -> Standing:
    left = event.capacity - taken.everybody
    until = {"day": day_and_time(event.booking_closes_at)}
    if left <= 0:
        return Standing(
            Stand.FULL,
            _("Full: join the waiting list"),
            "bad",
            _(
                "All places are taken. You can join the waiting list until %(day)s: a place that "
                "comes free is offered to whoever has waited longest."
            )
            % until,
            button=_("Join the waiting list"),
        )
    places = _places(event, left, taken, now)
    return Standing(
        Stand.OPEN,
        places_left(left) if left <= FEW else _("Booking open"),
        "wait" if left <= FEW else "good",
        _("Booking is open until %(day)s.") % until,
        places,
        _("Book places"),
    )


def _places(event: Event, left: int, taken: Taken, now: datetime) -> str:
    """ "14 places left, 5 of them kept for members until 3 March 2027"."""
    open_to_guests = event.places_for(is_member=False, now=now) - taken.guests
    kept = left - max(min(left, open_to_guests), 0)
    if event.audience == Audience.MEMBERS or not kept:
        return places_left(left)
    if kept == left:
        said = ngettext(
            "%(left)s place left, for a member of the network",
            "%(left)s places left, for members of the network",
            left,
        ) % {"left": left}
        return said + _("; guests can join the waiting list") + _until(event)
    return (
        f"{places_left(left)}, " + _("%(kept)s kept for members") % {"kept": kept} + _until(event)
    )


def _until(event: Event) -> str:
    if event.reserved_until is None:
        return ""
    day = date_format(event.reserved_until.astimezone(LONDON), "DATE_FORMAT")
    return " " + _("until %(day)s") % {"day": day}
