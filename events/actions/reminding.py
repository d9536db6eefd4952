"""Reminders before an event, to everybody who has a place; thanks after it, to who came."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from events.actions import notices
from events.actions.feedback import who_came
from events.actions.seating import TELL
from events.models import Delegate, Event, Notice
from portal.wake import wake

DAYS = (1, 7)  # before the start, the nearest first
THANKS_AFTER = timedelta(hours=12)  # from the end: lists on paper are entered by then
THANKS_UNTIL = timedelta(days=7)  # later thanks would puzzle


def remind_due(*, now: datetime) -> int:
    """Write the reminders that are due and not written yet; return how many.

    Only the nearest is written: a site that was down for a week does not send both at once. Who
    booked after a reminder's moment is not reminded by it: their booking's mail is fresh. An
    event that moves to another day is reminded of again.
    """
    soon = Event.objects.filter(state=Event.State.PUBLISHED, starts_at__gt=now)
    soon = soon.filter(starts_at__lte=now + timedelta(days=max(DAYS)))
    return sum(_remind(event, now) for event in soon.order_by("starts_at", "pk"))


@transaction.atomic
def _remind(event: Event, now: datetime) -> int:
    days = next(days for days in DAYS if event.starts_at - now <= timedelta(days=days))
    moment = event.starts_at - timedelta(days=days)
    due = Delegate.objects.filter(event=event, state=Delegate.State.BOOKED, booked_at__lte=moment)
    causes = {f"reminder:{one.pk}:{days}:{event.starts_at:%Y-%m-%d}": one for one in due}
    known = Notice.objects.filter(delegate__event=event, cause__in=causes)
    written = [
        _notice(causes[cause], cause, days, now)
        for cause in causes.keys() - set(known.values_list("cause", flat=True))
    ]
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    if written:
        transaction.on_commit(partial(wake, TELL))
    return len(written)


def _notice(delegate: Delegate, cause: str, days: int, now: datetime) -> Notice:
    notice = notices.about(delegate, Notice.Kind.REMINDER, now=now, about={"days": days})
    notice.cause = cause
    return notice


def thank_due(*, now: datetime) -> int:
    """Write the thanks that are due and not written yet, once per delegate; return how many."""
    over = Event.objects.filter(state=Event.State.PUBLISHED, ends_at__lte=now - THANKS_AFTER)
    over = over.filter(ends_at__gt=now - THANKS_UNTIL)
    return sum(_thank(event, now) for event in over.order_by("ends_at", "pk"))


@transaction.atomic
def _thank(event: Event, now: datetime) -> int:
    due = who_came(event).exclude(notices__kind=Notice.Kind.THANKS)
    written = []
    for delegate in due.order_by("pk"):
        notice = notices.about(delegate, Notice.Kind.THANKS, now=now)
        notice.cause = f"thanks:{delegate.pk}"
        written.append(notice)
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    if written:
        transaction.on_commit(partial(wake, TELL))
    return len(written)
