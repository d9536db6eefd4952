"""How far a number may be read, so that nobody finds people behind it: docs/adr/0015.

Every number of a report goes through one of `whole`, `few`, `step` and `share`. All that is
reckoned afterwards (totals, bars of a picture) is reckoned from what they return, never from the
number itself, and so says no more than they do. Pure: no database, no request, no settings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

FEWEST = 5  # from so many on a number of people or organisations may be read


@dataclass(frozen=True)
class Shown:
    """What a reader learns of a number: that it lies between these two, and nothing else."""

    least: int
    most: int

    @property
    def words(self) -> str:
        if self.least == self.most:
            return f"{self.least:,}"
        return f"<{FEWEST}" if self.most < FEWEST else f"{self.least:,}–{self.most:,}"

    @property
    def is_exact(self) -> bool:
        return self.least == self.most

    @property
    def drawn(self) -> float:
        """How long a picture draws it: the middle of what is known, so that it tells no more."""
        return (self.least + self.most) / 2


def whole(number: int) -> Shown:
    """A plain count, such as of forums: it points to nobody."""
    return Shown(number, number)


def few(number: int) -> Shown:
    """People or organisations of a kind, counted once and for good: 1 to 4 are "<5"."""
    return Shown(1, FEWEST - 1) if 0 < number < FEWEST else Shown(number, number)


def step(number: int) -> Shown:
    """As `few`, of what is also counted another way or on another day: in steps of five.

    None is "<5" as well, so that 0 and 4 look alike.
    """
    least = number - number % FEWEST
    return Shown(least, least + FEWEST - 1)


def share(number: int, *, of: int) -> Shown:
    """A step of a whole that is shown itself: where all but a few are in it, those few stay hidden.

    They are none to four then, as "<5" is.
    """
    if number >= FEWEST and of - number < FEWEST:
        return Shown(max(FEWEST, of - FEWEST + 1), of)
    return step(number)


def total(cells: Iterable[Shown]) -> Shown:
    """The sum of what is shown: where a part is hidden, the sum gives way and not another part."""
    listed = list(cells)
    return Shown(sum(cell.least for cell in listed), sum(cell.most for cell in listed))


class Reading(Enum):
    """How the numbers of a column may be read."""

    WHOLE = "whole"
    FEW = "few"
    STEP = "step"


READ: dict[Reading, Callable[[int], Shown]] = {
    Reading.WHOLE: whole,
    Reading.FEW: few,
    Reading.STEP: step,
}
