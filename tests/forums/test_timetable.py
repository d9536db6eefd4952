"""Times of an agenda follow from its start."""

from datetime import UTC, datetime

from forums.timetable import Span, spans
from portal.times import LONDON


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 29, hour, minute, tzinfo=UTC)


def test_items_follow_one_another() -> None:
    found = spans(at(9), [20, 45])
    assert found == [Span(at(9), at(9, 20)), Span(at(9, 20), at(10, 5))]


def test_an_agenda_without_items_has_no_times() -> None:
    assert spans(at(9), []) == []


def test_a_change_of_the_clocks_shifts_nobody() -> None:
    start = datetime(2026, 3, 29, 0, 30, tzinfo=LONDON)  # an hour before there is no 1am
    (first, second) = spans(start, [60, 30])
    assert (first.ends_at, second.ends_at) == (at(1, 30), at(2))
    assert second.starts_at.astimezone(LONDON).hour == 2
