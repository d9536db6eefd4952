"""Dates and small shapes that several pages show alike (the formats: portal/formats)."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

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
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key) if mapping else None


def _local(day: date | datetime) -> date | datetime:
    return timezone.localtime(day) if isinstance(day, datetime) else day
