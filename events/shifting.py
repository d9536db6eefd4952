"""Moving a programme to another date. Pure.

What people see on the clock stays: 10am is 10am next year, whether summer time runs or not.
"""

import re
from datetime import date, datetime, timedelta

from events.waking import LONDON

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


def with_next_year(text: str) -> str:
    """ "Conference 2026" is "Conference 2027", "2026/27" is "2027/28"; else unchanged.

    The years it names need not be that of its date: a conference of 2026 may be in January 2027.
    """
    return YEAR.sub(_year_after, text)


def _year_after(found: re.Match[str]) -> str:
    year, between, short = found.groups()
    if short is None:
        return str(int(year) + 1)
    is_pair = int(short) == (int(year) + 1) % 100
    second = f"{(int(year) + 2) % 100:02}" if is_pair else short
    return f"{int(year) + 1}{between}{second}"
