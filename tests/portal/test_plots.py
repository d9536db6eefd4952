"""Pictures are drawn of what a table shows, and of nothing else."""

from collections.abc import Sequence

import pytest

from portal.plots import GROUND, WIDE, Plot, plot
from portal.quarters import Quarter, Span
from portal.reports import Column, by_name, by_quarter
from portal.suppression import Reading

FIRST = Quarter(2024, 2)
DECLINED = Column("Declined", Reading.FEW)
SAID = {"key": "x", "title": "X", "about": "X"}


def upright(numbers: Sequence[tuple[int, ...]], columns: Sequence[Column] = (DECLINED,)) -> Plot:
    span = Span(FIRST, FIRST.moved(len(numbers) - 1))
    counts = dict(zip(span.quarters, numbers, strict=True))
    made = plot(by_quarter(span, counts, **SAID, columns=columns))
    assert made
    return made


def lying(rows: Sequence[tuple[str, tuple[int, ...]]]) -> Plot:
    made = plot(by_name(rows, **SAID, first="What", columns=(DECLINED,)))
    assert made
    return made


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_a_hidden_number_has_a_bar_of_always_the_same_height(hidden: int) -> None:
    bars = upright([(hidden,), (10,)]).bars
    assert [bar.height for bar in bars] == [37.5, 150.0]


def test_bars_stand_on_the_ground_beside_each_other() -> None:
    bars = upright([(5, 10)], [DECLINED, Column("Withdrawn", Reading.FEW)]).bars
    assert [bar.y + bar.height for bar in bars] == [GROUND, GROUND]
    assert [bar.series for bar in bars] == [1, 2]
    assert bars[0].x + bars[0].width == bars[1].x


def test_what_is_not_to_be_drawn_is_left_out() -> None:
    made = upright([(5, 10)], [DECLINED, Column("In doubt", Reading.FEW, is_drawn=False)])
    assert (made.series, len(made.bars)) == (("Declined",), 1)


def test_a_scale_ends_at_a_number_that_is_easy_to_read() -> None:
    beside = [each.text for each in upright([(1203,)]).words if each.x == 0]
    assert beside == ["0", "1,000", "2,000"]


@pytest.mark.parametrize(
    ("quarters", "labels"),
    [
        (4, ["Apr 2024", "Jul 2024", "Oct 2024", "Jan 2025"]),
        (8, ["Apr 2024", "Oct 2024", "Apr 2025", "Oct 2025"]),
        (20, ["Apr 2024", "Apr 2025", "Apr 2026", "Apr 2027", "Apr 2028"]),
        (40, ["Apr 2024", "Apr 2026", "Apr 2028", "Apr 2030", "Apr 2032"]),
    ],
)
def test_of_many_quarters_some_are_named(quarters: int, labels: list[str]) -> None:
    made = upright([(5,)] * quarters)
    assert [each.text for each in made.words if each.x] == labels


def test_the_longest_row_fills_the_width() -> None:
    assert [bar.width for bar in lying([("London", (20,)), ("Wales", (10,))]).bars] == [WIDE, 180]


def test_a_long_name_takes_two_lines_and_is_cut() -> None:
    words = [each.text for each in lying([("Letters in other languages " * 6, (5,))]).words]
    assert (len(words), words[1][-1]) == (2, "…")
    assert max(map(len, words)) <= 48


def test_nothing_is_drawn_of_nothing() -> None:
    empty = by_name([], **SAID, first="What", columns=(DECLINED,))
    none = by_name([("London", (0,))], **SAID, first="What", columns=(DECLINED,))
    assert (plot(empty), plot(none)) == (None, None)
