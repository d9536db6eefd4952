"""Dates and small shapes that several pages show alike (the formats: portal/formats)."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from portal import when as words
from portal.times import time_of_day

register = template.Library()


@register.filter
def long_date(day: date | datetime | None) -> str:
    """ "Wednesday 22 November 2023", in London."""
    if day is None:
        return ""
    return date_format(_local(day), "l j F Y")


@register.filter
def short_date(day: date | datetime | None) -> str:
    """ "22 November 2023", in London."""
    if day is None:
        return ""
    return date_format(_local(day), "DATE_FORMAT")


@register.filter
def moment(at: datetime | None) -> str:
    """ "22 November 2023, 10:42am", in London; "10am" at the full hour."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')}, {time_of_day(local)}"


@register.filter
def clock(at: datetime) -> str:
    """ "10:42am" or "midday", in London."""
    return time_of_day(timezone.localtime(at))


@register.filter
def when(thing: Any) -> str:
    """ "Wednesday 22 November 2023, 10am to 5pm", of what has `starts_at` and `ends_at`."""
    return words.in_words(thing.starts_at, thing.ends_at)


@register.filter
def times(thing: Any) -> str:
    """ "10am to 11:30am", of what has `starts_at` and `ends_at`."""
    return words.times(thing.starts_at, thing.ends_at)


@register.filter
def day_and_time(at: datetime | None) -> str:
    """ "Wednesday 22 November 2023, 10am": the last moment of something."""
    return words.day_and_time(at) if at else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key) if mapping else None


def _local(day: date | datetime) -> date | datetime:
    return timezone.localtime(day) if isinstance(day, datetime) else day
