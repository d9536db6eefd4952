"""What the columns and rows of a list of members say."""

from datetime import date
from typing import Any

import pytest

from network.member_lists import EXAMPLE, Column, missing, read_row, recognise

TODAY = date(2026, 6, 1)
GOOD = {
    Column.NAME: "Baobab  Mentoring",
    Column.JOINED_ON: "01/04/2019",
    Column.CATEGORIES: "Led; supports; led",
    Column.BASIS: "Form of 2019",
}


def read(**cells: str) -> Any:
    said = {column.value: text for column, text in GOOD.items()} | cells
    places = {name: place for place, name in enumerate(said)}
    return read_row(list(said.values()), places, width=len(said), today=TODAY)


def test_headings_of_the_template_are_recognised() -> None:
    headings = [str(column.label) for column in Column]
    assert recognise(headings) == {column.value: place for place, column in enumerate(Column)}


def test_other_headings_are_recognised_too() -> None:
    found = recognise(["Date joined", "NAME", "Shoe size", "charity_number"])
    assert found == {"name": 1, "joined_on": 0, "number_ccew": 3}


def test_what_a_list_cannot_do_without_is_named() -> None:
    assert missing({"name": 0, "basis": 1}) == [Column.JOINED_ON, Column.CATEGORIES]


def test_example_of_the_template_has_nothing_wrong() -> None:
    assert read(**{column.value: text for column, text in EXAMPLE.items()}).problems == []


def test_row_is_read_into_the_lists_of_the_site() -> None:
    values = read(regions="London", emails="Ada@Example.org; b@example.org").values
    assert (values["name"], values["joined_on"], values["categories"]) == (
        "Baobab Mentoring",
        "2019-04-01",
        ["led", "supports"],
    )
    assert (values["regions"], values["emails"], values["sector"]) == (
        ["london"],
        ["ada@example.org", "b@example.org"],
        "unsure",
    )


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"name": ""}, "Organisation: is missing"),
        ({"name": "=cmd|' /C calc'!A0"}, "Organisation: there is a formula; put its result there"),
        ({"name": "B\x07b"}, "Organisation: there are characters that cannot be shown"),
        ({"name": "x" * 201}, "Organisation: is too long: at most 200 characters"),
        (
            {"joined_on": "April 2019"},
            "Member since: “April 2019” is no day, like 2019-04-01 or 01/04/2019",
        ),
        ({"joined_on": "2026-06-02"}, "Member since: the day is to come, or too long ago"),
        ({"joined_on": "1066-10-14"}, "Member since: the day is to come, or too long ago"),
        (
            {"categories": "led; friends"},
            "Categories: “friends” is none of: led, specialist, designed, supports",
        ),
        (
            {"number_ccew": "12"},
            "Charity number (England and Wales): Charity numbers in England and Wales have 6 or 7 "
            "digits, like 1234567",
        ),
        ({"emails": "ada@"}, "Contact e-mail: “ada@” is no address"),
        ({"website": "not a site"}, "Website: is no web address, like https://www.example.org"),
        ({"is_publicly_listed": "perhaps"}, "Named in public: write “yes” or “no”"),
    ],
)
def test_what_is_wrong_is_said_in_words(cells: dict[str, str], problem: str) -> None:
    assert read(**cells).problems == [problem]


def test_half_a_row_lacks_what_is_not_there() -> None:
    places = {"name": 0, "joined_on": 1, "categories": 2, "basis": 3}
    problems = read_row(["Baobab", "2019-04-01"], places, width=4, today=TODAY).problems
    assert problems == ["Categories: is missing", "Basis: is missing"]


def test_row_with_more_cells_than_headings_is_wrong() -> None:
    places = {"name": 0, "joined_on": 1, "categories": 2, "basis": 3}
    cells = ["Baobab", "2019-04-01", "led", "Form", "more"]
    problems = read_row(cells, places, width=4, today=TODAY).problems
    assert problems == ["There are more cells than headings: a comma too many?"]


def test_key_is_the_same_for_another_way_of_writing() -> None:
    keys = {
        read(name="Baobab Mentoring", number_ccew="1234567").key,
        read(name=" baobab  MENTORING", number_ccew="Charity no. 1234567").key,
    }
    assert len(keys) == 1


def test_key_differs_by_name_and_number() -> None:
    keys = {read().key, read(name="Hope").key, read(number_ccew="1234567").key}
    assert len(keys) == 3
