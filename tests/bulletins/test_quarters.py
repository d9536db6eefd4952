"""The quarters of a year, and what bulletins of them are called."""

from datetime import date, datetime

import pytest

from bulletins.hours import odd_time
from portal.quarters import Quarter, quarter_of, quarters_of


@pytest.mark.parametrize(
    ("day", "number", "season"),
    [
        (date(2026, 1, 1), 1, "winter"),
        (date(2026, 3, 31), 1, "winter"),
        (date(2026, 4, 1), 2, "spring"),
        (date(2026, 9, 30), 3, "summer"),
        (date(2026, 12, 31), 4, "autumn"),
    ],
)
def test_quarter_of_a_day(day: date, number: int, season: str) -> None:
    quarter = quarter_of(day)

    assert (quarter.year, quarter.number, str(quarter.season)) == (2026, number, season)


def test_quarters_begin_every_three_months() -> None:
    assert [quarter.first_day.month for quarter in quarters_of(2026)] == [1, 4, 7, 10]
    assert Quarter(2025, 4) < Quarter(2026, 1)


@pytest.mark.parametrize(
    ("when", "is_odd"),
    [
        (datetime(2026, 11, 24, 10, 0), False),  # noqa: DTZ001  # a Tuesday, as clocks show it
        (datetime(2026, 11, 24, 6, 59), True),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20, 0), True),  # noqa: DTZ001
        (datetime(2026, 11, 28, 10, 0), True),  # noqa: DTZ001  # a Saturday
    ],
)
def test_odd_times_are_nights_and_weekends(when: datetime, is_odd: bool) -> None:
    assert bool(odd_time(when)) == is_odd
