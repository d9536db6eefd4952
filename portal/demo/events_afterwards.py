"""What follows the demo's past events: money that came or went back, and how it was for people."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from events.actions import booking as bookings
from events.actions import feedback, invoices
from events.actions.feedback import Said
from events.models import Booking, Delegate, Event, Invoice, Workshop
from network.models import User
from portal.demo.clock import Clock

type Pool = tuple[str, ...]

_ANSWERS = 0.7
_HAS_WORDS = 0.4
_SCORES, _WEIGHTS = (5, 4, 3, 2, 1), (10, 11, 5, 2, 1)
_ENOUGH_OF_FEW = 3
_DAY_GOOD = (
    "The lunch was long enough to talk to people I only knew from e-mails.",
    "Nobody had to explain why we were there.",
    "The morning panel said what we usually say among ourselves.",
    "I could sit down, and somebody asked me whether I needed anything.",
    "Leaving with three telephone numbers of people who do what I do.",
    "Starting on time and ending on time.",
    "The singing. I did not expect to be moved at a conference.",
    "My manager came along, and has asked me about it twice since.",
    "That travel was paid at once, in cash, without a form in front of everybody.",
    "I came alone and did not stay alone.",
)
_DAY_CHANGE = (
    "Ten minutes more between the workshops: the lift is slow.",
    "The hall was cold in the morning.",
    "Fewer speakers on the panel, more questions from the room.",
    "More from people with lived experience, and pay them.",
    "The last train north leaves at half past five. Could we begin earlier?",
    "The vegan food was gone by one o’clock.",
    "A quiet room that is quiet: ours was beside the kitchen.",
    "Say in the invitation that the side door is the one without steps.",
)
_WORKSHOP_GOOD = (
    "Real examples, with the names taken out.",
    "We got to try it ourselves instead of being told.",
    "She let people finish what they were saying.",
    "I used the handout the very next day.",
    "Small enough that everybody spoke.",
    "Honest about what did not work.",
    "The list of questions to ask before saying yes.",
    "Hearing how another town does it, with the same money.",
    "He stopped when somebody was upset, and went on when it was right.",
    "Finally somebody who has done it, not studied it.",
    "I have changed how I open the first meeting.",
    "We left with a letter that we could send.",
    "Nothing was too basic to ask.",
    "The silence at the end.",
)
_WORKSHOP_CHANGE = (
    "It needed another half an hour.",
    "Hard to hear from the back; use the microphone.",
    "Send the papers before the day, please.",
    "More about what small organisations can do without a lawyer.",
    "The chairs stood in rows. A circle would have helped.",
    "One person spoke for a third of the time.",
    "An example from a women’s prison would have been good.",
    "Say at the start that it is about London.",
    "Slides in larger letters.",
    "A follow-up in three months: did we do it?",
    "Too many of us for one table.",
)


def settle_in_every_way(made: Sequence[Booking], clock: Clock, officer: User) -> None:
    """What becomes of nine bookings' invoices: the first is replaced and, as the last, still due;
    one is waived, one of each kind refunded or to be refunded, the rest are paid.
    """
    replaced, waived, to_refund, refunded, all_back, *paid, _due = made
    invoices.waive(invoice=_invoice(waived), reason="Bursary agreed", by=officer, now=clock.ago(45))
    for number, one in enumerate((to_refund, refunded, all_back, *paid)):
        _pay(_invoice(one), officer, clock.ago(56 - 2 * number))
    for one in (replaced, to_refund, refunded):
        _cancel(one.delegates.order_by("pk")[1], clock.ago(44))
    for delegate in all_back.delegates.order_by("pk"):
        _cancel(delegate, clock.ago(43))
    for one in (refunded, all_back):
        back = _invoice(one)
        invoices.refund(
            invoice=back, pence=back.refundable_pence, reason="Cancelled in time", by=officer,
            now=clock.ago(42),
        )  # fmt: skip


def pay_all(event: Event, officer: User) -> None:
    """Everything that is due for an event comes some days after its invoice."""
    for number, invoice in enumerate(Invoice.objects.due().filter(booking__event=event), 5):
        _pay(invoice, officer, invoice.issued_at + timedelta(days=number))


def _pay(invoice: Invoice, officer: User, now: datetime) -> None:
    transfer = f"BACS EXAMPLE {invoice.number[-4:]}"
    invoices.mark_paid(invoice=invoice, transfer=transfer, by=officer, now=now)


def _invoice(booking: Booking) -> Invoice:
    return booking.invoices.latest("pk")


def _cancel(delegate: Delegate, now: datetime) -> None:
    bookings.cancel(delegate=delegate, by=delegate.booking.booked_by, now=now)


class Voices:
    """What people say of an event in the days after it."""

    def __init__(self, event: Event, rng: random.Random, *, few: str = "") -> None:
        """Of the workshop with the title `few` not enough people say anything to be shown."""
        self.event, self.rng, self.few = event, rng, few
        self.said_of_few = 0
        pools: tuple[Pool, ...] = (_DAY_GOOD, _DAY_CHANGE, _WORKSHOP_GOOD, _WORKSHOP_CHANGE)
        self.words = {pool: rng.sample(pool, len(pool)) for pool in pools}

    def speak(self, *, except_of: Sequence[str] = ()) -> None:
        """Most of those who came answer; not those whom the addresses `except_of` have booked."""
        came = feedback.who_came(self.event).exclude(booking__booked_by__email__in=except_of)
        for delegate in came.select_related("event").order_by("pk"):
            if self.rng.random() < _ANSWERS:
                self.answer(delegate)

    def answer(self, delegate: Delegate) -> None:
        workshops = [one for one in feedback.workshops_of(delegate) if self._is_spoken_of(one)]
        said = [self._said(None), *map(self._said, workshops)]
        now = self.event.ends_at + timedelta(days=self.rng.randint(1, 6))
        feedback.give(delegate=delegate, said=said, now=now)

    def _is_spoken_of(self, workshop: Workshop) -> bool:
        if workshop.title != self.few:
            return True
        self.said_of_few += 1
        return self.said_of_few <= _ENOUGH_OF_FEW

    def _said(self, workshop: Workshop | None) -> Said:
        good, change = (_WORKSHOP_GOOD, _WORKSHOP_CHANGE) if workshop else (_DAY_GOOD, _DAY_CHANGE)
        [score] = self.rng.choices(_SCORES, _WEIGHTS)
        return Said(workshop, score, self._words(good), self._words(change))

    def _words(self, pool: Pool) -> str:
        """Each saying once, until there are none left."""
        left = self.words[pool]
        return left.pop() if left and self.rng.random() < _HAS_WORDS else ""
