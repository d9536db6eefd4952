from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events.waking import add_waking_hours, offer_ends

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-02 10:00", 3, "2026-11-02 13:00"),
        ("2026-11-02 18:00", 3, "2026-11-03 09:00"),
        ("2026-11-02 23:30", 3, "2026-11-03 11:00"),
        ("2026-11-02 05:00", 3, "2026-11-02 11:00"),
        ("2026-11-02 17:00", 3, "2026-11-02 20:00"),
        ("2026-11-02 10:00", 24, "2026-11-04 10:00"),
        ("2026-03-28 19:00", 2, "2026-03-29 09:00"),  # the clocks go forward that night
        ("2026-10-24 19:00", 2, "2026-10-25 09:00"),  # and back
    ],
)
def test_nights_do_not_count(start: str, hours: int, end: str) -> None:
    assert add_waking_hours(at(start), hours) == at(end)


@pytest.mark.parametrize(
    ("now", "starts", "ends"),
    [
        ("2026-11-02 10:00", "2026-12-01 10:00", "2026-11-04 10:00"),
        ("2026-11-02 10:00", "2026-11-08 10:00", "2026-11-03 10:00"),
        ("2026-11-02 10:00", "2026-11-03 10:00", "2026-11-02 13:00"),
        ("2026-11-02 19:00", "2026-11-03 09:30", "2026-11-03 08:30"),
        ("2026-11-02 09:00", "2026-11-02 11:00", "2026-11-02 10:00"),
        ("2026-11-02 10:00", "2026-11-02 11:00", None),
        ("2026-11-02 10:00", "2026-11-02 09:00", None),
    ],
)
def test_offers_grow_shorter_and_end_in_time(now: str, starts: str, ends: str | None) -> None:
    assert offer_ends(at(now), at(starts)) == (at(ends) if ends else None)
