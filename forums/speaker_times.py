"""When somebody invited is there: for the whole forum, or for one item of its agenda.

Pure: no database, no request, no settings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from forums.timetable import LINK_SHOWN, Span, spans

# One room online serves the whole forum: earlier, somebody who is there for one item alone could
# walk into a sanctuary before anybody has looked who is waiting.
LINK_SHOWN_FOR_A_PART = timedelta(minutes=15)


class Item(Protocol):
    """An item of an agenda, as far as its time goes."""

    pk: Any
    title: str
    minutes: int

    @property
    def is_sanctuary(self) -> bool: ...


@dataclass(frozen=True)
class Part(Span):
    """`item` is None for the whole forum."""

    item: Item | None = None

    @property
    def title(self) -> str:
        return self.item.title if self.item else ""

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


def timed(starts_at: datetime, items: Sequence[Item]) -> Iterator[Part]:
    """The items of an agenda, in their order, one after the other from its start."""
    times = spans(starts_at, (item.minutes for item in items))
    for item, span in zip(items, times, strict=True):
        yield Part(span.starts_at, span.ends_at, item)


def part_of(
    item: Any | None, *, starts_at: datetime, ends_at: datetime, items: Sequence[Item]
) -> Part:
    """The time of who is there for the item of that number, or for the whole with None.

    An agenda that is longer than its forum counts to its own end.
    """
    parts = list(timed(starts_at, items))
    if item is None:
        return Part(starts_at, max([ends_at, *(part.ends_at for part in parts)]))
    return next(part for part in parts if part.item is not None and part.item.pk == item)


def link_opens_at(part: Part, starts_at: datetime, items: Sequence[Item]) -> datetime:
    """From when on the way in online is shown, until their part ends."""
    others = (one.item for one in timed(starts_at, items) if one.item != part.item)
    is_kept_apart = any(item is not None and item.is_sanctuary for item in others)
    is_whole = part.item is None
    early = LINK_SHOWN if is_whole or not is_kept_apart else LINK_SHOWN_FOR_A_PART
    return part.starts_at - early


def sanctuaries_within(part: Part, starts_at: datetime, items: Sequence[Item]) -> list[Item]:
    """The items of the sanctuary that fall into somebody's time."""
    inside = (one for one in timed(starts_at, items) if one.meets(part))
    return [one.item for one in inside if one.item is not None and one.item.is_sanctuary]
