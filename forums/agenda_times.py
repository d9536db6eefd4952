"""When each item of an agenda is: times follow from the start and the minutes before it.

Pure: no database, no request, no settings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """From when until when; moments are aware."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def spans(starts_at: datetime, minutes: Iterable[int]) -> list[Span]:
    """One after the other, without gaps. Empty for no items."""
    found: list[Span] = []
    for length in minutes:
        until = starts_at + timedelta(minutes=length)
        found.append(Span(starts_at, until))
        starts_at = until
    return found
