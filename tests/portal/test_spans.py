"""Stretches of whole quarters, as reports count them."""

from datetime import UTC, date, datetime

import pytest

from portal.quarters import Quarter, Span, financial_year, last_over, year_end_before


def test_a_financial_year_is_april_to_march() -> None:
    year = financial_year(2025)
    assert (year.first_day, year.last_day) == (date(2025, 4, 1), date(2026, 3, 31))
    assert [quarter.words for quarter in year.quarters] == [
        "April to June 2025",
        "July to September 2025",
        "October to December 2025",
        "January to March 2026",
    ]


def test_a_span_begins_and_ends_at_midnight_in_london() -> None:
    summer = Span(Quarter(2025, 2), Quarter(2025, 4))
    assert summer.moments == (
        datetime(2025, 3, 31, 23, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("moved", "to"),
    [(1, Quarter(2026, 1)), (-3, Quarter(2025, 1)), (-4, Quarter(2024, 4)), (0, Quarter(2025, 4))],
)
def test_quarters_move_over_the_turn_of_the_year(moved: int, to: Quarter) -> None:
    assert Quarter(2025, 4).moved(moved) == to


@pytest.mark.parametrize(
    ("today", "quarter"),
    [(date(2026, 3, 31), Quarter(2025, 4)), (date(2026, 4, 1), Quarter(2026, 1))],
)
def test_a_quarter_is_over_on_the_day_after_it(today: date, quarter: Quarter) -> None:
    assert last_over(today) == quarter


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 30), 2025), (date(2026, 3, 31), 2026), (date(2026, 12, 1), 2026)],
)
def test_the_last_31_march(day: date, year: int) -> None:
    assert year_end_before(day) == date(year, 3, 31)
