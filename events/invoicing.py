"""What a booking is to pay, and which invoices that makes. Pure.

A paid or waived invoice is settled for its people for good; only a due one is ever replaced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DUE, PAID, WAIVED = "due", "paid", "waived"
REFUNDED, CANCELLED = "refunded", "cancelled"

MOVES: Mapping[str, frozenset[str]] = {
    DUE: frozenset({PAID, WAIVED, CANCELLED}),
    PAID: frozenset({REFUNDED}),
    WAIVED: frozenset(),
    REFUNDED: frozenset(),
    CANCELLED: frozenset(),
}
SETTLED = frozenset({PAID, WAIVED, REFUNDED})

type Owed = Mapping[int, int]  # number of a delegate -> pence


@dataclass(frozen=True)
class Issued:
    """An invoice as it stands: `lines` says what each delegate on it was charged."""

    number: int
    state: str
    lines: Owed
    refunded_pence: int = 0


@dataclass(frozen=True)
class Change:
    """What is to be done: cancel these invoices, issue one over `issue` (if anything is in it),
    and note what is to be paid back of paid ones: number of the invoice -> pence."""

    cancel: tuple[int, ...]
    issue: Owed
    refunds: Mapping[int, int]


def may_move(old: str, new: str) -> bool:
    return new in MOVES[old]


def change(owed: Owed, invoices: Sequence[Issued]) -> Change:
    """What makes the invoices of a booking right, for who has a place now and what it costs.

    `owed` has only those with a place; free ones may be in it with 0.
    """
    priced = {who: pence for who, pence in owed.items() if pence}
    settled = {who for one in invoices if one.state in SETTLED for who in one.lines}
    open_lines = {who: pence for who, pence in priced.items() if who not in settled}
    due = [one for one in invoices if one.state == DUE]
    stands = any(dict(one.lines) == open_lines for one in due)
    return Change(
        cancel=() if stands else tuple(one.number for one in due),
        issue={} if stands else open_lines,
        refunds={
            one.number: to_refund(one, priced) for one in invoices if one.state in {PAID, REFUNDED}
        },
    )


def to_refund(invoice: Issued, owed: Owed) -> int:
    """The pence of a paid invoice for people who do not come any more, less what went back."""
    gone = sum(pence for who, pence in invoice.lines.items() if who not in owed)
    return max(gone - invoice.refunded_pence, 0)
