"""How a membership stands on a day: boundaries, then whole lives at random."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.models import Membership
from network.standing import (
    MOVES,
    NOTICE,
    OVER,
    REMINDED,
    RUNNING,
    IllegalMove,
    Move,
    Period,
    Reminder,
    Rule,
    Standing,
    a_year_after,
    check_move,
    due_on,
    first_day_back,
    last_day_before,
    legal_moves,
    newest_standing,
    reminder_on,
    standing_on,
)
from tests.factories.applications import NOW, make_member, make_organisation
from tests.factories.memberships import ask_from

START = date(2025, 3, 10)
ASKING = Rule(since=date(2020, 1, 1), grace_days=60)
SILENT = Rule(since=None, grace_days=60)
DAY = timedelta(days=1)


def period(**values: object) -> Period:
    return Period(**({"starts_on": START, "confirmed_on": START} | values))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2025, 3, 9), Standing.TO_COME),
        (date(2025, 3, 10), Standing.ACTIVE),
        (date(2026, 2, 9), Standing.ACTIVE),
        (date(2026, 2, 10), Standing.DUE),
        (date(2026, 3, 10), Standing.DUE),
        (date(2026, 3, 11), Standing.GRACE),
        (date(2026, 5, 9), Standing.GRACE),
        (date(2026, 5, 10), Standing.OVERDUE),
        (date(2036, 5, 10), Standing.OVERDUE),
    ],
)
def test_what_nobody_confirms_grows_overdue_and_never_lapses(day: date, standing: str) -> None:
    assert standing_on(day, period(), ASKING) == standing


def test_nobody_is_asked_before_the_coordinator_wants_it() -> None:
    assert standing_on(date(2036, 1, 1), period(), SILENT) == Standing.ACTIVE
    assert due_on(period(), SILENT) is None


def test_switching_it_on_makes_nobody_late() -> None:
    rule = Rule(since=date(2030, 1, 1), grace_days=60)
    assert due_on(period(), rule) == date(2030, 1, 1)
    assert standing_on(date(2029, 12, 1), period(), rule) == Standing.ACTIVE
    assert standing_on(date(2030, 1, 1), period(), rule) == Standing.DUE


def test_confirming_gives_a_year() -> None:
    assert due_on(period(confirmed_on=date(2026, 4, 1)), ASKING) == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, Standing.ENDED),
        ({"ending": Standing.WITHDRAWN}, Standing.WITHDRAWN),
        ({"ending": Standing.LAPSED}, Standing.LAPSED),
        ({"is_suspended": True}, Standing.ENDED),
    ],
)
def test_the_last_day_counts_and_then_it_is_over(
    values: dict[str, Any], standing: Standing
) -> None:
    last = START + 30 * DAY
    ended = period(ends_on=last, **values)
    over = Standing.SUSPENDED if "is_suspended" in values else Standing.ACTIVE
    assert standing_on(last, ended, ASKING) == over
    assert standing_on(last + DAY, ended, ASKING) == standing


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2024, 2, 29), date(2025, 2, 28)), (date(2023, 2, 28), date(2024, 2, 28))],
)
def test_a_year_after_a_leap_day_is_the_last_of_february(day: date, later: date) -> None:
    assert a_year_after(day) == later


def test_the_newest_period_speaks_for_the_organisation() -> None:
    left = period(ends_on=START + 30 * DAY, ending=Standing.WITHDRAWN)
    back = period(starts_on=START + 99 * DAY, confirmed_on=START + 99 * DAY)
    days = {0: Standing.ACTIVE, 31: Standing.WITHDRAWN, 98: Standing.WITHDRAWN, 99: Standing.ACTIVE}
    found = {n: newest_standing(START + n * DAY, [back, left], ASKING) for n in days}
    assert found == days
    assert newest_standing(START - DAY, [back, left], ASKING) == Standing.TO_COME
    assert newest_standing(START, [], ASKING) is None


def test_what_an_act_ended_on_its_first_day_is_over_at_once() -> None:
    one = period(ends_on=START, ending=Standing.ENDED)
    assert standing_on(START, one, ASKING) == Standing.ENDED
    assert standing_on(START, period(ends_on=START), ASKING) == Standing.ACTIVE


@pytest.mark.parametrize(
    ("day", "reminder"),
    [
        (date(2026, 2, 9), None),
        (date(2026, 2, 10), Reminder.BEFORE),
        (date(2026, 3, 9), Reminder.BEFORE),
        (date(2026, 3, 10), Reminder.DAY),
        (date(2026, 4, 6), Reminder.DAY),
        (date(2026, 4, 7), None),  # too late for the one, too early for the other
        (date(2026, 4, 9), Reminder.GRACE),
        (date(2026, 5, 6), Reminder.GRACE),
        (date(2026, 5, 7), None),
    ],
)
def test_reminders_come_in_turn_and_late_ones_are_caught_up_with(
    day: date, reminder: Reminder | None
) -> None:
    assert reminder_on(day, period(), ASKING) == reminder


@pytest.mark.parametrize("values", [{"is_suspended": True}, {"ends_on": date(2026, 3, 1)}])
def test_who_is_suspended_or_gone_is_not_reminded(values: dict[str, Any]) -> None:
    assert reminder_on(date(2026, 3, 10), period(**values), ASKING) is None


def test_legal_moves_are_those_of_the_table() -> None:
    assert legal_moves(Standing.LAPSED) == [Move.RETURN]
    assert legal_moves(Standing.TO_COME) == []
    assert Move.LAPSE in legal_moves(Standing.OVERDUE)
    with pytest.raises(IllegalMove):
        check_move(Move.LAPSE, Standing.GRACE)
    assert MOVES.keys() == set(Move) - {Move.TAKE_OVER}  # how one began, not a move of it


# Whole lives --------------------------------------------------------------------------------

days = st.dates(date(2019, 1, 1), date(2035, 12, 31))
ORDER = [Standing.ACTIVE, Standing.DUE, Standing.GRACE, Standing.OVERDUE]


@given(
    start=days,
    confirmed_after=st.integers(0, 900),
    since=days,
    grace=st.integers(7, 365),
    ahead=st.integers(0, 1500),
)
def test_time_alone_only_makes_it_later_and_confirming_makes_it_active(
    start: date, confirmed_after: int, since: date, grace: int, ahead: int
) -> None:
    rule = Rule(since=since, grace_days=grace)
    one = Period(starts_on=start, confirmed_on=start + confirmed_after * DAY)
    today, tomorrow = start + ahead * DAY, start + (ahead + 1) * DAY
    now, then = standing_on(today, one, rule), standing_on(tomorrow, one, rule)
    assert {now, then} <= RUNNING
    assert ORDER.index(now) <= ORDER.index(then)
    if today >= since:
        renewed = Period(starts_on=start, confirmed_on=today)
        assert standing_on(a_year_after(today) - NOTICE - DAY, renewed, rule) == Standing.ACTIVE


@given(start=days, ahead=st.integers(0, 900), since=days, grace=st.integers(7, 365))
def test_a_reminder_is_only_of_who_is_due_or_in_grace(
    start: date, ahead: int, since: date, grace: int
) -> None:
    rule, one = Rule(since=since, grace_days=grace), Period(starts_on=start, confirmed_on=start)
    today = start + ahead * DAY
    if reminder_on(today, one, rule) is not None:
        assert standing_on(today, one, rule) in REMINDED


@given(start=days, ahead=st.integers(0, 900))
def test_an_ended_membership_is_over_and_can_run_again_without_overlap(
    start: date, ahead: int
) -> None:
    today = start + ahead * DAY
    last = last_day_before(today, start)
    over = Period(starts_on=start, confirmed_on=start, ends_on=last, ending=Standing.LAPSED)
    assert start <= last
    assert standing_on(today, over, ASKING) in OVER
    assert max(last + DAY, today) == first_day_back(today, last)


@pytest.mark.django_db
@pytest.mark.parametrize("since", [None, date(2021, 5, 4)])
def test_the_database_says_the_same(since: date | None) -> None:
    """Every shape of a membership on every boundary day, in one table."""
    ask_from(since, grace_days=30)
    starts = [date(2020, 2, 29), date(2021, 1, 5), date(2022, 3, 4)]
    shapes: list[dict[str, Any]] = [
        {},
        {"confirmed_on": date(2022, 6, 1)},
        {"suspended_at": NOW},
        {"ends_on": date(2022, 6, 10)},
        {"ends_on": date(2022, 6, 10), "ending": "lapsed"},
    ]
    for start in starts:
        for shape in [*shapes, {"ends_on": start, "ending": "ended"}, {"ends_on": start}]:
            make_organisation().memberships.create(starts_on=start, categories=["led"], **shape)
    edges = [start + n * DAY for start in starts for n in (-1, 0, 1)]
    edges += [date(2022, 6, 10), date(2022, 6, 11)]
    for due in (date(2021, 2, 28), date(2021, 5, 4), date(2022, 1, 5), date(2023, 6, 1)):
        edges += [due - NOTICE - DAY, due - NOTICE, due, due + DAY, due + 30 * DAY, due + 31 * DAY]
    for day in edges:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        found = {row.pk: row.standing for row in Membership.objects.with_standing(now)}
        assert found == {row.pk: row.standing_at(now) for row in Membership.objects.all()}
        active = {pk for pk, standing in found.items() if standing in RUNNING}
        assert set(Membership.objects.active_at(now).values_list("pk", flat=True)) == active


@pytest.mark.django_db
def test_a_suspended_membership_is_not_active() -> None:
    membership = make_member(make_organisation())
    assert Membership.objects.active_at(NOW).get() == membership
    Membership.objects.update(suspended_at=NOW)
    assert not Membership.objects.active_at(NOW).exists()
    membership.refresh_from_db()
    assert standing_on(NOW.date(), membership.period, SILENT) == Standing.SUSPENDED
