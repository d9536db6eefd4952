"""What a reader can find out from what is shown, by trying all numbers that look the same."""

from collections.abc import Sequence
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from portal.quarters import Quarter, Span
from portal.reports import Column, Table, by_quarter
from portal.suppression import FEWEST, Reading, Shown, few, share, step, total, whole

SMALL = set(range(1, FEWEST))
numbers = st.integers(min_value=0, max_value=12)
FIRST = Quarter(2024, 2)
COLUMNS = (Column("Declined", Reading.FEW), Column("Withdrawn", Reading.FEW))


def test_one_to_four_are_hidden_and_nothing_else_is() -> None:
    assert [few(number).words for number in range(7)] == ["0", "<5", "<5", "<5", "<5", "5", "6"]


def test_in_steps_none_and_four_look_alike() -> None:
    shown = [step(number).words for number in (0, 4, 5, 9, 10, 1203)]
    assert shown == ["<5", "<5", "5–9", "5–9", "10–14", "1,200–1,204"]


def test_a_plain_count_is_given_as_it_is() -> None:
    assert (whole(4).words, whole(1200).words) == ("4", "1,200")


def test_a_sum_gives_way_where_a_part_is_hidden() -> None:
    assert total([few(3), few(20)]).words == "21–24"
    assert total([few(7), few(0)]).words == "7"
    assert total([few(2), few(0)]).words == "<5"


def test_a_bar_is_as_long_for_one_as_for_four() -> None:
    assert {few(number).drawn for number in SMALL} == {2.5}


def period(counts: dict[Quarter, tuple[int, ...]], first: int, last: int) -> Table:
    """The report's table over some of the quarters."""
    span = Span(FIRST.moved(first), FIRST.moved(last))
    said = {"key": "x", "title": "X", "about": "X"}
    return by_quarter(span, counts, **said, columns=COLUMNS)


def read(tables: Sequence[Table]) -> list[list[str]]:
    """All that somebody sees who has all these reports."""
    return [[row.label, *row.words] for table in tables for row in table.lines]


def what_each_may_be(
    counts: dict[Quarter, tuple[int, ...]], periods: Sequence[tuple[int, int]]
) -> list[set[int]]:
    """By hidden number: all the values of it that fit with everything that the reports show."""
    seen = read([period(counts, *each) for each in periods])
    at = [(q, c) for q, row in counts.items() for c, number in enumerate(row) if number in SMALL]
    may_be: list[set[int]] = [set() for _place in at]
    for guess in product(SMALL, repeat=len(at)):
        tried = {quarter: list(row) for quarter, row in counts.items()}
        for (quarter, column), number in zip(at, guess, strict=True):
            tried[quarter][column] = number
        if read([period({q: tuple(r) for q, r in tried.items()}, *p) for p in periods]) == seen:
            for values, number in zip(may_be, guess, strict=True):
                values.add(number)
    return may_be


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=3), st.data())
def test_overlapping_reports_leave_every_hidden_number_open(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Two periods with their sums side by side: a year, and the year without a quarter."""
    counts = {FIRST.moved(at): row for at, row in enumerate(rows)}
    place = st.integers(min_value=0, max_value=len(rows) - 1)
    periods = [sorted((data.draw(place), data.draw(place))) for _report in range(2)]

    found = what_each_may_be(counts, [(0, len(rows) - 1), *((a, b) for a, b in periods)])

    assert all(values == SMALL for values in found)


def test_the_attack_finds_what_an_exact_sum_would_tell() -> None:
    """A control: with the sum as it is, the one hidden number is what is left."""
    shown, exact = [few(3), few(9)], 12
    fits = {n for n in SMALL if n + 9 == exact}

    assert (fits, total(shown)) == ({3}, Shown(10, 13))


@given(st.integers(min_value=FEWEST, max_value=60), st.data())
def test_the_few_who_are_not_of_a_kind_cannot_be_reckoned(
    members: int, data: st.DataObject
) -> None:
    """Of a number of members that is shown, some are of a category: neither those nor the others
    are found where they are fewer than five."""
    of_it = data.draw(st.integers(min_value=0, max_value=members))
    shown = share(of_it, of=members)

    alike = {number for number in range(members + 1) if share(number, of=members) == shown}

    if of_it < FEWEST or members - of_it < FEWEST:
        assert len(alike) >= min(FEWEST, members - FEWEST + 1)


parts = st.sets(st.sampled_from(["forum", "event", "news"]), min_size=1)


@given(st.lists(parts, max_size=40))
def test_who_took_part_cannot_be_reckoned_from_the_other_columns(
    organisations: list[set[str]],
) -> None:
    """Each organisation in one or several columns, and once in "anything": the columns bound each
    other, and still none that is small is found."""
    columns = [sum(what in each for each in organisations) for what in ("forum", "event", "news")]
    shown = [step(number) for number in [*columns, len(organisations)]]

    fitting = [
        guess
        for guess in product(*(range(cell.least, cell.most + 1) for cell in shown))
        if max(guess[:3]) <= guess[3] <= sum(guess[:3])
    ]

    for at, cell in enumerate(shown):
        if cell.most < FEWEST:
            assert len({guess[at] for guess in fitting}) >= 3


@given(st.integers(min_value=0, max_value=80), st.data())
def test_who_did_not_come_cannot_be_reckoned(booked: int, data: st.DataObject) -> None:
    """Nobody knows exactly how many of those booked stayed away."""
    came = data.draw(st.integers(min_value=0, max_value=booked))
    both = [range(cell.least, cell.most + 1) for cell in (step(booked), step(came))]

    away = {first - second for first, second in product(*both) if first >= second}

    assert len(away) >= FEWEST


quarters_of_support = st.tuples(numbers, numbers, numbers, numbers).filter(
    lambda n: n[1] <= n[0] and n[1] + n[3] <= n[0] + n[2]
)


@given(quarters_of_support)
def test_who_was_helped_cannot_be_reckoned_from_who_asked(counts: tuple[int, ...]) -> None:
    """Nobody is helped who has not asked by then, and hours tell whether somebody was helped."""
    shown = [step(number) for number in counts]
    hours = [counts[1] > 0, counts[3] > 0]

    fitting = [
        guess
        for guess in product(*(range(cell.least, cell.most + 1) for cell in shown))
        if guess[1] <= guess[0] and guess[1] + guess[3] <= guess[0] + guess[2]
        if [guess[1] > 0, guess[3] > 0] == hours
    ]

    for at, cell in enumerate(shown):
        may_be = {guess[at] for guess in fitting}
        if cell.most < FEWEST and may_be != {0}:
            assert len(may_be) >= 3
