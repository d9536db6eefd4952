"""Nothing is sold twice: many people over connections of their own, beside a control."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import Count
from django.db.models.query import QuerySet

from events.actions.orders import (
    Accept,
    Add,
    CallOff,
    Choose,
    GiveUp,
    Leave,
    Order,
    Refused,
    Resize,
    TakeBack,
    Wait,
)
from events.actions.seating import arrange
from events.models import Delegate, Event, Place, Workshop
from tests.factories.applicants import NOW
from tests.factories.events import (
    book,
    make_booking,
    make_event,
    make_series,
    somebody,
    wait_for_seat,
    workshops_of,
)
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 50


def trying(event: Event, *orders: Order, after: int = 0) -> Callable[[], str]:
    """An arrangement somebody asks for: answers "done" or the name of the refusal."""
    now = NOW + timedelta(seconds=after)

    def run() -> str:
        try:
            arrange(event=event, orders=orders, by=None, now=now)
        except Refused as refused:
            return type(refused).__name__
        return "done"

    return run


def booking(event: Event, *choices: Workshop) -> Callable[[], str]:
    return trying(event, Add(make_booking(event), (somebody(event, *choices),)))


def no_lock(queryset: QuerySet[Any], **_options: Any) -> QuerySet[Any]:
    """`select_for_update` that locks nothing, for the controls."""
    return queryset.all()


def test_fifty_want_the_last_place_at_the_event() -> None:
    event = make_event(capacity=1)

    answers = Counter(at_once([booking(event) for _ in range(PEOPLE)]))

    assert answers == {"done": 1, "EventFull": PEOPLE - 1}
    assert event.delegates.count() == 1


def test_fifty_want_the_last_place_in_a_workshop() -> None:
    event = make_event()
    workshop = workshops_of(make_series(event, capacities=(1,)))[0]

    answers = Counter(at_once([booking(event, workshop) for _ in range(PEOPLE)]))

    assert answers == {"done": 1, "WorkshopsFull": PEOPLE - 1}
    assert workshop.places.count() == 1


def test_without_the_locks_places_are_sold_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", no_lock)
    sold = 0
    for _ in range(10):
        event = make_event(capacity=1)
        sold = max(sold, Counter(at_once([booking(event) for _ in range(8)]))["done"])
        if sold > 1:
            break

    assert sold > 1, "the control shows no race: this test proves nothing"


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_choosing_at_once_sells_no_workshop_place_twice(_round: int) -> None:
    event = make_event()
    workshop = workshops_of(make_series(event, capacities=(3,)))[0]
    delegates = [book(event) for _ in range(12)]

    answers = Counter(at_once([trying(event, Choose(one.pk, workshop.pk)) for one in delegates]))

    assert answers == {"done": 3, "WorkshopsFull": 9}
    assert workshop.places.count() == 3


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_delegate_in_two_tabs_has_one_place(_round: int) -> None:
    event = make_event()
    pair = workshops_of(make_series(event, capacities=(5, 5)))
    ada = book(event)

    at_once([trying(event, Choose(ada.pk, workshop.pk)) for workshop in pair * 2])

    assert ada.places.filter(state=Place.State.CONFIRMED).count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_swapping_into_each_others_full_workshops(_round: int) -> None:
    """Neither waits for the other for ever, and nobody loses the place they had."""
    event = make_event()
    left, right = workshops_of(make_series(event, capacities=(1, 1)))
    ada, ben = book(event, left), book(event, right)

    answers = at_once(
        [trying(event, Choose(ada.pk, right.pk)), trying(event, Choose(ben.pk, left.pk))]
    )

    assert answers == ["WorkshopsFull", "WorkshopsFull"]
    confirmed = Place.objects.filter(state=Place.State.CONFIRMED)
    assert set(confirmed.values_list("delegate", "workshop")) == {
        (ada.pk, left.pk),
        (ben.pk, right.pk),
    }


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_offers_accepted_crosswise_lose_nothing(_round: int) -> None:
    """Two hold offers of each other's workshops, and take them at the same moment."""
    event = make_event()
    left, right = workshops_of(make_series(event, capacities=(1, 1)))
    ada, ben = book(event, left), book(event, right)
    arrange(
        event=event,
        orders=[Wait(ada.pk, right.pk), Wait(ben.pk, left.pk)],
        by=None,
        now=NOW,
    )
    arrange(event=event, orders=[Resize(left.pk, 2), Resize(right.pk, 2)], by=None, now=NOW)

    answers = at_once(
        [trying(event, Accept(ada.pk, right.pk)), trying(event, Accept(ben.pk, left.pk))]
    )

    assert answers == ["done", "done"]
    confirmed = Place.objects.filter(state=Place.State.CONFIRMED)
    assert set(confirmed.values_list("delegate", "workshop")) == {
        (ada.pk, right.pk),
        (ben.pk, left.pk),
    }


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_everything_at_once_keeps_the_count(_round: int) -> None:
    """Bookings, swaps, cancellations, lines and capacities together: never over capacity."""
    event = make_event(capacity=20)
    first = workshops_of(make_series(event, start=1, capacities=(4, 4)))
    second = workshops_of(make_series(event, start=2, capacities=(4, 4)))
    delegates = [book(event, first[n % 2], second[n % 2]) for n in range(8)]
    waiting = [wait_for_seat(event) for _ in range(3)]
    acts = [booking(event, first[0], second[1]) for _ in range(6)]
    for number, one in enumerate(delegates):
        acts += [
            trying(event, Choose(one.pk, first[(number + 1) % 2].pk)),
            trying(event, Wait(one.pk, second[(number + 1) % 2].pk)),
            trying(event, GiveUp(one.pk, first[number % 2].pk)),
        ]
    acts += [trying(event, Leave(one.pk)) for one in [*delegates[:3], *waiting]]
    acts += [trying(event, Resize(first[0].pk, 5)), trying(event, Resize(second[1].pk, 6))]

    at_once(acts)

    taken = event.delegates.taking_places().count()
    assert taken <= 20
    for workshop in Workshop.objects.filter(series__event=event):
        assert workshop.places.taking().count() <= workshop.capacity
    gone = Delegate.objects.filter(event=event).exclude(state__in=Delegate.LIVE)
    assert not Place.objects.open().filter(delegate__in=gone).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_calling_off_and_taking_back_amid_everything_lets_nobody_slip(_round: int) -> None:
    event = make_event()
    first, second = workshops_of(make_series(event, capacities=(4, 20)))
    delegates = [book(event, first if number < 4 else second) for number in range(8)]
    acts = [trying(event, CallOff(first.pk), after=number) for number in (1, 2)]
    acts += [trying(event, TakeBack(first.pk), after=number) for number in (3, 4)]
    for one in reversed(delegates):
        acts += [trying(event, Choose(one.pk, first.pk)), trying(event, Choose(one.pk, second.pk))]
    acts += [booking(event, first), trying(event, Leave(delegates[0].pk))]

    at_once(acts)

    first.refresh_from_db()
    assert first.places.taking().count() <= (0 if first.cancelled_at else 4)
    in_both = Place.objects.filter(state="confirmed").values("delegate").annotate(n=Count("pk"))
    assert not in_both.filter(n__gt=1).exists()


