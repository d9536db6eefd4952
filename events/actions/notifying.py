"""Telling an event's people that it has changed, or does not take place."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from events import mail
from events.actions import invoices, notices
from events.actions.seating import TELL
from events.models import (
    Contribution,
    Contributor,
    Delegate,
    Event,
    Invoice,
    Notice,
    Place,
    Workshop,
)
from portal import audit
from portal.models import OutgoingMail
from portal.outbox import enqueue, enqueue_all
from portal.wake import wake

SAME_WITHIN = timedelta(minutes=10)


class NotPublished(Exception):
    """There is nobody to tell: the event is a draft, or cancelled already."""


@transaction.atomic
def announce_change(
    *,
    event: Event,
    what: str,
    by: Any,
    now: datetime,
    workshops: Collection[Workshop] | None = None,
) -> int:
    """Tell those affected what has changed, in the organiser's words; return how many.

    Affected are all who are booked, offered a place or waiting, and the contributors who are
    asked or come; with `workshops`, those who have, are offered or wait for a place in one of
    them, and who contributes there. The words stand on the event's page as its notice, and
    calendars get a higher SEQUENCE. The caller saves the change itself, in the same transaction.
    Who was told the same words within `SAME_WITHIN` (a button pressed twice) counts, and gets no
    second mail. Raises NotPublished.
    """
    locked = _lock(event)
    locked.notice, locked.revision = what, locked.revision + 1
    locked.save(update_fields=["notice", "revision"])
    affected = Delegate.objects.live().filter(event=locked)
    if workshops is not None:
        places = Place.objects.open().filter(workshop__in=[one.pk for one in workshops])
        affected = affected.filter(pk__in=places.values("delegate"))
    same = Notice.objects.filter(kind=Notice.Kind.EVENT_CHANGED, about={"what": what})
    known = set(same.filter(created_at__gt=now - SAME_WITHIN).values_list("delegate", flat=True))
    already = affected.filter(pk__in=known).count()
    new_to = affected.exclude(pk__in=known)
    told = already + _tell(new_to, Notice.Kind.EVENT_CHANGED, {"what": what}, now)
    told += _tell_contributors(locked, what, workshops, now)
    new = {"what": what, "told": told}
    audit.record(by=by, action="event.announce-change", target=locked, new=new, now=now)
    event.notice, event.revision = locked.notice, locked.revision
    return told


@transaction.atomic
def cancel_event(*, event: Event, why: str, by: Any, now: datetime) -> int:
    """Call an event off and tell everybody in it or waiting for it; return how many delegates.

    Contributors who said yes get a mail too. Places stay as they are, as a record of who was
    to come. Nothing is to be paid any more; what was paid is to be refunded. Raises NotPublished.
    """
    locked = _lock(event)
    locked.state, locked.cancelled_at = Event.State.CANCELLED, now
    locked.notice, locked.revision = why, locked.revision + 1
    locked.save(update_fields=["state", "cancelled_at", "notice", "revision"])
    delegates = Delegate.objects.live().filter(event=locked)
    told = _tell(delegates, Notice.Kind.EVENT_CANCELLED, {"why": why}, now)
    invoices.bring_up_to_date(bookings=_charged(locked), by=by, now=now)
    for contributor in Contributor.objects.coming().filter(event=locked).order_by("pk"):
        _tell_contributor(contributor, why, now)
    new = {"why": why, "told": told}
    audit.record(by=by, action="event.cancel", target=locked, new=new, now=now)
    event.refresh_from_db()
    return told


def _lock(event: Event) -> Event:
    """The event's row, before those of delegates: the order of `seating`. Raises NotPublished."""
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if locked.state != Event.State.PUBLISHED:
        raise NotPublished
    return locked


def _charged(event: Event) -> set[int]:
    """The bookings with something paid or to pay."""
    return set(Invoice.objects.filter(booking__event=event).values_list("booking", flat=True))


def _tell(delegates: Any, kind: Notice.Kind, about: dict[str, str], now: datetime) -> int:
    """Notices to all of them, their rows locked by number; their calendar entries rise."""
    rows = list(delegates.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    Delegate.objects.filter(pk__in=[row.pk for row in rows]).update(revision=F("revision") + 1)
    Notice.objects.bulk_create([notices.about(row, kind, now=now, about=about) for row in rows])
    transaction.on_commit(partial(wake, TELL))
    return len(rows)


def _tell_contributors(
    event: Event, what: str, workshops: Collection[Workshop] | None, now: datetime
) -> int:
    """A mail to each whom it concerns, of which the outbox has none of these words yet."""
    concerned = Contributor.objects.expecting_mail().filter(event=event).order_by("pk")
    if workshops is not None:
        there = Contribution.objects.filter(workshop__in=[one.pk for one in workshops])
        concerned = concerned.filter(pk__in=there.values("contributor"))
    digest = hashlib.sha256(what.encode()).hexdigest()[:16]
    same = f"event-changed:{event.pk}:{digest}:"
    sent = OutgoingMail.objects.filter(cause__startswith=same, created_at__gt=now - SAME_WITHIN)
    known = {cause.rpartition(":")[2] for cause in sent.values_list("cause", flat=True)}
    rows = list(concerned.select_related("event"))
    letters = {
        f"{same}{now:%Y%m%dT%H%M%S.%f}:{row.pk}": mail.contributor_event_changed(row, what=what)
        for row in rows
        if str(row.pk) not in known
    }
    enqueue_all(letters=letters, now=now)
    return len(rows)


def _tell_contributor(contributor: Contributor, why: str, now: datetime) -> None:
    if contributor.email:
        enqueue(
            cause=f"event-cancelled:{contributor.event_id}:contributor:{contributor.pk}",
            letter=mail.contributor_event_cancelled(contributor, why=why),
            now=now,
        )
