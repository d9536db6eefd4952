"""Many phones tick the same person in the same moment: one is first, all are answered."""

import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.db.models.query import QuerySet
from django.utils import timezone

from events.actions.attendance import Outcome, Press, name_of, press
from events.models import CheckIn, Delegate, Event, Tap
from tests.factories.doors import event_today
from tests.factories.events import book
from tests.races.test_booking import no_lock
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
PHONES = 16


def phone(event: Event, *people: Delegate, key: uuid.UUID | None = None) -> Callable[[], str]:
    """A phone that sends a tick for each; answers what came of the first, or "broken"."""

    def run() -> str:
        now = timezone.now()
        presses = [Press(key or uuid.uuid4(), name_of(one), True, now) for one in people]
        try:
            answers = press(event=event, presses=presses, by=None, link=None, now=now)
        except IntegrityError:
            return "broken"
        return answers[presses[0].key].outcome

    return run


def test_many_phones_tick_one_person_once() -> None:
    for _ in range(ROUNDS):
        event = event_today()
        ada = book(event)

        answers = Counter(at_once([phone(event, ada) for _ in range(PHONES)]))

        assert answers == {Outcome.IN: 1, Outcome.ALREADY: PHONES - 1}
        assert CheckIn.objects.filter(event=event).count() == 1


def test_same_press_sent_over_many_connections_is_one_tap() -> None:
    event = event_today()
    ada, key = book(event), uuid.uuid4()

    answers = Counter(at_once([phone(event, ada, key=key) for _ in range(PHONES)]))

    assert answers == {Outcome.IN: PHONES}
    assert Tap.objects.count() == 1


def test_phones_with_the_same_people_in_other_orders_do_not_wait_for_each_other() -> None:
    for _ in range(ROUNDS):
        event = event_today()
        people = [book(event) for _ in range(4)]

        at_once([phone(event, *people[turn:], *people[:turn]) for turn in range(4)] * 3)

        assert CheckIn.objects.filter(event=event).count() == 4


def test_without_the_locks_phones_get_in_each_others_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", no_lock)
    broken = 0
    for _ in range(10):
        event = event_today()
        ada = book(event)
        broken = Counter(at_once([phone(event, ada) for _ in range(PHONES)]))["broken"]
        if broken:
            break

    assert broken, "the control shows no race: this test proves nothing"
