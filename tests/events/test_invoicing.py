"""Which invoices a booking needs: the rules as a table, and what may become of an invoice."""

import pytest

from events.invoicing import CANCELLED, DUE, MOVES, PAID, REFUNDED, WAIVED, Issued, change, may_move

ADA, BEN, CAT = 1, 2, 3
BOTH = {ADA: 4500, BEN: 9000}


def due(lines: dict[int, int]) -> Issued:
    return Issued(10, DUE, lines)


def paid(lines: dict[int, int], refunded: int = 0) -> Issued:
    return Issued(10, PAID, lines, refunded)


@pytest.mark.parametrize(
    ("owed", "invoices", "cancels", "issues", "refunds"),
    [
        pytest.param({}, [], (), {}, {}, id="nobody"),
        pytest.param({ADA: 0}, [], (), {}, {}, id="free"),
        pytest.param(BOTH, [], (), BOTH, {}, id="new"),
        pytest.param({ADA: 4500, BEN: 0}, [], (), {ADA: 4500}, {}, id="free and priced"),
        pytest.param(BOTH, [due(BOTH)], (), {}, {}, id="stands"),
        pytest.param({ADA: 4500}, [due(BOTH)], (10,), {ADA: 4500}, {}, id="one left before"),
        pytest.param({}, [due(BOTH)], (10,), {}, {}, id="all left before"),
        pytest.param(BOTH, [due({ADA: 4500})], (10,), BOTH, {}, id="one more before"),
        pytest.param({ADA: 5000}, [due({ADA: 4500})], (10,), {ADA: 5000}, {}, id="new price"),
        pytest.param(BOTH, [paid(BOTH)], (), {}, {10: 0}, id="paid"),
        pytest.param({ADA: 4500}, [paid(BOTH)], (), {}, {10: 9000}, id="one left after"),
        pytest.param({}, [paid(BOTH)], (), {}, {10: 13500}, id="all left after"),
        pytest.param({}, [paid(BOTH, 9000)], (), {}, {10: 4500}, id="the other left later"),
        pytest.param({}, [Issued(10, REFUNDED, BOTH, 13500)], (), {}, {10: 0}, id="gone back"),
        pytest.param(
            {**BOTH, CAT: 100}, [paid(BOTH)], (), {CAT: 100}, {10: 0}, id="one more after"
        ),
        pytest.param(BOTH, [Issued(10, WAIVED, BOTH)], (), {}, {}, id="waived"),
        pytest.param({}, [Issued(10, WAIVED, BOTH)], (), {}, {}, id="left after waiving"),
        pytest.param(BOTH, [Issued(10, CANCELLED, BOTH)], (), BOTH, {}, id="cancelled counts not"),
    ],
)
def test_what_a_booking_needs(
    owed: dict[int, int],
    invoices: list[Issued],
    cancels: tuple[int, ...],
    issues: dict[int, int],
    refunds: dict[int, int],
) -> None:
    wanted = change(owed, invoices)

    assert (wanted.cancel, wanted.issue, wanted.refunds) == (cancels, issues, refunds)


def test_only_these_moves_are_legal() -> None:
    legal = {(old, new) for old in MOVES for new in MOVES if may_move(old, new)}

    assert legal == {(DUE, PAID), (DUE, WAIVED), (DUE, CANCELLED), (PAID, REFUNDED)}
