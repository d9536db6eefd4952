"""Reminders: a week and a day before, once each, and not to who has just booked."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from events.actions.notifying import cancel_event
from events.actions.orders import Leave
from events.actions.reminding import remind_due
from events.actions.seating import arrange
from events.models import Delegate, Event, Notice
from tests.conftest import Deliver
from tests.factories.applicants import NOW
from tests.factories.events import STARTS, book, make_event, wait_for_seat
from tests.factories.told import link_of, subjects, tell

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def written(now: datetime) -> list[int]:
    remind_due(now=now)
    return list(
        Notice.objects.filter(kind="reminder").order_by("pk").values_list("about__days", flat=True)
    )


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (7 * DAY + MINUTE, []),
        (7 * DAY, [7]),
        (DAY + MINUTE, [7]),
        (DAY, [1]),
        (MINUTE, [1]),
        (timedelta(), []),
        (-MINUTE, []),
    ],
)
def test_the_nearest_reminder_is_written_from_its_moment_on(
    before: timedelta, days: list[int]
) -> None:
    book(make_event())
    assert written(STARTS - before) == days


def test_each_is_written_once_however_often_it_is_looked_for() -> None:
    book(make_event())
    moments = [STARTS - 7 * DAY, STARTS - 7 * DAY + MINUTE, STARTS - DAY, STARTS - MINUTE]
    assert [written(now) for now in moments] == [[7], [7], [7, 1], [7, 1]]


def test_who_booked_after_the_moment_is_reminded_by_the_next_one_only() -> None:
    ada = book(make_event())
    Delegate.objects.filter(pk=ada.pk).update(booked_at=STARTS - 7 * DAY + MINUTE)
    assert written(STARTS - 6 * DAY) == []
    assert written(STARTS - DAY) == [1]


def test_an_event_that_moves_to_another_day_is_reminded_of_again() -> None:
    event = make_event()
    book(event)
    assert written(STARTS - 7 * DAY) == [7]
    moved = STARTS + 7 * DAY
    Event.objects.filter(pk=event.pk).update(starts_at=moved, ends_at=moved + timedelta(hours=7))
    assert written(STARTS) == [7, 7]


def test_only_who_comes_is_reminded() -> None:
    event = make_event(capacity=2)
    stays, leaves = book(event), book(event)
    arrange(event=event, orders=[Leave(leaves.pk)], by=None, now=NOW)
    Event.objects.filter(pk=event.pk).update(capacity=1)
    wait_for_seat(event)
    remind_due(now=STARTS - DAY)
    assert [one.delegate for one in Notice.objects.filter(kind="reminder")] == [stays]


def test_nobody_is_reminded_of_a_cancelled_event(deliver: Deliver) -> None:
    event = make_event()
    book(event)
    tell(deliver)
    remind_due(now=STARTS - DAY)
    cancel_event(event=event, why="Snow.", by=None, now=STARTS - DAY)
    assert [subject for _to, subject in subjects(tell(deliver, STARTS - DAY))] == ["Cancelled"]
    assert remind_due(now=STARTS - MINUTE) == 0


def test_a_reminder_has_the_way_to_say_that_one_cannot_come(deliver: Deliver) -> None:
    ada = book(make_event(), email="ada@example.org")
    tell(deliver)
    remind_due(now=STARTS - 7 * DAY)

    (mail,) = tell(deliver, STARTS - 7 * DAY)

    assert mail.subject.startswith("In 7 days: Annual conference")
    assert link_of(ada, "delegate_cancel") in mail.text
    assert [file.name for file in mail.files if file.content_type == "image/png"] == [
        f"check-in-{ada.reference}.png"
    ]


def test_reminding_takes_as_many_queries_for_many_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    event = make_event()
    book(event)
    with django_assert_num_queries(6):
        remind_due(now=STARTS - DAY)
    for _ in range(3):
        book(event)
    with django_assert_num_queries(6):
        remind_due(now=STARTS - MINUTE - MINUTE)
