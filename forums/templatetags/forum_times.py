"""How pages of forums write days and times."""

from typing import Any

from django import template

from forums import times_in_words

register = template.Library()


@register.filter
def when(thing: Any) -> str:
    """ "Wednesday 22 November 2023, 10am to 1pm", of what has `starts_at` and `ends_at`."""
    return times_in_words.when(thing.starts_at, thing.ends_at)


@register.filter
def times(thing: Any) -> str:
    """ "10am to 11:30am", of what has `starts_at` and `ends_at`."""
    return times_in_words.times(thing.starts_at, thing.ends_at)
