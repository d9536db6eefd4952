"""The same button pressed many times at once, and tabs that work against each other."""

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models.query import QuerySet
from django.utils import timezone

from events.actions import booking, delegates
from events.actions.delegates import Choice
from events.actions.orders import Refused
from events.models import Booking, Delegate, Event, Notice, Place
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, make_booking, open_event, person
from tests.factories.events import make_series, workshops_of
from tests.races.test_booking import no_lock
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def trying(act: Callable[[], Any]) -> Callable[[], str]:
    """What became of it: "done", or the kind of refusal."""

    def run() -> str:
        try:
            act()
        except Refused as refused:
            return type(refused).__name__
        return "done"

    return run


@pytest.fixture
def event() -> Event:
    return open_event()


def test_button_pressed_eight_times_at_once_is_one_booking(event: Event) -> None:
    by, key = make_person(), uuid.uuid4()
    one = person(event, "Ada Example")

    made = at_once([partial(make_booking, event, one, by=by, key=key) for _ in range(8)])

    assert len({booking.reference for booking in made}) == 1
    assert Booking.objects.count() == 1
    assert Delegate.objects.count() == 1
    assert Notice.objects.filter(kind="booked").count() == 1


def test_button_without_its_key_is_refused_for_the_person_not_doubled(event: Event) -> None:
    """The control: without the form's key the others are told that Ada is booked already."""
    by = make_person()
    one = person(event, "Ada Example")

    answers = Counter(at_once([trying(partial(make_booking, event, one, by=by))] * 4))

    assert answers == {"done": 1, "AlreadyBooked": 3}


def groups_at_once(event: Event) -> Counter[str]:
    """One person books four groups of eight in the same moment."""
    by = make_person()
    groups = [[person(event, f"Person {n}.{one}") for one in range(8)] for n in range(4)]
    acts = [trying(partial(make_booking, event, *group, by=by)) for group in groups]
    return Counter(at_once(acts))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_groups_booked_at_once_pass_the_limit_together(event: Event, _round: int) -> None:
    assert groups_at_once(event) == {"done": 2, "TooManyPeople": 2}
    assert Delegate.objects.count() == 16


def test_without_the_locks_one_person_books_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: unlocked, each counts before another has written."""
    monkeypatch.setattr(QuerySet, "select_for_update", no_lock)
    done = 0
    for _ in range(10):
        done = max(done, groups_at_once(open_event())["done"])
        if done > 2:
            break

    assert done > 2, "the control shows no race: the test above proves nothing"


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_tabs_choose_at_once_and_one_is_told(event: Event, _round: int) -> None:
    pair = workshops_of(make_series(event))
    ada = booked(event, person(event, "Ada Example"))[0]
    tabs = [
        partial(
            delegates.choose,
            delegate=ada,
            choices=[Choice(workshop.series_id, workshop.pk)],
            seen=0,
            by=None,
            now=timezone.now(),
        )
        for workshop in pair
    ]

    answers = Counter(at_once([trying(tab) for tab in tabs]))

    assert answers == {"done": 1, "Stale": 1}
    assert Place.objects.filter(state="confirmed").count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_place_handed_to_two_people_at_once_is_one_persons(event: Event, _round: int) -> None:
    ada = booked(event, person(event, "Ada Example"))[0]
    acts = [
        partial(
            delegates.hand_over,
            delegate=ada,
            name=name,
            email="",
            seen=0,
            by=None,
            now=timezone.now(),
        )
        for name in ("Ben Example", "Cleo Example")
    ]

    assert Counter(at_once([trying(act) for act in acts])) == {"done": 1, "Stale": 1}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_somebody_booked_and_handed_a_place_at_once_has_one(event: Event, _round: int) -> None:
    ada = booked(event, person(event, "Ada Example", "ada@example.org"))[0]
    ben = ("Ben Example", "ben@example.org")
    hand_over = partial(
        delegates.hand_over,
        delegate=ada,
        name=ben[0],
        email=ben[1],
        seen=0,
        by=None,
        now=timezone.now(),
    )
    book = partial(make_booking, event, person(event, *ben), by=make_person())

    answers = Counter(at_once([trying(hand_over), trying(book)]))

    assert answers == {"done": 1, "AlreadyBooked": 1}


def test_everybody_cancels_at_once_without_a_deadlock(event: Event) -> None:
    workshop = workshops_of(make_series(event, capacities=(30,)))[0]
    by = make_person()
    people = [person(event, f"Person {number}", choices=[workshop]) for number in range(6)]
    everybody = booked(event, *people, by=by)
    now = timezone.now()
    acts = [partial(booking.cancel, delegate=one, by=None, now=now) for one in everybody]
    acts += [partial(booking.cancel_booking, booking=everybody[0].booking, by=by, now=now)] * 2

    answers = Counter(at_once([trying(act) for act in acts]))

    assert set(answers) <= {"done", "NotYours"}
    assert not Delegate.objects.live().exists()
    assert not Place.objects.open().exists()
