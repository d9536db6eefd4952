"""The pure rules of an agenda: times, warnings, what it begins with, what stands in the way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forums.agenda_warnings import Agenda, Part, warnings
from forums.choices import Rule
from forums.opening_rules import Setting, lacks_link, obstacles
from forums.preset_agenda import PRESETS
from forums.timetable import Span, spans

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


def part(rule: Rule = Rule.SANCTUARY, minutes: int = 60, **fields: Any) -> Part:
    return Part(**{"key": 1, "title": "Issues", "minutes": minutes, "rule": rule} | fields)


def agenda(*parts: Part, hours: float = 2, officials: tuple[str, ...] = ()) -> Agenda:
    return Agenda(TEN, TEN + timedelta(hours=hours), parts, officials)


def test_times_follow_from_the_minutes_before() -> None:
    later = TEN + timedelta(minutes=15)
    assert spans(TEN, [15, 30]) == [Span(TEN, later), Span(later, TEN + timedelta(minutes=45))]


def test_agenda_in_order_warns_of_nothing() -> None:
    assert warnings(agenda(part(), part(Rule.ON_RECORD))) == []


def test_empty_agenda_is_said_alone() -> None:
    assert warnings(agenda()) == ["There is nothing on the agenda."]


@pytest.mark.parametrize(
    ("whole", "of_item"), [(("Jo Official",), ()), ((), ("Jo Official",))], ids=["whole", "item"]
)
def test_official_in_the_sanctuary_is_warned_of(
    whole: tuple[str, ...], of_item: tuple[str, ...]
) -> None:
    said = "“Issues” is a sanctuary, and Jo Official is there. They have to leave before it."
    assert warnings(agenda(part(officials=of_item), officials=whole)) == [said]


def test_official_of_another_item_is_not_warned_of() -> None:
    other = part(Rule.ON_RECORD, title="Policy", officials=("Jo Official",))
    assert warnings(agenda(part(), other)) == []


def test_agenda_without_sanctuary_is_warned_of() -> None:
    said = "There is no sanctuary item: members have no time among themselves."
    assert warnings(agenda(part(Rule.ON_RECORD))) == [said]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (60, []),
        (61, ["The items take 1 minute longer than the forum."]),
        (70, ["The items take 10 minutes longer than the forum."]),
    ],
)
def test_items_longer_than_the_forum_are_warned_of(minutes: int, said: list[str]) -> None:
    assert warnings(agenda(part(minutes=minutes), hours=1)) == said


@pytest.mark.parametrize(
    ("parts", "warned"),
    [
        ([part(minutes=120)], False),
        ([part(minutes=121)], True),
        ([part(minutes=100), part(minutes=15, is_break=True), part(minutes=110)], False),
        ([part(minutes=100), part(minutes=15, is_break=True), part(minutes=121)], True),
        ([part(minutes=121), part(minutes=15, is_break=True)], True),
    ],
)
def test_more_than_two_hours_without_a_break_are_warned_of(parts: list[Part], warned: bool) -> None:
    said = ["There are more than two hours without a break."] if warned else []
    assert warnings(agenda(*parts, hours=5)) == said


def test_new_forum_begins_as_designed() -> None:
    rules = ["on-record", "on-record", "sanctuary", "non-attributable", "on-record"]
    assert [preset.rule for preset in PRESETS] == rules
    assert sum(preset.minutes for preset in PRESETS) == 120


def setting(**fields: Any) -> Setting:
    values = {
        "starts_at": TEN, "items": 5, "is_online": True, "has_place": True, "has_link": False,
    }  # fmt: skip
    return Setting(**values | fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, []),
        ({"starts_at": TEN - timedelta(hours=1)}, ["Its date has gone by. Give it one to come."]),
        ({"items": 0}, ["There is nothing on the agenda. Add an item."]),
        ({"has_place": False, "has_link": True}, []),
        (
            {"has_place": False},
            ["Nobody could come: give it a place, or a way in online."],
        ),
    ],
)
def test_what_stands_in_the_way_of_opening(fields: dict[str, Any], said: list[str]) -> None:
    assert obstacles(setting(**fields), TEN - timedelta(minutes=30)) == said


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [({}, True), ({"has_link": True}, False), ({"is_online": False}, False)],
)
def test_forum_that_can_be_joined_online_lacks_a_link(fields: dict[str, Any], lacks: bool) -> None:
    assert lacks_link(setting(**fields)) is lacks
