"""Events as entries of calendars: the same words in feeds, downloads and mails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from events.calendars import Entry
from events.models import Event
from portal.letters import absolute


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
    lines = [event.venue_name, *event.venue_address.splitlines()]
    where = ", ".join(line.strip().rstrip(",") for line in lines if line.strip())
    return where or (_("Online") if event.online_link else "")


def description(event: Event) -> str:
    """What it is about, and where to read more; with the organiser's notice first."""
    parts = [event.notice, event.theme or event.summary, absolute("events:event", event.slug)]
    return "\n\n".join(part for part in parts if part)
