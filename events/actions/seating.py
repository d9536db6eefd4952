"""Who gets which place: the one action through which every place of an event changes.

Locks are taken once, in this order, so that no two runs can wait for each other: the event's
row (when the number of its delegates may change), the delegates concerned by number, the
workshops concerned by number. What was read before a lock is read again after it. Waiting
people are offered what has come free before the locks are let go, so that a free place never
goes past a line. Invoices follow last, in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from events.actions import invoices
from events.actions.hall import Hall, lock
from events.actions.orders import Add, Leave, Order, TakeSeat
from events.actions.seats import Seats
from events.actions.workshops import Workshops
from events.models import Delegate, Event, Notice
from portal import audit
from portal.wake import wake

TELL = "events.tell"
RECORDED = ("workshop", "capacity", "reserved_for_members", "waiting")


@transaction.atomic
def arrange(
    *, event: Event, orders: Sequence[Order], by: Any, now: datetime, override: bool = False
) -> list[Delegate]:
    """Carry out all orders, or none; return the delegates that were added.

    `override` is the staff's: capacities and deadlines do not bind. Raises a kind of
    `orders.Refused`. Everybody concerned is told after the commit: delegates by a `Notice`,
    contributors of a workshop called off or taken back by a mail.
    """
    hall = lock(event, orders, now=now, override=override)
    seats = Seats(hall)
    seats.carry_out(orders)
    Workshops(hall, seats.chosen).carry_out(orders)
    _charge(hall, seats.added, orders, by)
    Notice.objects.bulk_create(hall.notices, ignore_conflicts=True)
    for order in orders:
        _record(hall, order, by)
    transaction.on_commit(partial(wake, TELL))
    return seats.added


def _charge(hall: Hall, added: Sequence[Delegate], orders: Sequence[Order], by: Any) -> None:
    """Invoices for what has a price: who was added, took a place or left."""
    moved = [hall.delegates[one.delegate] for one in orders if isinstance(one, Leave | TakeSeat)]
    bookings = {one.booking_id for one in (*added, *moved) if one.price_pence}
    if bookings:
        invoices.bring_up_to_date(bookings=bookings, by=by, now=hall.now)


def _record(hall: Hall, order: Order, by: Any) -> None:
    """One entry in the audit log per order."""
    target: Any = hall.event
    new: dict[str, Any] = {"override": True} if hall.override else {}
    if isinstance(order, Add):
        target, new = order.booking, new | {"delegates": len(order.people)}
    elif hasattr(order, "delegate"):
        target = hall.delegates[order.delegate]
    new |= {name: getattr(order, name) for name in RECORDED if hasattr(order, name)}
    audit.record(by=by, action=f"event.{_in_words(order)}", target=target, new=new, now=hall.now)


def _in_words(order: Order) -> str:
    """`TakeSeat` as "take-seat"."""
    name = type(order).__name__
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("-")
