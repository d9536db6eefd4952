"""A delegate's own way through the day: what they chose, in words and as a calendar entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from events.entries import location, uid
from events.models import Delegate, Event, Place, Workshop
from portal.calendars import Entry, Party
from portal.letters import absolute, one_line
from portal.models import SiteSettings
from portal.when import times


@dataclass(frozen=True)
class Part:
    """One workshop of somebody's day."""

    time: str
    title: str
    room: str

    def __str__(self) -> str:
        """ "11am to midday: Healing and justice (Room 2)"."""
        return f"{self.time}: {self.title}" + (f" ({self.room})" if self.room else "")


def part_of(workshop: Workshop) -> Part:
    """A workshop with its series' time, and the series' room where it has none of its own."""
    series = workshop.series
    return Part(
        time=times(series.starts_at, series.ends_at),
        title=one_line(str(workshop)),
        room=one_line(workshop.room or series.room),
    )


def chosen(places: Iterable[Place]) -> list[Part]:
    """What somebody has for certain, in the order of the day. Reads workshops and their series."""
    certain = [place.workshop for place in places if place.state == Place.State.CONFIRMED]
    return [part_of(one) for one in sorted(certain, key=lambda one: one.series.starts_at)]


def own_entry(
    delegate: Delegate, parts: Sequence[Part], *, is_for_other: bool, now: datetime
) -> Entry:
    """The delegate's entry: one UID always, their `revision` as SEQUENCE, no personal link.

    With `is_for_other` it names them. A place that is waited for or offered is tentative.
    Reads their `event`.
    """
    event, state = delegate.event, Delegate.State
    title = f"{event} ({one_line(delegate.name)})" if is_for_other else str(event)
    if event.state == Event.State.CANCELLED:
        title = _("Cancelled: %(title)s") % {"title": title}
    elif delegate.state == state.WAITING:
        title = _("Waiting list: %(title)s") % {"title": title}
    elif delegate.state == state.OFFERED:
        title = _("Place offered: %(title)s") % {"title": title}
    return Entry(
        uid=uid("delegate", delegate.pk),
        sequence=delegate.revision,
        stamp=now,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=title,
        description="\n".join(map(str, parts)),
        location=location(event),
        url=absolute("events:event", event.slug),
        is_cancelled=event.state == Event.State.CANCELLED or not delegate.is_live,
        is_tentative=delegate.state in {state.WAITING, state.OFFERED},
    )


def organiser() -> Party:
    """Who answers when somebody answers a calendar entry."""
    return Party(settings.SITE_NAME, SiteSettings.current().coordinator_email)
