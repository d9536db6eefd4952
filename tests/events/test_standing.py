"""How booking an event stands, at every moment of its life."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from events.choices import Audience
from events.models import Event
from events.standing import Stand, Taken, standing
from tests.factories.applicants import NOW

STARTS = NOW + timedelta(days=40)
NOBODY = Taken(0, 0)


def event(**fields: Any) -> Event:
    values: dict[str, Any] = {
        "title": "Conference",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=7),
        "capacity": 20,
        "booking_opens_at": NOW,
        "booking_closes_at": STARTS - timedelta(days=1),
        "changes_until": STARTS - timedelta(days=2),
        "state": Event.State.PUBLISHED,
    }
    return Event(**values | fields)


@pytest.mark.parametrize(
    ("at", "stand", "word", "sentence"),
    [
        (
            NOW - timedelta(seconds=1),
            Stand.NOT_YET,
            "Booking opens 5 October",
            "Booking opens on Monday 5 October 2026, 10:30am.",
        ),
        (
            NOW,
            Stand.OPEN,
            "Booking open",
            "Booking is open until Friday 13 November 2026, 9:30am.",
        ),
        (
            STARTS - timedelta(days=1),
            Stand.CLOSED,
            "Booking closed",
            "Booking closed on Friday 13 November 2026, 9:30am.",
        ),
        (STARTS, Stand.CLOSED, "On now", "Booking closed on Friday 13 November 2026, 9:30am."),
        (STARTS + timedelta(hours=7), Stand.OVER, "This event is over", ""),
    ],
)
def test_the_clock_moves_an_event_on(at: datetime, stand: Stand, word: str, sentence: str) -> None:
    now = standing(event(), NOBODY, at)

    assert (now.stand, now.word, now.sentence) == (stand, word, sentence)
    assert bool(now.button) == (stand == Stand.OPEN)


@pytest.mark.parametrize(
    ("state", "stand"),
    [(Event.State.DRAFT, Stand.DRAFT), (Event.State.CANCELLED, Stand.CANCELLED)],
)
def test_drafts_and_cancelled_events_take_nobody(state: str, stand: Stand) -> None:
    now = standing(event(state=state), NOBODY, NOW)

    assert (now.stand, now.button, now.places) == (stand, "", "")


@pytest.mark.parametrize(
    ("taken", "places", "word", "button"),
    [
        (0, "20 places left", "Booking open", "Book places"),
        (15, "5 places left", "5 places left", "Book places"),
        (19, "1 place left", "1 place left", "Book places"),
        (20, "", "Full: join the waiting list", "Join the waiting list"),
        (21, "", "Full: join the waiting list", "Join the waiting list"),
    ],
)
def test_places_left(taken: int, places: str, word: str, button: str) -> None:
    now = standing(event(), Taken(taken, taken), NOW)

    assert (now.places, now.word, now.button) == (places, word, button)


@pytest.mark.parametrize(
    ("taken", "fields", "places"),
    [
        (Taken(0, 0), {}, "20 places left, 5 kept for members until 1 November 2026"),
        (Taken(10, 10), {}, "10 places left, 5 kept for members until 1 November 2026"),
        (Taken(10, 8), {}, "10 places left, 3 kept for members until 1 November 2026"),
        (Taken(10, 0), {}, "10 places left"),
        (
            Taken(15, 15),
            {},
            "5 places left, for members of the network; guests can join the waiting list "
            "until 1 November 2026",
        ),
        (Taken(0, 0), {"reserved_until": NOW}, "20 places left"),
        (Taken(0, 0), {"reserved_until": None}, "20 places left, 5 kept for members"),
        (Taken(0, 0), {"audience": Audience.MEMBERS}, "20 places left"),
    ],
)
def test_places_kept_for_members(taken: Taken, fields: dict[str, Any], places: str) -> None:
    until = datetime(2026, 11, 1, 12, tzinfo=NOW.tzinfo)
    kept = {"reserved_for_members": 5, "reserved_until": until}

    assert standing(event(**kept | fields), taken, NOW).places == places
