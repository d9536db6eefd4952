"""Invoices come and go with the places they are for; who booked sees them, nobody else does."""

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events import mail
from events.actions import booking as booking_actions
from events.actions import delegates, invoices
from events.actions.notifying import cancel_event
from events.actions.orders import TakeSeat
from events.actions.organising import arrange_as_staff
from events.models import Invoice
from events.papers.invoices import invoice as pdf
from network.models import User
from portal.models import AuditEntry, SiteSettings
from tests.factories.applicants import make_person
from tests.factories.bookings import make_booking, make_member, open_event, person
from tests.factories.invoices import priced_booking, priced_event, priced_invoice

pytestmark = pytest.mark.django_db
State = Invoice.State


def states(booking: Any) -> list[tuple[str, int]]:
    return list(booking.invoices.order_by("pk").values_list("state", "amount_pence"))


def pay(invoice: Invoice, transfer: str = "BACS 1") -> None:
    invoices.mark_paid(invoice=invoice, transfer=transfer, by=None, now=timezone.now())


def leave(booking: Any, name: str) -> None:
    one = booking.delegates.get(name=name)
    booking_actions.cancel(delegate=one, by=booking.booked_by, now=timezone.now())


def read(row: Invoice) -> str:
    pages = PdfReader(io.BytesIO(pdf(row))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# Issued and replaced


def test_priced_booking_makes_one_numbered_invoice() -> None:
    booker = make_person("booker@example.org", "Amara Booker")
    organisation = make_member(booker)
    event = priced_event()
    booking = make_booking(
        event, person(event, "Ada Example"), person(event, "Ben Example"), by=booker,
        organisation=organisation, purchase_order="PO-77",
    )  # fmt: skip

    made = booking.invoices.get()

    year = timezone.localdate().year
    assert (made.number, made.amount_pence) == (f"RJN-{year}-0001", 9000)
    assert (made.state, made.purchase_order) == (State.DUE, "PO-77")
    assert made.addressed_to.splitlines()[:2] == [str(organisation), "Amara Booker"]
    assert [line["text"] for line in made.lines] == ["Ada Example: Guest", "Ben Example: Guest"]
    assert AuditEntry.objects.filter(action="invoice.issue", object_id=made.pk).count() == 1
    assert priced_invoice().number == f"RJN-{year}-0002"


def test_free_booking_makes_none() -> None:
    event = open_event()
    make_booking(event, person(event, "Ada Example"))

    assert not Invoice.objects.exists()


def test_waiting_costs_nothing_until_the_place_is_taken() -> None:
    event = priced_event()
    booking = make_booking(event, person(event, "Ada Example"), waiting=True)
    waiting = booking.delegates.get()
    assert waiting.state in {"waiting", "offered"}
    assert not booking.invoices.exists()

    arrange_as_staff(
        delegate=waiting, orders=[TakeSeat(waiting.pk)], reason="Room", by=make_person(),
        now=timezone.now(),
    )  # fmt: skip

    assert states(booking) == [(State.DUE, 4500)]


def test_somebody_who_leaves_before_payment_makes_a_new_invoice() -> None:
    booking = priced_booking("Ada Example", "Ben Example")

    leave(booking, "Ben Example")

    assert states(booking) == [(State.CANCELLED, 9000), (State.DUE, 4500)]
    old, new = booking.invoices.order_by("pk")
    assert new.replaces == old
    assert f"replaces {old.number}" in read(new)
    leave(booking, "Ada Example")
    assert states(booking) == [(State.CANCELLED, 9000), (State.CANCELLED, 4500)]


def test_somebody_who_leaves_after_payment_is_to_be_refunded() -> None:
    booking = priced_booking("Ada Example", "Ben Example")
    pay(booking.invoices.get())

    leave(booking, "Ben Example")

    made = booking.invoices.get()
    assert (made.state, made.refund_due_pence) == (State.PAID, 4500)
    assert list(Invoice.objects.to_refund()) == [made]
    assert "£45 to be refunded" in read(made)


def test_another_name_leaves_the_invoice_as_it_is() -> None:
    booking = priced_booking("Ada Example")
    ada = booking.delegates.get()

    delegates.hand_over(
        delegate=ada, name="Zoe Example", email="", seen=ada.revision, by=booking.booked_by,
        now=timezone.now(),
    )  # fmt: skip
    booking_actions.cancel(delegate=ada, by=None, now=timezone.now())

    assert states(booking) == [(State.CANCELLED, 4500)]


def test_event_called_off_is_not_to_be_paid() -> None:
    event = priced_event()
    due, done = (priced_booking(name, event=event) for name in ("Ada Example", "Ben Example"))
    pay(done.invoices.get())

    cancel_event(event=event, why="Flood", by=None, now=timezone.now())

    assert states(due) == [(State.CANCELLED, 4500)]
    assert (done.invoices.get().state, done.invoices.get().refund_due_pence) == (State.PAID, 4500)


# What staff do


def test_money_goes_back_in_parts() -> None:
    booking = priced_booking("Ada Example", "Ben Example")
    made = booking.invoices.get()
    pay(made)
    leave(booking, "Ben Example")
    give = {"reason": "Cancelled", "by": None, "now": timezone.now()}

    invoices.refund(invoice=made, pence=4500, **give)
    made.refresh_from_db()
    assert (made.state, made.refunded_pence, made.refund_due_pence) == (State.PAID, 4500, 0)
    leave(booking, "Ada Example")
    invoices.refund(invoice=made, pence=4500, **give)

    made.refresh_from_db()
    assert (made.state, made.refunded_pence) == (State.REFUNDED, 9000)


def test_refund_of_what_the_page_did_not_show_is_refused() -> None:
    made = priced_invoice("Ada Example", "Ben Example")
    pay(made)
    leave(made.booking, "Ben Example")

    with pytest.raises(invoices.Moved):
        invoices.refund(invoice=made, pence=9000, reason="Old", by=None, now=timezone.now())

    made.refresh_from_db()
    assert made.refunded_pence == 0


@pytest.mark.parametrize("first", ["pay", "waive"])
def test_settled_invoice_is_not_settled_again(first: str) -> None:
    made = priced_invoice()
    if first == "pay":
        pay(made)
    else:
        invoices.waive(invoice=made, reason="Bursary", by=None, now=timezone.now())

    with pytest.raises(invoices.Moved):
        pay(made)
    with pytest.raises(invoices.Moved):
        invoices.waive(invoice=made, reason="Late", by=None, now=timezone.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "paid"},
        {"state": "refunded"},
        {"cancelled_at": timezone.now()},
        {"refund_due_pence": 1},
        {"amount_pence": 0},
    ],
)
def test_database_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    made = priced_invoice()

    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=made.pk).update(**wrong)


