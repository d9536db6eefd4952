"""Many bookings in one moment: invoices are numbered without gap or double."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from events.actions import invoices
from events.actions.booking import cancel
from events.models import Invoice, InvoiceCounter
from tests.factories.applicants import make_person
from tests.factories.bookings import make_booking, person
from tests.factories.invoices import priced_booking, priced_event, priced_invoice
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Undone(Exception):
    pass


def numbers() -> list[int]:
    return sorted(int(one.number.rpartition("-")[2]) for one in Invoice.objects.all())


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_numbers_have_no_gaps_however_many_book_at_once(_round: int) -> None:
    events = [priced_event() for _ in range(6)]
    bookers = [make_person() for _ in events]

    def run(number: int) -> None:
        try:
            with transaction.atomic():
                event = events[number]
                make_booking(event, person(event, "Ada Example"), by=bookers[number])
                if number % 3 == 0:
                    raise Undone
        except Undone:
            pass

    at_once([partial(run, number) for number in range(6)])

    assert numbers() == [1, 2, 3, 4]


def test_numbers_read_without_the_lock_collide() -> None:
    """The control: who only reads the counter in the same moment gets the same number."""
    InvoiceCounter.objects.create(year=timezone.localdate().year, last=0)

    seen = at_once([lambda: InvoiceCounter.objects.get().last + 1] * 4)

    assert seen == [1] * 4


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_staff_settle_one_invoice_and_one_is_told(_round: int) -> None:
    made = priced_invoice()
    now = timezone.now()

    def trying(act: partial[None]) -> str:
        try:
            act()
        except invoices.Moved:
            return "told"
        return "done"

    acts = [
        partial(invoices.mark_paid, invoice=made, transfer="BACS", by=None, now=now),
        partial(invoices.waive, invoice=made, reason="Bursary", by=None, now=now),
    ]
    answers = at_once([partial(trying, act) for act in acts])

    assert sorted(answers) == ["done", "told"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_who_leave_at_once_leave_one_invoice_due(_round: int) -> None:
    booking = priced_booking("Ada Example", "Ben Example", "Cat Example")
    leaving = list(booking.delegates.order_by("pk")[:2])

    at_once([partial(cancel, delegate=one, by=None, now=timezone.now()) for one in leaving])

    assert [one.amount_pence for one in booking.invoices.due()] == [4500]
