"""Moving a programme to another date. Pure.

What people see on the clock stays: 10am is 10am next year, whether summer time runs or not.
"""

import re
from datetime import date, datetime, timedelta

from portal.times import LONDON

YEAR = re.compile(r"\b((?:19|20)\d\d)(?:([/–-])(\d\d)\b)?(?!\d)")  # 2026, 2026/27
_WEEKS = timedelta(weeks=52)


def day_of(moment: datetime) -> date:
    """The day of a moment (aware), in London."""
    return moment.astimezone(LONDON).date()


def shifted(moment: datetime, days: int) -> datetime:
    """The same time of day in London, `days` later."""
    local = moment.astimezone(LONDON)
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, local.time(), LONDON)


def next_years(day: date) -> date:
    """About a year later, on the same weekday."""
    return day + _WEEKS


def with_next_year(text: str, day: date) -> str:
    """ "Conference 2026" of an event on `day` is "Conference 2027", "2026/27" is "2027/28".

    The year it names may be beside that of its date: a conference of 2026 in January 2027. Years
    further away mean something else, and stay.
    """
    return YEAR.sub(lambda found: _year_after(found, day.year), text)


def _year_after(found: re.Match[str], near: int) -> str:
    year, between, short = found.groups()
    if abs(int(year) - near) > 1:
        return found[0]
    if short is None:
        return str(int(year) + 1)
    is_pair = int(short) == (int(year) + 1) % 100
    second = f"{(int(year) + 2) % 100:02}" if is_pair else short
    return f"{int(year) + 1}{between}{second}"
