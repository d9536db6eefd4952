"""Invoices: issued and replaced with the places they are for; settled by staff.

Locks come after those of `seating`: bookings by number, then the counter of numbers.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from events import invoicing
from events.models import Booking, Delegate, Event, Invoice, InvoiceCounter
from portal import audit
from portal.letters import one_line
from portal.times import LONDON

State = Invoice.State


class Moved(Exception):
    """The invoice is not in a state for this any more: somebody else was quicker."""


@transaction.atomic
def bring_up_to_date(*, bookings: Collection[int], by: Any, now: datetime) -> None:
    """Make the invoices of these bookings right for who has a place now.

    Must run in the transaction that changed the places.
    """
    locked = Booking.objects.filter(pk__in=bookings).order_by("pk")
    for booking in locked.select_for_update(no_key=True, of=("self",)).select_related(
        "event", "organisation", "booked_by"
    ):
        _bring_up_to_date(booking, by, now)


def _bring_up_to_date(booking: Booking, by: Any, now: datetime) -> None:
    """A cancelled event owes its people their places: nothing is to be paid for it."""
    coming: dict[int, Delegate] = {}
    if booking.event.state != Event.State.CANCELLED:
        rows = booking.delegates.filter(state=Delegate.State.BOOKED).select_related("ticket_type")
        coming = {row.pk: row for row in rows.order_by("pk")}
    invoices = {row.pk: row for row in booking.invoices.order_by("pk")}
    owed = {pk: row.price_pence for pk, row in coming.items()}
    wanted = invoicing.change(owed, [_issued(row) for row in invoices.values()])
    for pk, pence in wanted.refunds.items():
        _note_refund(invoices[pk], pence, by, now)
    for pk in wanted.cancel:
        _cancel(invoices[pk], by, now)
    if wanted.issue:
        people = [coming[pk] for pk in wanted.issue]
        replaced = invoices[wanted.cancel[0]] if wanted.cancel else None
        _issue(booking, people, replaced, by, now)


def _issued(row: Invoice) -> invoicing.Issued:
    lines = {line["delegate"]: line["pence"] for line in row.lines}
    return invoicing.Issued(row.pk, row.state, lines, row.refunded_pence)


def _note_refund(row: Invoice, pence: int, by: Any, now: datetime) -> None:
    if row.refund_due_pence == pence:
        return
    old, row.refund_due_pence = row.refund_due_pence, pence
    row.save(update_fields=["refund_due_pence"])
    audit.record(
        by=by, action="invoice.to-refund", target=row, old={"pence": old}, new={"pence": pence},
        now=now,
    )  # fmt: skip


def _cancel(row: Invoice, by: Any, now: datetime) -> None:
    row.state, row.cancelled_at, row.moved_by = State.CANCELLED, now, by
    row.save(update_fields=["state", "cancelled_at", "moved_by"])
    audit.record(by=by, action="invoice.cancel", target=row, now=now)


def _issue(
    booking: Booking, people: list[Delegate], replaces: Invoice | None, by: Any, now: datetime
) -> None:
    made = Invoice.objects.create(
        booking=booking,
        number=_next_number(now),
        issued_at=now,
        addressed_to=_address(booking),
        purchase_order=booking.purchase_order,
        lines=[
            {
                "delegate": one.pk,
                "text": one_line(f"{one.name}: {one.ticket_type}"),
                "pence": one.price_pence,
            }
            for one in people
        ],
        amount_pence=sum(one.price_pence for one in people),
        replaces=replaces,
    )
    new = {"booking": booking.reference, "pence": made.amount_pence}
    audit.record(by=by, action="invoice.issue", target=made, new=new, now=now)


def _next_number(now: datetime) -> str:
    """ "RJN-2026-0001". The counter stays locked until the commit, so that none is left out."""
    year = now.astimezone(LONDON).year
    InvoiceCounter.objects.get_or_create(year=year)
    counter = InvoiceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"RJN-{year}-{counter.last:04}"


def _address(booking: Booking) -> str:
    lines = [booking.organisation, booking.booked_by, booking.booked_by.email]
    return "\n".join(dict.fromkeys(one_line(str(line)) for line in lines if line))


# What staff do --------------------------------------------------------------------------------


@transaction.atomic
def mark_paid(*, invoice: Invoice, transfer: str, by: Any, now: datetime) -> None:
    """The money has come; `transfer` is the reference of the bank transfer. Raises Moved."""
    row = _lock(invoice, State.PAID)
    row.state, row.paid_at, row.transfer_reference = State.PAID, now, one_line(transfer)
    _save(row, "paid", by, now, {"transfer": row.transfer_reference})


@transaction.atomic
def waive(*, invoice: Invoice, reason: str, by: Any, now: datetime) -> None:
    """Nothing is to be paid after all; the log has the reason. Raises Moved."""
    row = _lock(invoice, State.WAIVED)
    row.state, row.waived_at = State.WAIVED, now
    _save(row, "waive", by, now, {"reason": reason})


@transaction.atomic
def refund(*, invoice: Invoice, pence: int, reason: str, by: Any, now: datetime) -> None:
    """`pence` went back; it must be what `refundable_pence` says now. Raises Moved."""
    row = _lock(invoice, State.REFUNDED)
    if pence != row.refundable_pence:
        raise Moved
    row.refunded_pence += pence
    row.refund_due_pence, row.refunded_at = 0, now
    if row.refunded_pence == row.amount_pence:
        row.state = State.REFUNDED
    _save(row, "refund", by, now, {"pence": pence, "reason": reason})


def _lock(invoice: Invoice, wanted: State) -> Invoice:
    """The invoice as it is now, behind its booking's lock. Raises Moved."""
    Booking.objects.select_for_update(no_key=True).get(pk=invoice.booking_id)
    row = Invoice.objects.get(pk=invoice.pk)
    if not invoicing.may_move(row.state, wanted):
        raise Moved
    return row


def _save(row: Invoice, action: str, by: Any, now: datetime, new: dict[str, Any]) -> None:
    row.moved_by = by
    row.save()
    audit.record(by=by, action=f"invoice.{action}", target=row, new=new, now=now)
