"""Events that are over: who came, and what they said of it."""

import uuid
from datetime import timedelta

from django.utils import timezone

from events.models import CheckIn, Delegate, Event


def is_over(event: Event, *, days: float = 1) -> None:
    """The event, with its programme's times left as they are, ended `days` ago."""
    ends_at = timezone.now() - timedelta(days=days)
    starts_at = ends_at - timedelta(hours=7)
    Event.objects.filter(pk=event.pk).update(
        starts_at=starts_at, ends_at=ends_at, changes_until=starts_at, booking_closes_at=starts_at
    )
    event.refresh_from_db()


def tick(delegate: Delegate) -> None:
    CheckIn.objects.create(
        event=delegate.event, delegate=delegate, at=timezone.now(), key=uuid.uuid4()
    )
