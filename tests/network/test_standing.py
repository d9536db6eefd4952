"""How a membership stands on a day: boundaries, then whole lives at random."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.models import Membership
from network.standing import (
    NOTICE,
    RUNNING,
    Period,
    Rule,
    Standing,
    a_year_after,
    due_on,
    newest_standing,
    standing_on,
)
from tests.factories.applications import NOW, make_member, make_organisation

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


@pytest.mark.django_db
def test_a_suspended_membership_is_not_active() -> None:
    membership = make_member(make_organisation())
    assert Membership.objects.active_at(NOW).get() == membership
    Membership.objects.update(suspended_at=NOW)
    assert not Membership.objects.active_at(NOW).exists()
    membership.refresh_from_db()
    assert standing_on(NOW.date(), membership.period, SILENT) == Standing.SUSPENDED
