"""When a forum is, in words, in London: "Wednesday 22 November 2023, 10am to 1pm"."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from portal.times import time_of_day


def when(starts_at: datetime, ends_at: datetime) -> str:
    """Day and times; both moments are aware, and of one day."""
    day = date_format(timezone.localtime(starts_at), "l j F Y")
    return f"{day}, {times(starts_at, ends_at)}"


def times(starts_at: datetime, ends_at: datetime) -> str:
    """ "10am to 11:30am"."""
    return gettext("%(start)s to %(end)s") % {
        "start": time_of_day(timezone.localtime(starts_at)),
        "end": time_of_day(timezone.localtime(ends_at)),
    }
