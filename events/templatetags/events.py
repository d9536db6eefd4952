"""How event pages write times and amounts."""

from datetime import datetime
from typing import Any

from django import template

from events import money
from events import when as words

register = template.Library()
register.filter("pounds", money.pounds)


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
