"""When something is, in words: "Wednesday 22 November 2023, 10am to 5pm". Pure; in London."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext

from portal.times import LONDON, time_of_day


def in_words(starts_at: datetime, ends_at: datetime) -> str:
    """Day and times of something that lasts; both moments are aware.

    Over more than one day: "Wednesday 22 November 2023, 10am to Thursday 23 November 2023, 4pm".
    """
    start, end = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
    if start.date() == end.date():
        return f"{_day(start)}, {times(starts_at, ends_at)}"
    return gettext("%(start)s to %(end)s") % {
        "start": f"{_day(start)}, {time_of_day(start)}",
        "end": f"{_day(end)}, {time_of_day(end)}",
    }


def times(starts_at: datetime, ends_at: datetime) -> str:
    """ "10am to 11:30am"."""
    return gettext("%(start)s to %(end)s") % {
        "start": time_of_day(starts_at.astimezone(LONDON)),
        "end": time_of_day(ends_at.astimezone(LONDON)),
    }


def day_and_time(at: datetime) -> str:
    """ "Wednesday 22 November 2023, 10am", as deadlines are written."""
    local = at.astimezone(LONDON)
    return f"{_day(local)}, {time_of_day(local)}"


def clock(at: datetime) -> str:
    """ "9:52am"."""
    return time_of_day(at.astimezone(LONDON))


def clock_and_weekday(at: datetime) -> str:
    """ "9:52am on Thursday"."""
    day = date_format(at.astimezone(LONDON), "l")
    return gettext("%(time)s on %(day)s") % {"time": clock(at), "day": day}


def _day(local: datetime) -> str:
    return date_format(local, "l j F Y")
