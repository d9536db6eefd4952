"""When somebody invited is there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from forums.speaker_times import Part, part_of, sanctuaries_within

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
    ("minutes", "is_shown"), [(-2881, False), (-2880, True), (19, True), (20, False)]
)
def test_the_way_in_is_shown_from_two_days_before_to_its_end(minutes: int, is_shown: bool) -> None:
    assert Part(NOON, at(20)).shows_link(at(minutes)) is is_shown
