"""What time ends or frees: offers that run out, and places kept for members until a day.

Each event and workshop is arranged by itself, through the one action that changes places: what
one of them meets does not hold the others up, and the next run finds what is left.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError

from events.actions.orders import LapsePlaces, LapseSeats, Order, Refused
from events.actions.seating import arrange
from events.models import Delegate, Event, Place, Workshop
from events.waking import offer_ends

logger = logging.getLogger(__name__)


def pass_offers_on(*, now: datetime) -> int:
    """Pass on offers that have run out, and places no longer kept for members.

    Returns how many events and workshops were arranged; with nothing due, that is none.
    """
    return sum(_arrange(event, order, now) for event, order in _due(now))


def _due(now: datetime) -> Iterable[tuple[Event, Order]]:
    published = Event.objects.filter(state=Event.State.PUBLISHED)
    over = Delegate.objects.offers_over(now).values("event")
    for event in published.filter(pk__in=over).order_by("pk"):
        yield event, LapseSeats()
    for event in published.filter(reserved_for_members__gt=0, reserved_until__lte=now):
        if _can_offer(event, now):
            yield event, LapseSeats()
    places = Place.objects.offers_over(now).values("workshop")
    workshops = Workshop.objects.filter(
        pk__in=places, series__event__state=Event.State.PUBLISHED
    ).select_related("series__event")
    for workshop in workshops.order_by("pk"):
        yield workshop.series.event, LapsePlaces(workshop.pk)


def _can_offer(event: Event, now: datetime) -> bool:
    """Whether somebody waits for what members' places have become: places for anyone."""
    if offer_ends(now, event.starts_at) is None:
        return False
    waits = Delegate.objects.next_in_line().filter(event=event).exists()
    return waits and Delegate.objects.places_left(event, is_member=False, now=now) > 0


def _arrange(event: Event, order: Order, now: datetime) -> bool:
    try:
        arrange(event=event, orders=[order], by=None, now=now)
    except (DatabaseError, Refused) as error:
        logger.warning("offers of event %s stay for now: %s", event.pk, type(error).__name__)
        return False
    return True
