"""What a copy for next year is called, and when it is."""

from datetime import date

import pytest

from events.shifting import next_years, with_next_year


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Annual conference 2026", "Annual conference 2027"),
        ("annual-conference-2027", "annual-conference-2028"),
        ("Conference 2026/27", "Conference 2027/28"),
        ("Looking back: 2025-2026", "Looking back: 2025-2027"),
        ("trainings-2026-12", "trainings-2027-12"),
        ("Agenda 2030: conference 2026", "Agenda 2030: conference 2027"),
        ("Room 12026, since 1948", "Room 12026, since 1948"),
        ("Trauma-informed mentoring", "Trauma-informed mentoring"),
    ],
)
def test_years_near_its_date_become_the_next(text: str, later: str) -> None:
    assert with_next_year(text, date(2027, 1, 13)) == later


def test_turn_of_the_century_in_two_digits() -> None:
    assert with_next_year("Conference 2099–00", date(2099, 11, 4)) == "Conference 2100–01"


def test_next_year_is_on_the_same_weekday() -> None:
    assert next_years(date(2023, 11, 22)) == date(2024, 11, 20)
