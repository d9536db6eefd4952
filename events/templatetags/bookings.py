"""Amounts, deadlines and times, as all pages of events write them."""

from datetime import datetime
from typing import Any

from django import template

from events.money import pounds
from portal import when

register = template.Library()
register.filter("pounds", pounds)
register.filter("clock", when.clock)


@register.filter
def until(at: datetime | None) -> str:
    """ "Friday 9 October 2026, 10am": a moment, such as the last one of something."""
    return when.day_and_time(at) if at else ""


@register.filter
def days(one: Any) -> str:
    """ "Wednesday 22 November 2023, 10am to 5pm", of what has `starts_at` and `ends_at`."""
    return when.in_words(one.starts_at, one.ends_at)


@register.filter
def hours(one: Any) -> str:
    """ "10am to 11:30am", of what has `starts_at` and `ends_at`."""
    return when.times(one.starts_at, one.ends_at)
