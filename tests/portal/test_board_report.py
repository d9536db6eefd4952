"""What the board report counts, from rows of every app, and with how many queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.actions import reducing
from network.states import Move
from portal.board_report import report
from portal.quarters import Quarter, Span, financial_year, quarter_of
from portal.reports import Table
from tests.factories import reports as made
from tests.factories.bulletins import sending, subscribe_many

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 1)
YEAR = financial_year(2024)
SPRING, SUMMER, AUTUMN, WINTER = YEAR.quarters


def table(key: str, span: Span = YEAR) -> Table:
    return next(one for one in report(span, today=TODAY).tables if one.key == key)


def words(key: str, span: Span = YEAR) -> list[list[str]]:
    return [row.words for row in table(key, span).lines]


def test_members_are_counted_on_the_last_day_of_each_quarter() -> None:
    made.member_since(date(2020, 1, 1))
    made.member_since(date(2024, 7, 1), until=date(2025, 1, 15))
    made.member_since(date(2025, 4, 1))
    assert words("members") == [["1"], ["2"], ["2"], ["1"]]


def test_a_last_day_in_a_quarter_ends_the_membership_in_it() -> None:
    made.member_since(date(2020, 1, 1), until=SPRING.last_day)
    assert words("joined") == [["0", "1"], ["0", "0"], ["0", "0"], ["0", "0"], ["0", "1"]]


def test_outcomes_are_counted_by_the_quarter_of_the_decision() -> None:
    made.decided(Move.APPROVE, made.in_quarter(SPRING), times=2)
    made.decided(Move.DECLINE, made.in_quarter(SPRING), times=3)
    made.decided(Move.DECLINE, made.in_quarter(WINTER), times=6)
    made.decided(Move.REFER, made.in_quarter(Quarter(2025, 2)))
    assert words("applications") == [
        ["2", "0", "<5", "0"],
        ["0", "0", "0", "0"],
        ["0", "0", "0", "0"],
        ["0", "0", "6", "0"],
        ["2", "0", "7–10", "0"],
    ]


def test_a_decision_at_the_stroke_of_midnight_in_london_is_of_the_new_quarter() -> None:
    made.decided(Move.APPROVE, Span(SUMMER, SUMMER).starts_at)
    assert [row[0] for row in words("applications")] == ["0", "1", "0", "0", "1"]


def test_waiting_is_said_from_five_approved_on() -> None:
    for days in (4, 6, 8, 10, 30):
        made.decided(Move.APPROVE, made.in_quarter(SPRING), after_days=days)
    made.decided(Move.APPROVE, made.in_quarter(SUMMER), times=4)
    made.decided(Move.DECLINE, made.in_quarter(SUMMER), times=4)
    assert words("waiting") == [["8"], ["–"], ["–"], ["–"], ["10"]]


def test_categories_and_regions_are_those_of_the_last_march_before_the_end() -> None:
    for _number in range(6):
        made.member_since(date(2023, 5, 1), regions=["london", "wales"])
    made.member_since(date(2024, 4, 2), regions=["london"])
    of_last_year = table("regions", Span(SPRING, SUMMER))
    assert of_last_year.about == "Where they worked on 31 March 2024. A member may work in several."
    found = {row.label: row.words for row in of_last_year.rows}
    assert (found["London"], found["Wales"], found["Scotland"]) == (["5–6"], ["5–6"], ["<5"])
    assert words("categories")[0] == ["5–7"]


def test_forums_say_who_was_there_in_steps() -> None:
    made.forum_with(6, made.noon(date(2024, 5, 12)), made.member_since(date(2024, 1, 1)))
    [row] = table("forums").rows
    assert (row.label, row.words) == ("Forum on letters, 12 May 2024", ["5–9", "<5"])


def test_deliveries_are_counted_also_where_only_the_numbers_are_left() -> None:
    made.bulletin_with(made.in_quarter(SPRING), sent=1200, failed=2)
    made.bulletin_with(made.in_quarter(SPRING), sent=7)
    assert words("bulletins", Span(SPRING, SPRING)) == [["2", "1,207", "<5", "0", "0"]]


def test_deliveries_that_are_still_there_are_counted() -> None:
    subscribe_many(6)
    bulletin = sending()
    quarter = quarter_of(bulletin.started_at.date())
    bulletin.deliveries.update(state="failed")
    assert words("bulletins", Span(quarter, quarter)) == [["1", "0", "6", "0", "0"]]


def test_who_took_part_counts_once_in_anything() -> None:
    members = [made.member_since(date(2024, 1, 1)) for _number in range(5)]
    for organisation in members:
        made.forum_with(1, made.in_quarter(SPRING), organisation)
        made.shared_by(organisation, made.in_quarter(SPRING))
    assert words("taking-part")[0] == ["5–9", "5–9", "<5", "5–9"]


def test_support_is_counted_in_steps_and_its_hours_as_they_are() -> None:
    organisation = made.member_since(date(2024, 1, 1))
    for _number in range(6):
        made.supported(organisation, made.in_quarter(SPRING), hours=3, helped="partly")
    made.supported(organisation, made.in_quarter(WINTER), hours=7)
    assert words("support") == [["5–9"] * 2, *[["<5"] * 2] * 3, ["5–21"] * 2]
    assert words("support-hours") == [["18", "9"], ["0", "0"], ["0", "0"], ["7", "4"], ["25", "13"]]
    assert words("support-helped")[0] == ["<5", "5–9", "<5"]


def test_support_that_was_reduced_is_counted_as_before() -> None:
    organisation = made.member_since(date(2022, 1, 1))
    for _number in range(5):
        made.supported(organisation, made.in_quarter(Quarter(2022, 2)), helped="yes")
    span, keys = (
        Span(Quarter(2022, 2), Quarter(2022, 3)),
        ("support", "support-hours", "support-helped"),
    )
    before = [words(key, span) for key in keys]
    assert reducing.reduce_requests(now=made.noon(TODAY)) == 5
    assert [words(key, span) for key in keys] == before


def test_a_quarter_says_the_same_in_every_report() -> None:
    made.plant(YEAR)
    whole, half = (report(span, today=TODAY) for span in (YEAR, Span(SPRING, SUMMER)))
    of_half = {table.key: table for table in half.tables}
    by_quarter = [table for table in whole.tables if table.first == "Quarter"]
    assert by_quarter
    for one in by_quarter:
        assert one.rows[:2] == of_half[one.key].rows


def test_a_period_in_which_nothing_happened_is_empty() -> None:
    tables = report(YEAR, today=TODAY).tables
    steps = {"categories", "regions", "taking-part", "support", "support-helped"}
    assert {one.key for one in tables if not one.is_empty} == steps


def test_ten_years_take_as_many_queries_as_a_quarter() -> None:
    ten_years = Span(Quarter(2014, 2), Quarter(2024, 1))
    made.plant(ten_years)
    taken = {}
    for span in (ten_years, Span(ten_years.last, ten_years.last)):
        with CaptureQueriesContext(connection) as queries:
            report(span, today=TODAY)
        taken[len(span.quarters)] = len(queries)
    assert taken == {40: 16, 1: 16}
