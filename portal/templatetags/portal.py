"""Dates, times and small shapes that several pages show alike."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def clock(at: datetime | None) -> str:
    """A time of day as people say it: "10am", "5.30pm"."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    hour = local.hour % 12 or 12
    minutes = f".{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


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
    return date_format(_local(day), "j F Y")


@register.filter
def moment(at: datetime | None) -> str:
    """ "22 November 2023 at 10.42am", in London."""
    return f"{short_date(at)} at {clock(at)}" if at else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key) if mapping else None


def _local(day: date | datetime) -> date | datetime:
    return timezone.localtime(day) if isinstance(day, datetime) else day
