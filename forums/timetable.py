"""When each item of an agenda is: one after the other, from the forum's start. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LINK_SHOWN = timedelta(days=2)  # before the start of what somebody is there for


@dataclass(frozen=True)
class Span:
    """From when until when, as aware moments."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def spans(starts_at: datetime, minutes: Iterable[int]) -> list[Span]:
    """The time of each item in turn, in UTC; `minutes` says how long each takes.

    Counted in passing time: a change of the clocks in between shifts nobody.
    """
    found, moment = [], starts_at.astimezone(UTC)
    for length in minutes:
        found.append(Span(moment, moment := moment + timedelta(minutes=length)))
    return found
