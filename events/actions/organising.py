"""Setting events up: copying last year's, publishing, deciding on places as staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch

from events.actions import exchange
from events.actions.orders import Leave, Order, Refused
from events.actions.seating import arrange
from events.models import Contribution, Delegate, Event, Needs, Slot, TicketType, Workshop
from events.shifting import day_of, shifted
from network.models import User
from portal import audit

COPIED = (
    "kind",
    "theme",
    "summary",
    "description",
    "venue_name",
    "venue_address",
    "venue_access",
    "provided",
    "audience",
    "capacity",
    "reserved_for_members",
)
MOMENTS = (
    "starts_at",
    "ends_at",
    "booking_opens_at",
    "booking_closes_at",
    "changes_until",
    "reserved_until",
)
SLOT_TEXTS = ("kind", "title", "theme", "description", "room", "room_seats")
WORKSHOP_SHAPE = ("room", "room_seats", "capacity", "access_notes", "position")
WORKSHOP_TEXTS = ("title", "description")


class NotADraft(Refused):
    """The event is published or cancelled already."""


@dataclass(frozen=True)
class Copy:
    """How the new event is called, where it is found, and the day it begins."""

    title: str
    slug: str
    day: date
    keeps_workshops: bool = False


@transaction.atomic
def copy_event(*, event: Event, copy: Copy, by: User, now: datetime) -> Event:
    """A draft of the same shape on another day: programme, rooms, capacities, tickets, texts.

    Nobody is taken along, and neither is the link for joining online. Times of day stay what
    they are on the clock. Workshops lose title and description unless `copy.keeps_workshops`.
    """
    days = (copy.day - day_of(event.starts_at)).days
    moments = {
        name: shifted(moment, days)
        for name in MOMENTS
        if (moment := getattr(event, name)) is not None
    }
    made = Event.objects.create(
        **_values(event, COPIED),
        **moments,
        title=copy.title,
        slug=copy.slug,
        copied_from=event,
        created_by=by,
    )
    tickets = [_ticket(made, one) for one in event.ticket_types.order_by("position", "pk")]
    TicketType.objects.bulk_create(tickets)
    _copy_programme(event, made, days, keeps_workshops=copy.keeps_workshops)
    new = {"copied_from": event.pk, "slug": made.slug, "keeps_workshops": copy.keeps_workshops}
    audit.record(by=by, action="event.copy", target=made, new=new, now=now)
    return made


def _values(row: Event | Slot | Workshop, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _ticket(event: Event, old: TicketType) -> TicketType:
    return TicketType(
        event=event,
        name=old.name,
        price_pence=old.price_pence,
        for_whom=old.for_whom,
        note=old.note,
        position=old.position,
    )


def _copy_programme(old: Event, made: Event, days: int, *, keeps_workshops: bool) -> None:
    """Slots in two statements, however many there are; speakers are to be announced anew."""
    spoken = Contribution.objects.only("pk", "slot")
    slots = list(
        old.slots.order_by("starts_at", "pk").prefetch_related(
            Prefetch("workshops", Workshop.objects.in_order()),
            Prefetch("contributions", spoken),
        )
    )
    new_slots = Slot.objects.bulk_create(
        Slot(
            **_values(slot, SLOT_TEXTS),
            event=made,
            starts_at=shifted(slot.starts_at, days),
            ends_at=shifted(slot.ends_at, days),
            is_to_be_announced=slot.is_to_be_announced or bool(slot.contributions.all()),
        )
        for slot in slots
    )
    kept = WORKSHOP_SHAPE + (WORKSHOP_TEXTS if keeps_workshops else ())
    Workshop.objects.bulk_create(
        Workshop(series=new, **_values(workshop, kept))
        for slot, new in zip(slots, new_slots, strict=True)
        for workshop in slot.workshops.all()
    )


@transaction.atomic
def publish(*, event: Event, by: User, now: datetime) -> None:
    """Show an event to everybody; who wanted it in the training exchange is told.

    Raises NotADraft if it has been published or cancelled.
    """
    changed = Event.objects.filter(pk=event.pk, state=Event.State.DRAFT).update(
        state=Event.State.PUBLISHED, published_at=now
    )
    if not changed:
        raise NotADraft
    audit.record(by=by, action="event.publish", target=event, now=now)
    exchange.tell(event=event, now=now)


@transaction.atomic
def arrange_as_staff(
    *, delegate: Delegate, orders: Sequence[Order], reason: str, by: User, now: datetime
) -> None:
    """Carry out orders for a delegate past capacities and deadlines; the log has the reason.

    The delegate is told as of any change. Who leaves is forgotten with their needs. Raises a
    kind of `Refused`.
    """
    arrange(event=delegate.event, orders=orders, by=by, now=now, override=True)
    if any(isinstance(order, Leave) for order in orders):
        Needs.objects.filter(delegate=delegate).delete()
    audit.record(by=by, action="event.by-staff", target=delegate, new={"reason": reason}, now=now)
