"""Moving a programme to another date. Pure.

What people see on the clock stays: 10am is 10am next year, whether summer time runs or not.
"""

import re
from datetime import date, datetime, timedelta

from events.waking import LONDON

YEAR = re.compile(r"\b(19|20)\d\d\b")
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


def with_next_year(text: str, days: int, day: date) -> str:
    """`text` with the year of `day` in it replaced by the year `days` later; else unchanged."""
    old, new = str(day.year), str((day + timedelta(days=days)).year)
    return YEAR.sub(lambda found: new if found[0] == old else found[0], text)
