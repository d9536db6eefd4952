"""What an organiser should look at before an event is published, and later. Pure.

A warning never stops anybody: there may be a good reason. Moments are aware.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.choices import SlotKind
from portal.names import name_key

SHORT_WINDOW = timedelta(days=7)


@dataclass(frozen=True)
class Session:
    """A workshop: `wanted` counts who has a place there or waits for one; `people` by name."""

    title: str
    room: str = ""
    room_seats: int | None = None
    places: int = 0
    wanted: int = 0
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of the programme; a workshop series with its workshops that are not called off."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    room_seats: int | None = None
    people: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()

    def meets(self, other: "Part") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Plan:
    """An event as it is set up. `tickets` says of each ticket type whom it is for."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    booking_opens_at: datetime
    booking_closes_at: datetime
    changes_until: datetime
    is_for_members: bool
    tickets: tuple[str, ...]
    has_venue: bool
    has_link: bool
    has_access: bool
    parts: tuple[Part, ...]


def warnings(plan: Plan, now: datetime) -> list[str]:
    """Sentences, each a thing to look at; empty when nothing strikes."""
    return [
        *_times(plan, now),
        *_tickets(plan),
        *_place(plan),
        *_programme(plan),
        *_rooms(plan),
        *_clashes(plan.parts),
    ]


def _times(plan: Plan, now: datetime) -> Iterator[str]:
    if plan.starts_at <= now:
        yield _("The event has started already, or is over.")
    if plan.booking_closes_at <= now:
        yield _("Booking has closed already, so nobody can book.")
    elif plan.booking_closes_at - max(plan.booking_opens_at, now) < SHORT_WINDOW:
        yield _("Booking is open for less than a week.")
    if plan.booking_opens_at >= plan.starts_at:
        yield _("Booking opens only when the event has started.")
    elif plan.booking_closes_at > plan.starts_at:
        yield _("Booking is still open when the event has started.")
    if plan.changes_until < plan.booking_opens_at:
        yield _("The last day for changes is before booking opens.")


def _tickets(plan: Plan) -> Iterator[str]:
    if not plan.tickets:
        yield _("There is no ticket type, so nobody can book.")
        return
    if not {"anyone", "members"} & set(plan.tickets):
        yield _("No ticket type is for members of the network.")
    if not plan.is_for_members and not {"anyone", "guests"} & set(plan.tickets):
        yield _("Anyone may book, but no ticket type is for guests.")


def _place(plan: Plan) -> Iterator[str]:
    if not plan.has_venue and not plan.has_link:
        yield _("There is neither a venue nor a link for joining online.")
    if plan.has_venue and not plan.has_access:
        yield _("Nothing is said about getting there and getting in (access).")


def _programme(plan: Plan) -> Iterator[str]:
    if not plan.parts:
        yield _("The programme is empty.")
    for part in plan.parts:
        if part.starts_at < plan.starts_at or part.ends_at > plan.ends_at:
            yield _("“%(part)s” is outside the times of the event.") % {"part": part.title}
        if part.kind == SlotKind.SERIES:
            yield from _series(part, plan.capacity)


def _series(part: Part, capacity: int) -> Iterator[str]:
    names = {"series": part.title, "capacity": capacity}
    if not part.sessions:
        yield _("“%(series)s” has no workshops yet.") % names
        return
    places = sum(session.places for session in part.sessions)
    if places < capacity:
        yield (
            ngettext(
                "“%(series)s” has %(places)d place, and the event %(capacity)d: not everybody "
                "finds a workshop.",
                "“%(series)s” has %(places)d places, and the event %(capacity)d: not everybody "
                "finds a workshop.",
                places,
            )
            % {**names, "places": places}
        )


def _rooms(plan: Plan) -> Iterator[str]:
    for part in plan.parts:
        is_series = part.kind == SlotKind.SERIES
        if not is_series and part.room_seats is not None and part.room_seats < plan.capacity:
            yield _too_small(part.title, part.room, part.room_seats, plan.capacity)
        for session in part.sessions:
            if session.room_seats is not None and session.room_seats < session.places:
                yield _too_small(session.title, session.room, session.room_seats, session.places)
            if session.wanted > session.places:
                yield _(
                    "“%(workshop)s” is wanted by %(wanted)d people and has %(places)d places."
                ) % {
                    "workshop": session.title,
                    "wanted": session.wanted,
                    "places": session.places,
                }


def _too_small(title: str, room: str, seats: int, needed: int) -> str:
    return _("“%(title)s”: the room%(room)s has %(seats)d seats for %(needed)d people.") % {
        "title": title,
        "room": f" “{room}”" if room else "",
        "seats": seats,
        "needed": needed,
    }


@dataclass(frozen=True)
class _Meeting:
    """What happens in one room, by some people, at some time."""

    title: str
    part: Part
    room: str
    people: tuple[str, ...]
    is_whole: bool = False


def _meetings(parts: Iterable[Part]) -> Iterator[_Meeting]:
    for part in parts:
        yield _Meeting(part.title, part, part.room, part.people, is_whole=True)
        for session in part.sessions:
            yield _Meeting(session.title, part, session.room, session.people)


def _clashes(parts: tuple[Part, ...]) -> Iterator[str]:
    """Two things in one room, or one person in two places, at the same time."""
    rooms: dict[str, list[_Meeting]] = defaultdict(list)
    people: dict[str, list[_Meeting]] = defaultdict(list)
    for meeting in _meetings(parts):
        if meeting.room.strip():
            rooms[name_key(meeting.room)].append(meeting)
        for person in dict.fromkeys(meeting.people):
            people[name_key(person)].append(meeting)
    for found in rooms.values():
        for one, other in _at_once(found):
            names = {"room": one.room, "one": one.title, "other": other.title}
            yield _("“%(one)s” and “%(other)s” are in “%(room)s” at the same time.") % names
    for key, found in people.items():
        for one, other in _at_once(found):
            who = next(person for person in one.people if name_key(person) == key)
            names = {"who": who, "one": one.title, "other": other.title}
            yield _("%(who)s is in “%(one)s” and “%(other)s” at the same time.") % names


def _at_once(found: list[_Meeting]) -> Iterator[tuple[_Meeting, _Meeting]]:
    """Pairs at one time. A series and its own workshop are one thing, not two."""
    for one, other in combinations(found, 2):
        is_one = one.part is other.part and (one.is_whole or other.is_whole)
        if one.part.meets(other.part) and not is_one:
            yield one, other
