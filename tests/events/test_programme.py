"""A programme as people read it: rows in order, only who accepted, places in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from events.choices import SlotKind
from events.programme import Part, People, Person, Session, Words, arrange, people, places

TEN = datetime(2027, 6, 2, 9, tzinfo=UTC)  # in London
HOUR = timedelta(hours=1)


def part(title: str, start: float = 0, hours: float = 1, **fields: Any) -> Part:
    starts_at = TEN + start * HOUR
    values = {"kind": SlotKind.OTHER, "starts_at": starts_at, "ends_at": starts_at + hours * HOUR}
    return Part(title=title, **values | fields)


def titles(*parts: Part) -> list[list[list[str]]]:
    """Day by day, row by row."""
    return [[[part.title for part in row.parts] for row in day.rows] for day in arrange(parts)]


def test_rows_are_in_the_order_of_time() -> None:
    assert titles(part("Lunch", 3), part("Panel", 0), part("Series", 1.5)) == [
        [["Panel"], ["Series"], ["Lunch"]]
    ]


def test_what_is_on_at_the_same_time_shares_a_row() -> None:
    rows = titles(part("Lunch", 2), part("Drop-in", 2), part("Short talk", 2, hours=0.5))

    assert rows == [[["Short talk"], ["Lunch", "Drop-in"]]]


def test_days_are_londons() -> None:
    late, later = part("Late", 13.5), part("After midnight", 14.5)  # 22:30 and 23:30 UTC

    assert [day.date for day in arrange([later, late])] == [date(2027, 6, 2), date(2027, 6, 3)]


def test_no_parts_are_no_days() -> None:
    assert arrange([]) == []


def test_a_row_tells_when_it_ends() -> None:
    (day,) = arrange([part("Panel", hours=1.25)])

    assert day.rows[0].times == "10am to 11:15am"


ADA, BEN = Person("Ada"), Person("Ben")
PENDING = [Person("Quiet Person", state="planned"), Person("Quiet Person", state="invited")]
GONE = [Person("Quiet Person", state="declined"), Person("Quiet Person", state="withdrawn")]


@pytest.mark.parametrize(
    ("asked", "options", "expected"),
    [
        ([], {}, People()),
        ([ADA, BEN], {}, People((ADA, BEN))),
        ([ADA, *GONE], {}, People((ADA,))),
        ([ADA, PENDING[1]], {}, People((ADA,), "More to be announced")),
        ([ADA], {"more_to_come": True}, People((ADA,), "More to be announced")),
        ([PENDING[0]], {}, People((), "Panellists to be announced")),
        ([], {"more_to_come": True}, People((), "Panellists to be announced")),
        (GONE, {}, People()),
        ([], {"is_workshop": True, "kind": "series"}, People((), "Facilitators to be announced")),
        (GONE, {"is_workshop": True, "kind": "series"}, People((), "Facilitators to be announced")),
        ([ADA], {"is_workshop": True, "kind": "series"}, People((ADA,))),
        (PENDING, {"kind": "performance"}, People((), "Performers to be announced")),
        (PENDING, {"kind": "other"}, People((), "Speakers to be announced")),
    ],
)
def test_only_who_accepted_is_named(
    asked: list[Person], options: dict[str, Any], expected: People
) -> None:
    assert people(asked, **{"kind": SlotKind.PANEL} | options) == expected


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (0, Words("20 places left", "good")),
        (14, Words("6 places left", "good")),
        (17, Words("3 places left", "wait")),
        (19, Words("1 place left", "wait")),
        (20, Words("Full: join the waiting list", "bad")),
        (22, Words("Full: join the waiting list", "bad")),  # staff took one over the limit
    ],
)
def test_places_left_in_words(taken: int, words: Words) -> None:
    assert places(capacity=20, taken=taken, is_open=True, has_opened=True) == words


def test_before_booking_opens_all_places_are_told() -> None:
    assert places(capacity=1, taken=0, is_open=False, has_opened=False) == Words(
        "1 place", "neutral"
    )


def test_places_matter_no_more_when_nothing_can_be_chosen() -> None:
    assert places(capacity=20, taken=3, is_open=False, has_opened=True) is None


@pytest.mark.parametrize(
    ("kind", "title", "label"),
    [
        (SlotKind.PANEL, "Where we stand", "Keynote panel"),
        (SlotKind.PANEL, "Morning keynote panel", ""),
        (SlotKind.SERIES, "Workshop series 2", ""),
        (SlotKind.OTHER, "Welcome", ""),
    ],
)
def test_a_kind_is_told_unless_the_title_does(kind: str, title: str, label: str) -> None:
    assert part(title, kind=kind).label == label


def test_a_workshop_unfolds_only_what_it_has() -> None:
    plain = Session("w", "Workshop", People((ADA,)))
    told = Session("w", "Workshop", People((Person("Ada", biography="Writes."),)))

    assert (plain.has_more, told.has_more) == (False, True)
    assert Session("w", "Workshop", description="How to.").has_more
