"""An invoice on paper: what was charged for whom, how it stands, how to pay."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Invoice
from events.money import pounds
from events.papers.builder import build
from portal.letters import one_line
from portal.models import SiteSettings
from portal.times import LONDON
from portal.when import in_words

State = Invoice.State


def invoice(row: Invoice) -> bytes:
    """The PDF of an invoice. Reads its `booking`, that one's `event`, and what it replaces."""
    return build(
        "invoice",
        {
            "title": _("Invoice %(number)s") % {"number": row.number},
            "by": _("Race and Justice Network"),
            "state": standing(row),
            "to": _("To"),
            "address": row.addressed_to.splitlines(),
            "facts": _facts(row),
            "headings": [_("For"), _("Price")],
            "lines": [
                {"text": one_line(line["text"]), "price": pounds(line["pence"])}
                for line in row.lines
            ],
            "total": _("Total"),
            "amount": pounds(row.amount_pence),
            "how": _("How to pay"),
            "pay": _how_to_pay(row) if row.state == State.DUE else [],
            "notes": _notes(row),
        },
    )


def standing(row: Invoice) -> str:
    """How an invoice stands, in words, with the day: "Paid on 3 May 2026"."""
    if row.state == State.REFUNDED and row.refunded_at:
        return _("Refunded on %(day)s") % {"day": _day(row.refunded_at)}
    if row.state == State.PAID and row.paid_at:
        words = _("Paid on %(day)s") % {"day": _day(row.paid_at)}
        if row.refunded_pence:
            words += "; " + _("%(price)s refunded") % {"price": pounds(row.refunded_pence)}
        if row.refund_due_pence:
            words += "; " + _("%(price)s to be refunded") % {"price": pounds(row.refund_due_pence)}
        return words
    return str(State(row.state).label)


def _facts(row: Invoice) -> list[dict[str, str]]:
    event = row.booking.event
    facts = [
        (_("Date"), _day(row.issued_at)),
        (_("Event"), f"{one_line(event.title)}, {in_words(event.starts_at, event.ends_at)}"),
        (_("Booking"), row.booking.reference),
        (_("Purchase order number"), one_line(row.purchase_order)),
    ]
    return [{"name": name, "value": value} for name, value in facts if value]


def _how_to_pay(row: Invoice) -> list[str]:
    details = SiteSettings.current().invoice_details.strip()
    if not details:
        return [_("We will write to you how to pay.")]
    by_transfer = _("Please pay by bank transfer and give %(number)s as the reference.")
    return [by_transfer % {"number": row.number}, *details.splitlines()]


def _notes(row: Invoice) -> list[str]:
    if row.replaces is None:
        return []
    old = {"number": row.replaces.number}
    return [_("This invoice replaces %(number)s, which is cancelled.") % old]


def _day(at: Any) -> str:
    return date_format(at.astimezone(LONDON), "j F Y")
