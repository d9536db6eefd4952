"""What came of an event, as figures and bars: pure, from rows that others read.

What few people have said is not shown: below `FEWEST` answers there is neither an average nor
a word of them, and the number itself is only "<5".
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5  # answers from which on they are shown
WHOLE = 100  # width of a bar's drawing
RELEASED, WAITING = "released", "waiting"


@dataclass(frozen=True)
class Bar:
    """A row of a plot and of its table: the first figure is drawn, all are written."""

    label: str
    figures: tuple[str | int, ...]
    width: int  # of `WHOLE`


@dataclass(frozen=True)
class Choice:
    """One place of a delegate in a workshop, the earliest first."""

    delegate: int
    series: int
    workshop: int
    state: str


@dataclass(frozen=True)
class Demand:
    """How a workshop was asked for, in people."""

    first: int = 0
    waiting: int = 0
    swapped: int = 0


@dataclass(frozen=True)
class Answer:
    """Feedback about one thing, without who gave it."""

    score: int | None
    good: str
    change: str


@dataclass(frozen=True)
class Verdict:
    """Feedback about one thing, as far as it may be shown."""

    answers: str
    average: str
    tenths: int | None
    good: tuple[str, ...] = ()
    change: tuple[str, ...] = ()


def bars(rows: Iterable[tuple[str, Sequence[str | int]]], most: int = 0) -> list[Bar]:
    """Bars of the rows' first figures; the longest, or `most`, fills the whole width."""
    listed = list(rows)
    drawn = [first if isinstance(first := figures[0], int) else 0 for _label, figures in listed]
    whole = max(most, *drawn, 1) if drawn else 1
    return [
        Bar(label, tuple(figures), round(WHOLE * size / whole))
        for (label, figures), size in zip(listed, drawn, strict=True)
    ]


def demand(choices: Iterable[Choice]) -> dict[int, Demand]:
    """By workshop: whose first choice in its series it was, who waits, and who gave it up for
    another one of the series. `choices` come in the order in which they were made.
    """
    firsts: dict[tuple[int, int], Choice] = {}
    held: dict[tuple[int, int], int] = {}
    listed = list(choices)
    for one in listed:
        firsts.setdefault((one.delegate, one.series), one)
        if one.state not in (RELEASED, WAITING):
            held[one.delegate, one.series] = one.workshop
    first = Counter(one.workshop for one in firsts.values())
    waiting = Counter(one.workshop for one in listed if one.state == WAITING)
    given_up = {
        (one.workshop, one.delegate)
        for one in listed
        if one.state == RELEASED
        and held.get((one.delegate, one.series), one.workshop) != one.workshop
    }
    swapped = Counter(workshop for workshop, _delegate in given_up)
    return {
        number: Demand(first[number], waiting[number], swapped[number])
        for number in {one.workshop for one in listed}
    }


def verdict(answers: Sequence[Answer]) -> Verdict:
    """Number, average of 1 to 5 and words, in an order that says nothing; or that they are few."""
    if not answers:
        return Verdict("0", "", None)
    scores = [one.score for one in answers if one.score is not None]
    if len(answers) < FEWEST:
        return Verdict(f"<{FEWEST}", "", None)
    tenths = round(10 * sum(scores) / len(scores)) if len(scores) >= FEWEST else None
    return Verdict(
        str(len(answers)),
        "" if tenths is None else f"{tenths / 10:.1f}",
        tenths,
        _words(one.good for one in answers),
        _words(one.change for one in answers),
    )


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    """By the alphabet, so that what was said about good and bad cannot be put side by side."""
    return tuple(sorted(filter(None, texts), key=str.casefold))
