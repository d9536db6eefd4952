"""The certificate of attendance: only for who was ticked in at the door, once the day is over."""

from datetime import datetime

from django.utils.translation import gettext as _

from events.itinerary import chosen
from events.models import CheckIn, Delegate, Event
from events.papers.builder import build
from portal.letters import one_line
from portal.when import in_words


def is_due(delegate: Delegate, now: datetime) -> bool:
    """Whether there is a certificate for them. Reads their `event`."""
    event = delegate.event
    if event.state != Event.State.PUBLISHED or not event.is_over(now):
        return False
    return CheckIn.objects.filter(delegate=delegate).exists()


def certificate(delegate: Delegate) -> bytes:
    """The certificate of somebody for whom it `is_due`, with the workshops they had places in."""
    event = delegate.event
    places = delegate.places.select_related("workshop__series").order_by("pk")
    parts = [f"{part.time}: {part.title}" for part in chosen(places)]
    return build(
        "certificate",
        {
            "title": _("Certificate of attendance"),
            "says": _("This is to say that"),
            "name": one_line(delegate.name),
            "came": _("took part in"),
            "event": str(event),
            "theme": event.theme,
            "day": in_words(event.starts_at, event.ends_at),
            "venue": one_line(event.venue_name),
            "chose": _("and had chosen these workshops:"),
            "parts": parts,
            "by": _("Race and Justice Network"),
            "reference": _("Reference %(reference)s") % {"reference": delegate.reference},
        },
    )
