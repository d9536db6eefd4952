"""A delegate's own way through the day: what they chose, wait for, and are offered, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from events.models import Place, Workshop
from portal.letters import one_line


@dataclass(frozen=True)
class Part:
    """One workshop of somebody's day."""

    time: str
    title: str
    room: str

    def __str__(self) -> str:
        room = f" ({self.room})" if self.room else ""
        return f"{self.time}: {self.title}{room}"


def part_of(workshop: Workshop) -> Part:
    """The workshop as it is listed; reads its `series`. The series' room stands in for its own."""
    series = workshop.series
    return Part(
        time=hours(series.starts_at, series.ends_at),
        title=one_line(str(workshop)),
        room=one_line(workshop.room or series.room),
    )


def chosen(places: Iterable[Place]) -> list[Part]:
    """What somebody has for certain, in the order of the day. Reads workshops and their series."""
    return [
        part_of(place.workshop)
        for place in sorted(places, key=lambda place: place.workshop.series.starts_at)
        if place.state == Place.State.CONFIRMED
    ]


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """ "10am to 5pm", in London."""
    start, end = (time_format(timezone.localtime(at), "TIME_FORMAT") for at in (starts_at, ends_at))
    return gettext("%(start)s to %(end)s") % {"start": start, "end": end}


def when(starts_at: datetime, ends_at: datetime) -> str:
    """ "Wednesday 22 November 2023, 10am to 5pm", in London; both days if it runs over several."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if first.date() == last.date():
        return f"{date_format(first, 'l j F Y')}, {hours(starts_at, ends_at)}"
    between = {"start": in_words(starts_at), "end": in_words(ends_at)}
    return gettext("%(start)s to %(end)s") % between


def in_words(at: datetime) -> str:
    """ "Tuesday 3 November 2026, 8pm", in London."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'l j F Y')}, {time_format(local, 'TIME_FORMAT')}"
