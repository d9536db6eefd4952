"""Earlier lists as offices save them: who agreed to what, and what is wrong, row by row."""

from datetime import date

import pytest

from bulletins.earlier_lists import EXAMPLE, Column, Listed, NoAddresses
from tests.factories.earlier_lists import AGREED, TODAY, read_rows

ADA = "ada@example.org"


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("E-mail,Name", "ada@example.org,Ada Example"),
        ("Full name,EMAIL", "Ada  Example,Ada@Example.org"),
        ("Joined,E-Mail Address,name", "2020,ada@example.org,Ada Example"),
    ],
)
def test_people_are_found_whatever_their_columns_are_called(headings: str, row: str) -> None:
    found = read_rows(headings, row)
    assert found.people == {ADA: Listed(2, ADA, "Ada Example", "Yes.", AGREED)}


def test_headings_that_mean_nothing_are_told() -> None:
    assert read_rows("Joined,E-mail,,Town", "2020,ada@example.org").unused == ["Joined", "Town"]


def test_template_says_what_it_means() -> None:
    found = read_rows(
        "|".join(str(column.label) for column in Column).replace("|", ","),
        ",".join(EXAMPLE[column].replace(",", "") for column in Column),
        wording="",
    )
    wording = EXAMPLE[Column.WORDING].replace(",", "")
    assert found.people[ADA] == Listed(2, ADA, "Ada Example", wording, AGREED)


@pytest.mark.parametrize("text", ["2019-04-01", "01/04/2019", "1 April 2019", "2019-04-01 12:30"])
def test_row_says_itself_what_they_agreed_to_and_when(text: str) -> None:
    one = read_rows("Email,Agreed,Agreed to", f"{ADA},{text},A form").people[ADA]
    assert (one.agreed_on, one.wording) == (date(2019, 4, 1), "A form")


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("", ["E-mail: is missing"]),
        ("ada@", ["E-mail: this is no address"]),
        ("ſ@example.org", ["E-mail: this is no address"]),
        ("=cmd|x", ["E-mail: there is a formula; put its result there"]),
        (f"{ADA},=1+1", ["Name: there is a formula; put its result there"]),
        (f"{ADA},{'x' * 151}", ["Name: is too long: at most 150 characters"]),
        (f"{ADA},Ada\x07", ["Name: there are characters that cannot be shown"]),
        (f"{ADA},Ada,soon", ["Agreed: “soon” is no day, like 2019-04-01 or 01/04/2019"]),
        (f"{ADA},Ada,2026-11-03", ["Agreed: the day is to come, or too long ago"]),
        (f"{ADA},,,perhaps", ["State: write “subscribed” or “left”"]),
        (f"{ADA},,,,x", ["There are more cells than headings: a comma too many?"]),
    ],
)
def test_row_with_something_wrong_stays_out(row: str, problems: list[str]) -> None:
    found = read_rows("Email,Name,Agreed,State", row)
    assert ([one.problems for one in found.faulty], found.people) == ([problems], {})


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    [row] = read_rows("Email,Name,Agreed", "ada@,=1,soon").faulty
    assert (row.number, row.said, len(row.problems)) == (2, "ada@", 3)


def test_nobody_is_added_of_whom_nothing_says_what_they_agreed_to() -> None:
    [row] = read_rows("Email,Agreed", ADA, wording="").faulty
    assert row.problems == ["Agreed to: is missing"]


def test_same_address_twice_is_told_and_the_first_holds() -> None:
    found = read_rows("Email,Name", f"{ADA},Ada", "ADA@example.org,Eve")
    assert [one.name for one in found.people.values()] == ["Ada"]
    assert [row.problems for row in found.faulty] == [["The same address is in row 2"]]


@pytest.mark.parametrize("state", ["Left", "unsubscribed", "Cleaned", "Not confirmed yet", "no"])
@pytest.mark.parametrize("is_first", [True, False])
def test_who_left_by_one_row_is_not_brought_back_by_another(state: str, is_first: bool) -> None:
    rows = [f"{ADA},{state}", f"{ADA},Subscribed"]
    found = read_rows("Email,Status", *(rows if is_first else reversed(rows)))
    assert (found.people, list(found.ended)) == ({}, [ADA])


def test_who_never_confirmed_has_not_left() -> None:
    rows = ["ada@example.org,unsubscribed", "zoe@example.org,pending", "eve@example.org,yes"]
    found = read_rows("Email,Status", *rows)
    assert (found.left, len(found.ended)) == ({ADA}, 2)


def test_list_without_addresses_is_refused() -> None:
    with pytest.raises(NoAddresses):
        read_rows("Name,Town", "Ada,Leeds")


def test_agreement_of_today_counts() -> None:
    assert read_rows("Email,Agreed", f"{ADA},{TODAY}").people[ADA].agreed_on == TODAY
