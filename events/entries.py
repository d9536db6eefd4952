"""Events as entries of calendars: the same words in feeds, downloads and mails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from events.models import Event
from portal.calendars import Entry
from portal.letters import absolute, one_line


def event_entry(event: Event) -> Entry:
    """An announced event as everybody may see it: never with its link for joining online."""
    stamp = event.cancelled_at or event.published_at
    if stamp is None:
        raise ValueError("a draft is in no calendar")
    is_cancelled = event.state == Event.State.CANCELLED
    return Entry(
        uid=uid("event", event.pk),
        sequence=event.revision,
        stamp=stamp,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=_("Cancelled: %(title)s") % {"title": event} if is_cancelled else event.title,
        description=description(event),
        location=location(event),
        url=absolute("events:event", event.slug),
        is_cancelled=is_cancelled,
    )


def uid(kind: str, number: int) -> str:
    """An identifier that stays the same however often a thing changes: "event-7@portal.example"."""
    return f"{kind}-{number}@{urlsplit(settings.BASE_URL).hostname}"


def location(event: Event) -> str:
    """Where it is, on one line."""
    return venue(event) or (_("Online") if event.online_link else "")


def venue(event: Event) -> str:
    """Name and address on one line; what stands in both ("Example Hall, Wheatsheaf Yard") once."""
    lines = [event.venue_name, *event.venue_address.splitlines()]
    parts: dict[str, str] = {}
    for part in (one_line(part) for line in lines for part in line.split(",")):
        parts.setdefault(part.casefold(), part)
    return ", ".join(filter(None, parts.values()))


def description(event: Event) -> str:
    """What it is about, and where to read more; with the organiser's notice first."""
    parts = [event.notice, event.theme or event.summary, absolute("events:event", event.slug)]
    return "\n\n".join(part for part in parts if part)
