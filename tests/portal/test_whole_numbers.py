"""Whole numbers that came as text."""

import pytest

from portal.whole_numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)],
)
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_0", "１", "²", "x", "9" * 19])
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_longer_than_asked_for_is_none() -> None:
    assert [whole_number("1234", digits=4), whole_number("12345", digits=4)] == [1234, None]
