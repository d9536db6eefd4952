"""When somebody invited is there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from forums.speaker_times import Part, link_opens_at, part_of, sanctuaries_within

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    pk: int
    minutes: int
    is_sanctuary: bool = False


ITEMS = [Item(1, 20), Item(2, 30, is_sanctuary=True), Item(3, 10)]


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("item", "begins", "ends"), [(1, 0, 20), (2, 20, 50), (3, 50, 60), (None, 0, 120)]
)
def test_a_part_follows_from_the_agenda(item: int | None, begins: int, ends: int) -> None:
    part = part_of(item, starts_at=NOON, ends_at=at(120), items=ITEMS)

    assert (part.starts_at, part.ends_at) == (at(begins), at(ends))


def test_an_agenda_longer_than_its_forum_counts_to_its_end() -> None:
    assert part_of(None, starts_at=NOON, ends_at=at(30), items=ITEMS).ends_at == at(60)


@pytest.mark.parametrize(
    ("begins", "ends", "found"),
    [(0, 20, []), (50, 60, []), (0, 21, [2]), (49, 60, [2]), (0, 60, [2])],
)
def test_the_sanctuary_within_somebodys_time(begins: int, ends: int, found: list[int]) -> None:
    inside = sanctuaries_within(Part(at(begins), at(ends)), NOON, ITEMS)

    assert [item.pk for item in inside] == found


@pytest.mark.parametrize(
    ("items", "item", "opens"),
    [
        (ITEMS, 3, at(50 - 15)),
        (ITEMS, 2, at(20 - 2880)),  # who leads the sanctuary, and there is no other
        (ITEMS[::2], 3, at(20 - 2880)),
        (ITEMS, None, at(-2880)),
    ],
)
def test_the_way_in_waits_where_a_sanctuary_is_outside_of_a_part(
    items: list[Item], item: int | None, opens: datetime
) -> None:
    part = part_of(item, starts_at=NOON, ends_at=at(120), items=items)

    assert link_opens_at(part, NOON, items) == opens
