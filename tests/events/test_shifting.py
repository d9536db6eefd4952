"""What a copy for next year is called, and when it is."""

from datetime import date

import pytest

from events.shifting import next_years, with_next_year


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Annual conference 2026", "Annual conference 2027"),
        ("annual-conference-2026", "annual-conference-2027"),
        ("Conference 2026/27", "Conference 2027/28"),
        ("Conference 2099–00", "Conference 2100–01"),
        ("Looking back: 2025-2026", "Looking back: 2026-2027"),
        ("trainings-2026-12", "trainings-2027-12"),
        ("Room 12026, 1999", "Room 12026, 2000"),
        ("Trauma-informed mentoring", "Trauma-informed mentoring"),
    ],
)
def test_years_in_a_name_become_the_next(text: str, later: str) -> None:
    assert with_next_year(text) == later


def test_next_year_is_on_the_same_weekday() -> None:
    assert next_years(date(2023, 11, 22)) == date(2024, 11, 20)
