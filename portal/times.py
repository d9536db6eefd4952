"""The time of day in words: "10am", "3:05pm", "midday", "midnight"."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

LONDON = ZoneInfo("Europe/London")


def time_of_day(local: datetime) -> str:
    """What a clock shows, as people say it: nobody is sure which of 12am and 12pm is which."""
    if local.minute == 0 and local.hour in (0, 12):
        return gettext("midday") if local.hour else gettext("midnight")
    return date_format(local, "TIME_FORMAT")
