"""Feedback on a forum as far as staff may see it. Pure.

What few people have said is not shown: below `FEWEST` answers there is neither an average nor a
word of them, and the number itself is only "<5".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Answer:
    """What one person said, without who it was."""

    score: int | None
    felt_safe: int | None
    good: str
    change: str


@dataclass(frozen=True)
class Verdict:
    """How many answered; averages from 1 to 5, or ""; and words."""

    answers: str
    score: str = ""
    felt_safe: str = ""
    good: tuple[str, ...] = ()
    change: tuple[str, ...] = ()


def verdict(answers: Sequence[Answer]) -> Verdict:
    """What the answers come to, or only that they are few."""
    if len(answers) < FEWEST:
        return Verdict(f"<{FEWEST}" if answers else "0")
    return Verdict(
        str(len(answers)),
        _average(one.score for one in answers),
        _average(one.felt_safe for one in answers),
        _words(one.good for one in answers),
        _words(one.change for one in answers),
    )


def _average(scores: Iterable[int | None]) -> str:
    given = [score for score in scores if score is not None]
    return f"{sum(given) / len(given):.1f}" if len(given) >= FEWEST else ""


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    """By the alphabet, so that what was said about good and bad cannot be put side by side."""
    return tuple(sorted(filter(None, texts), key=str.casefold))
