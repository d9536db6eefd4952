"""Working days: counted in somebody's own week."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.working_days import add_working_days, last_day_past, working_days_between

FRIDAY = date(2026, 3, 6)
MONDAY_TO_FRIDAY = range(5)
TUESDAY_AND_THURSDAY = {1, 3}
WEEKS = st.sets(st.integers(0, 6), min_size=1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("count", "weekdays", "expected"),
    [
        (0, MONDAY_TO_FRIDAY, FRIDAY),
        (1, MONDAY_TO_FRIDAY, date(2026, 3, 9)),
        (5, MONDAY_TO_FRIDAY, date(2026, 3, 13)),
        (10, MONDAY_TO_FRIDAY, date(2026, 3, 20)),
        (1, TUESDAY_AND_THURSDAY, date(2026, 3, 10)),
        (10, TUESDAY_AND_THURSDAY, date(2026, 4, 9)),
        (1, {4}, date(2026, 3, 13)),
    ],
)
def test_days_are_added_after_the_start(
    count: int, weekdays: range | set[int], expected: date
) -> None:
    assert add_working_days(FRIDAY, count, weekdays) == expected


def test_nobody_works_on_no_day() -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        add_working_days(FRIDAY, 1, [])


@pytest.mark.parametrize(
    ("end", "weekdays", "expected"),
    [
        (FRIDAY, MONDAY_TO_FRIDAY, 0),
        (FRIDAY - timedelta(days=9), MONDAY_TO_FRIDAY, 0),
        (date(2026, 3, 8), MONDAY_TO_FRIDAY, 0),
        (date(2026, 3, 9), MONDAY_TO_FRIDAY, 1),
        (date(2026, 3, 20), MONDAY_TO_FRIDAY, 10),
        (date(2026, 3, 20), TUESDAY_AND_THURSDAY, 4),
        (date(2026, 3, 20), [], 0),
    ],
)
def test_days_are_counted_after_the_start_up_to_the_end(
    end: date, weekdays: range | set[int] | list[int], expected: int
) -> None:
    assert working_days_between(FRIDAY, end, weekdays) == expected


@given(start=DAYS, length=st.integers(0, 60), weekdays=WEEKS)
def test_counting_is_looking_at_each_day(start: date, length: int, weekdays: set[int]) -> None:
    days = [start + timedelta(days=number) for number in range(1, length + 1)]
    expected = sum(day.weekday() in weekdays for day in days)
    assert working_days_between(start, start + timedelta(days=length), weekdays) == expected


@given(start=DAYS, count=st.integers(1, 40), weekdays=WEEKS)
def test_adding_and_counting_agree(start: date, count: int, weekdays: set[int]) -> None:
    end = add_working_days(start, count, weekdays)
    assert end.weekday() in weekdays
    assert working_days_between(start, end, weekdays) == count


@given(today=DAYS, promised=st.integers(0, 40), weekdays=WEEKS)
def test_last_day_past_is_late_and_the_day_after_it_is_not(
    today: date, promised: int, weekdays: set[int]
) -> None:
    day = last_day_past(promised, today, weekdays)
    assert working_days_between(day, today, weekdays) == promised + 1
    assert working_days_between(day + timedelta(days=1), today, weekdays) == promised
