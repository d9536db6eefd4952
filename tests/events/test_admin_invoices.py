"""Invoices for staff: the list by state, and settling them, each asked first."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import booking as booking_actions
from events.actions import invoices
from events.models import Invoice
from portal.models import AuditEntry
from portal.staff_groups import EVENTS_OFFICERS
from tests.factories.invoices import priced_invoice
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/events/invoice/"


@pytest.fixture
def officer() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


def url(act: str, made: Invoice) -> str:
    return reverse(f"admin:events_invoice_{act}", args=[made.pk])


def test_list_shows_what_is_due_first(officer: Client) -> None:
    due, paid = priced_invoice(), priced_invoice()
    invoices.mark_paid(invoice=paid, transfer="BACS", by=None, now=timezone.now())

    def shown(query: str) -> set[str]:
        return {one.number for one in officer.get(LIST + query).context["cl"].result_list}

    assert shown("") == {due.number}
    assert shown("?state=paid") == {paid.number}
    assert shown("?state=to-refund") == set()
    assert shown("?state=all") == {due.number, paid.number}


def test_paid_is_asked_first_and_kept_with_its_transfer(officer: Client) -> None:
    made = priced_invoice()

    assert "£45" in officer.get(url("paid", made)).text
    empty = officer.post(url("paid", made), {"reason": ""})
    assert "Enter the reference of the bank transfer" in empty.text
    officer.post(url("paid", made), {"reason": "BACS 77"})

    made.refresh_from_db()
    assert (made.state, made.transfer_reference) == ("paid", "BACS 77")
    assert "BACS 77" in officer.get(url("change", made)).text
    again = officer.post(url("waive", made), {"reason": "Late"})
    assert again.status_code == 409
    assert "Paid on" in again.text


def test_waiving_needs_a_reason(officer: Client) -> None:
    made = priced_invoice()

    officer.post(url("waive", made), {"reason": ""})
    made.refresh_from_db()
    assert made.state == "due"
    officer.post(url("waive", made), {"reason": "Bursary"})

    made.refresh_from_db()
    assert made.state == "waived"
    assert AuditEntry.objects.get(action="invoice.waive").new == {"reason": "Bursary"}


def test_refund_is_of_what_the_page_showed(officer: Client) -> None:
    made = priced_invoice("Ada Example", "Ben Example")
    now = timezone.now()
    invoices.mark_paid(invoice=made, transfer="BACS", by=None, now=now)
    booking_actions.cancel(delegate=made.booking.delegates.all()[0], by=None, now=now)

    assert 'name="pence" value="4500"' in officer.get(url("refund", made)).text
    old = officer.post(url("refund", made), {"reason": "Cancelled", "pence": "9000"})
    assert old.status_code == 409
    officer.post(url("refund", made), {"reason": "Cancelled", "pence": "4500"})

    made.refresh_from_db()
    assert (made.refunded_pence, made.refund_due_pence) == (4500, 0)


def test_officer_opens_the_paper(officer: Client) -> None:
    assert officer.get(url("pdf", priced_invoice())).headers["Content-Type"] == "application/pdf"