# On paper


def test_paper_is_tagged_with_title() -> None:
    root = PdfReader(io.BytesIO(pdf(priced_invoice()))).root_object

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]


@pytest.mark.parametrize(
    "name", ["#panic(1)", "$x^2$ Example", "Ada \\ Example", "\"Ada\" 'Ex'", "*Ada* _Ex_ <a> @b"]
)
def test_name_on_paper_is_text_whatever_it_looks_like(name: str) -> None:
    made = priced_invoice(name, by=make_person("b@example.org", name))

    assert read(made).count(name) >= 2


def test_paper_says_how_to_pay_once_staff_have_filled_it_in() -> None:
    made = priced_invoice()
    assert "We will write to you how to pay." in read(made)

    SiteSettings.objects.create(
        pk=1, coordinator_email="c@example.org", invoice_details="Invented Bank\n00-00-00 #1"
    )
    SiteSettings.forget()
    told = read(made)
    SiteSettings.forget()

    assert f"give {made.number} as the reference. Invented Bank 00-00-00 #1" in told
    pay(made)
    made.refresh_from_db()
    assert "Invented Bank" not in read(made)


# Pages


def address(made: Invoice) -> str:
    return reverse("events:invoice", args=[made.booking.reference, made.number])


def test_booker_finds_the_invoice_on_the_booking(client: Client, user: User) -> None:
    made = priced_invoice(by=user)
    client.force_login(user)

    text = client.get(reverse("events:booking", args=[made.booking.reference])).text
    answer = client.get(address(made))

    assert f'href="{address(made)}"' in text
    assert "£45</span><br>To pay" in text
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store, private"
    pay(made)
    paid = client.get(reverse("events:booking", args=[made.booking.reference])).text
    assert "Paid on" in paid
    assert "To pay" not in paid


def test_invoice_is_for_nobody_else(client: Client, user: User) -> None:
    other = make_person()
    make_member(other)
    made, own = priced_invoice(by=user), priced_invoice(by=other)
    client.force_login(other)

    assert client.get(address(made)).status_code == 404
    mixed = reverse("events:invoice", args=[own.booking.reference, made.number])
    assert client.get(mixed).status_code == 404


def test_summary_mail_leads_to_the_invoice(user: User) -> None:
    made = priced_invoice(by=user)
    free = open_event()
    unpriced = make_booking(free, person(free, "Ada Example"), by=user)

    told = mail.booking_summary(made.booking, []).letter
    quiet = mail.booking_summary(unpriced, []).letter

    assert address(made) in told.text
    assert "£45" in told.text
    assert "invoice" not in quiet.text
