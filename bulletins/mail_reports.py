"""What mail providers report of a message, told apart by what follows from it.

Pure: no database, no request, no settings. Events come in the shape that django-anymail gives
them. Opening and clicking are not looked at: nobody is tracked.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from anymail.signals import EventType, RejectReason
from django.db import models
from django.utils.translation import gettext_lazy as _


class Fate(models.TextChoices):
    """What became of a message; the values are kept."""

    ARRIVED = "arrived", _("Arrived")
    LATER = "later", _("Delayed, tried again")
    CAME_BACK = "came-back", _("Came back, for now")
    DEAD = "dead", _("Came back: the address does not work")
    COMPLAINED = "complained", _("Marked as unwanted")
    LEFT = "left", _("Left by the provider’s own link")


CAME_BACK = frozenset({Fate.CAME_BACK, Fate.DEAD})
_PLAIN = {
    EventType.DELIVERED: Fate.ARRIVED,
    EventType.DEFERRED: Fate.LATER,
    EventType.COMPLAINED: Fate.COMPLAINED,
    EventType.UNSUBSCRIBED: Fate.LEFT,
}
_REFUSED = frozenset({EventType.BOUNCED, EventType.REJECTED})
# Why a message was refused or came back; any other reason says nothing about the address.
_BY_REASON = {
    RejectReason.INVALID: Fate.DEAD,
    RejectReason.BOUNCED: Fate.DEAD,
    RejectReason.SPAM: Fate.COMPLAINED,
    RejectReason.UNSUBSCRIBED: Fate.LEFT,
}
# anymail calls a full mailbox and one that is gone both "bounced"; the providers' own words do not.
_SOFT = (("Type", "SoftBounce"), ("event", "soft_bounce"), ("hard_bounce", False))


@dataclass(frozen=True)
class Report:
    """One event about one address; `key` is the same whenever the provider repeats it."""

    provider: str
    key: str
    fate: Fate
    address: str
    message_id: str
    at: datetime
    detail: str


def report_of(event: Any, *, provider: str, now: datetime) -> Report | None:
    """The report in an AnymailTrackingEvent; None for what nothing follows from."""
    fate = _fate(event.event_type, event.reject_reason, event.esp_event)
    address = _text(event.recipient).strip().lower()
    if fate is None or not 3 <= len(address) <= 254 or "@" not in address:
        return None
    message_id = _text(event.message_id)
    return Report(
        provider=provider,
        key=_key(fate, _text(event.event_id), address, message_id, str(event.timestamp)),
        fate=fate,
        address=address,
        message_id=message_id,
        at=_moment(event.timestamp, now),
        detail=(_text(event.mta_response) or _text(event.description))[:300],
    )


def _fate(kind: str, reason: str | None, raw: Any) -> Fate | None:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind not in _REFUSED:
        return None
    if isinstance(raw, Mapping) and any(raw.get(name) == value for name, value in _SOFT):
        return Fate.CAME_BACK
    return _BY_REASON.get(reason, Fate.CAME_BACK)


def _key(fate: Fate, event_id: str, *otherwise: str) -> str:
    """The provider's number of the event, or else all that tells it from others, as a hash."""
    told = [fate.value, event_id] if event_id else [fate.value, *otherwise]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _moment(at: datetime | None, now: datetime) -> datetime:
    """Without a time zone it is UTC; the future is now: the provider's clock may be wrong."""
    if at is None:
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)


def _text(value: Any) -> str:
    """What a database can hold; nothing for what is no text and no number."""
    return str(value).replace("\0", "") if isinstance(value, str | int) else ""
