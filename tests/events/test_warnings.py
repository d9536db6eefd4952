"""What an organiser is warned of: a table of plans, each a sound one with one thing changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.warnings import Part, Plan, Session, warnings

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
STARTS = datetime(2026, 12, 2, 10, tzinfo=UTC)


def at(hour: float) -> datetime:
    return STARTS + timedelta(hours=hour - 10)


SERIES = Part(
    "Series 1",
    "series",
    at(11),
    at(12),
    sessions=(
        Session("Courts", "Blue Room", 60, 50, 50, ("Amara Example",)),
        Session("Prisons", "Red Room", 60, 50, 20, ("Kofi Example",)),
    ),
)
PANEL = Part("Panel", "panel", at(10), at(11), "Great Hall", 120, ("Amara Example",))
SOUND = Plan(
    starts_at=STARTS,
    ends_at=at(17),
    capacity=100,
    booking_opens_at=NOW - DAY,
    booking_closes_at=STARTS - DAY,
    changes_until=STARTS - 2 * DAY,
    is_for_members=False,
    tickets=("anyone",),
    has_venue=True,
    has_link=False,
    has_access=True,
    parts=(PANEL, SERIES),
)


def with_session(**changes: Any) -> tuple[Part, ...]:
    first, second = SERIES.sessions
    return (PANEL, replace(SERIES, sessions=(replace(first, **changes), second)))


def test_sound_plan_warns_of_nothing() -> None:
    assert warnings(SOUND, NOW) == []


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"starts_at": NOW, "changes_until": NOW, "booking_closes_at": NOW + 9 * DAY},
     ["The event has started already, or is over.",
      "Booking is still open when the event has started."]),
    ({"booking_closes_at": NOW}, ["Booking has closed already, so nobody can book."]),
    ({"booking_closes_at": NOW + 6 * DAY}, ["Booking is open for less than a week."]),
    ({"booking_opens_at": STARTS, "booking_closes_at": at(16), "changes_until": STARTS},
     ["Booking is open for less than a week.", "Booking opens only when the event has started."]),
    ({"booking_closes_at": at(11)}, ["Booking is still open when the event has started."]),
    ({"changes_until": NOW - 2 * DAY}, ["The last day for changes is before booking opens."]),
    ({"tickets": ()}, ["There is no ticket type, so nobody can book."]),
    ({"tickets": ("guests",)}, ["No ticket type is for members of the network."]),
    ({"tickets": ("members",)}, ["Anyone may book, but no ticket type is for guests."]),
    ({"tickets": ("members",), "is_for_members": True}, []),
    ({"has_venue": False, "has_access": False},
     ["There is neither a venue nor a link for joining online."]),
    ({"has_venue": False, "has_access": False, "has_link": True}, []),
    ({"has_access": False}, ["Nothing is said about getting there and getting in (access)."]),
    ({"parts": ()}, ["The programme is empty."]),
    ({"ends_at": at(11.5)}, ["“Series 1” is outside the times of the event."]),
    ({"capacity": 101},
     ["“Series 1” has 100 places, and the event 101: not everybody finds a workshop."]),
    ({"parts": (PANEL, replace(SERIES, sessions=()))}, ["“Series 1” has no workshops yet."]),
    ({"parts": (replace(PANEL, room_seats=99), SERIES)},
     ["“Panel”: the room “Great Hall” has 99 seats for 100 people."]),
    ({"parts": with_session(room_seats=49)},
     ["“Courts”: the room “Blue Room” has 49 seats for 50 people."]),
    ({"parts": with_session(wanted=51)},
     ["“Courts” is wanted by 51 people and has 50 places."]),
    ({"parts": with_session(room="red  room")},
     ["“Courts” and “Prisons” are in “red  room” at the same time."]),
    ({"parts": with_session(room="")}, []),
    ({"parts": with_session(people=("Kofi Example",))},
     ["Kofi Example is in “Courts” and “Prisons” at the same time."]),
    ({"parts": (replace(PANEL, ends_at=at(11.25)), SERIES)},
     ["Amara Example is in “Panel” and “Courts” at the same time."]),
    ({"parts": (PANEL, replace(SERIES, people=("Amara Example",)))}, []),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_each_oddity_is_named(changes: dict[str, Any], expected: list[str]) -> None:
    assert warnings(replace(SOUND, **changes), NOW) == expected


def test_a_series_may_end_exactly_when_the_next_part_begins() -> None:
    after = Part("Lunch", "lunch", at(12), at(13), "Blue Room")

    assert warnings(replace(SOUND, parts=(*SOUND.parts, after)), NOW) == []
