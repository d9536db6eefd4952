"""Counting in somebody's working days. Pure: dates in, dates and numbers out."""

from collections.abc import Collection
from datetime import date, timedelta


def add_working_days(start: date, count: int, weekdays: Collection[int]) -> date:
    """The `count`-th working day after `start`; `weekdays` as in `date.weekday()`, not empty."""
    if not weekdays:
        raise ValueError("at least one working day is needed")
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() in weekdays
    return day


def working_days_between(start: date, end: date, weekdays: Collection[int]) -> int:
    """How many working days lie after `start` up to and including `end`; 0 if `end` is earlier."""
    if end <= start:
        return 0
    days = (end - start).days
    full_weeks, rest = divmod(days, 7)
    last = [(start + timedelta(days=full_weeks * 7 + n)).weekday() for n in range(1, rest + 1)]
    return full_weeks * len(set(weekdays)) + sum(day in weekdays for day in last)


def last_day_past(promised: int, today: date, weekdays: Collection[int]) -> date:
    """The last day from which more than `promised` working days have gone by on `today`."""
    if not weekdays:
        raise ValueError("at least one working day is needed")
    day, gone = today, 0
    while gone <= promised:
        gone += day.weekday() in weekdays
        day -= timedelta(days=1)
    return day