def test_without_the_locks_somebody_slips_into_what_is_called_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = make_event()
    delegates = [book(event) for _ in range(7)]
    slipped = 0
    with monkeypatch.context() as unlocked:
        unlocked.setattr(QuerySet, "select_for_update", no_lock)
        for number in range(10):
            series = make_series(event, start=number, capacities=(20,))
            workshop = workshops_of(series)[0]
            choices = [trying(event, Choose(one.pk, workshop.pk)) for one in delegates]
            at_once([*choices, trying(event, CallOff(workshop.pk))])
            slipped = workshop.places.open().count()
            if slipped:
                break

    assert slipped > 0, "the control shows no race: this test proves nothing"


def test_same_person_booked_by_two_at_once_is_booked_once() -> None:
    event = make_event()
    acts = [
        partial(
            arrange,
            event=event,
            orders=[
                Add(make_booking(event), (somebody(event, name="Ada", email="a@example.org"),))
            ],
            by=None,
            now=NOW,
        )
        for _ in range(4)
    ]

    def quietly(act: Callable[[], Any]) -> str:
        try:
            act()
        except Refused as refused:
            return type(refused).__name__
        return "done"

    answers = Counter(at_once([partial(quietly, act) for act in acts]))

    assert answers == {"done": 1, "AlreadyBooked": 3}
