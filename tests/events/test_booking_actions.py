"""Booking, cancelling, choosing and handing over as actions: what is kept, who is refused."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.actions import booking, delegates, needs
from events.actions.booking import NotForYou, WrongNumber
from events.actions.delegates import Choice, Stale
from events.actions.orders import AlreadyBooked, EventFull, NotOpen, NotYours, WorkshopsFull
from events.choices import Audience
from events.models import Booking, Delegate, Event, Needs, Place, Workshop
from network.choices import Source
from network.references import new_reference
from portal.models import AuditEntry
from portal.staff_groups import EVENTS_OFFICERS
from tests.factories.applicants import make_person
from tests.factories.bookings import (
    booked,
    make_booking,
    make_member,
    open_event,
    person,
)
from tests.factories.events import make_series, states, workshops_of
from tests.security.people import make_staff

pytestmark = pytest.mark.django_db
SAID = needs.Said(access="A seat near the door", dietary="No peanuts")


@pytest.fixture
def pair(event: Event) -> list[Workshop]:
    """Two workshops of one series, with one place and with two."""
    return workshops_of(make_series(event, capacities=(1, 2)))


@pytest.fixture
def ada(event: Event) -> Delegate:
    return booked(event, person(event, "Ada Example", "ada@example.org"))[0]


def kinds(delegate: Delegate) -> list[str]:
    return list(delegate.notices.order_by("pk").values_list("kind", flat=True))


# Booking


def test_references_are_told_apart_from_those_of_applications(event: Event) -> None:
    made = make_booking(event, person(event, "Ada Example"))

    prefixes = [one.reference.partition("-")[0] for one in (made, made.delegates.get())]
    assert (prefixes, new_reference().partition("-")[0]) == (["EV", "EV"], "RJN")


def test_same_key_by_the_same_person_is_one_booking(event: Event) -> None:
    by, key = make_person(), uuid.uuid4()

    first, second = (
        make_booking(event, person(event, "Ada Example"), by=by, key=key) for _ in range(2)
    )

    assert first == second
    assert Delegate.objects.count() == 1


def test_same_key_with_somebody_more_is_not_taken_for_the_first_booking(event: Event) -> None:
    """Back in the browser, another person added, and the button pressed again."""
    by, key = make_person(), uuid.uuid4()
    ada, ben = person(event, "Ada Example"), person(event, "Ben Example")
    make_booking(event, ada, by=by, key=key)

    with pytest.raises(AlreadyBooked):
        make_booking(event, ada, ben, by=by, key=key)
    make_booking(event, ben, by=by, key=key)

    names = Delegate.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Ada Example", "Ben Example"]


def test_refused_booking_leaves_nothing_and_its_key_free(event: Event) -> None:
    by, key = make_person(), uuid.uuid4()
    Event.objects.filter(pk=event.pk).update(capacity=0)
    with pytest.raises(EventFull):
        make_booking(event, person(event, "Ada Example"), by=by, key=key)
    assert not Booking.objects.exists()
    Event.objects.filter(pk=event.pk).update(capacity=1)

    assert make_booking(event, person(event, "Ada Example"), by=by, key=key).delegates.count() == 1


def test_delegate_without_an_address_is_known_by_the_bookers(event: Event) -> None:
    by = make_person("booker@example.org")
    booked(event, person(event, "Ada Example"), by=by)

    with pytest.raises(AlreadyBooked):
        booked(event, person(event, "ada  example"), by=by)
    assert booked(event, person(event, "Ada Example"))[0].address != by.email


@pytest.mark.parametrize("people", [0, 21])
def test_nobody_and_more_than_twenty_are_refused(event: Event, people: int) -> None:
    with pytest.raises(WrongNumber):
        make_booking(event, *(person(event, f"Person {number}") for number in range(people)))


def test_members_event_refuses_guests_and_takes_who_staff_enter(event: Event) -> None:
    event.audience = Audience.MEMBERS
    event.save()
    staff, caller = make_staff(EVENTS_OFFICERS), make_person()

    with pytest.raises(NotForYou):
        make_booking(event, person(event, "Ada Example"), by=caller)
    made = make_booking(
        event,
        person(event, "Ada Example"),
        by=caller,
        source=Source.TELEPHONE,
        entered_by=staff,
        override=True,
    )

    assert (made.source, made.entered_by, made.booked_by) == ("telephone", staff, caller)
    assert AuditEntry.objects.get(action="event.add").actor == staff


def test_ticket_of_another_event_is_refused(event: Event) -> None:
    foreign = open_event().ticket_types.get()

    with pytest.raises(NotForYou):
        make_booking(event, person(event, "Ada Example", ticket=foreign))


def test_organisation_without_membership_books_as_a_guest(event: Event) -> None:
    by = make_person()
    lapsed = make_member(by, ends_on=timezone.localdate() - timedelta(days=1))

    made = make_booking(event, person(event, "Ada Example"), by=by, organisation=lapsed)

    assert (made.organisation, made.is_members) == (lapsed, False)


def test_who_joins_the_line_of_a_workshop_with_places_is_offered_one(
    event: Event, pair: list[Workshop]
) -> None:
    booked(event, person(event, "Ada Example", waits=[pair[0]]))

    assert states(pair[0]) == [("Ada Example", "offered")]


# Cancelling


def test_cancelling_one_leaves_the_others(event: Event) -> None:
    ada, ben = booked(event, person(event, "Ada"), person(event, "Ben"))
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())

    booking.cancel(delegate=ada, by=ada.booking.booked_by, now=timezone.now())

    assert list(event.delegates.order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "booked",
    ]
    assert not Needs.objects.exists()
    assert kinds(ada) == ["booked", "cancelled"]
    assert kinds(ben) == ["booked"]


def test_cancelling_everybody_twice_is_done_once(event: Event) -> None:
    ada, _ben = booked(event, person(event, "Ada"), person(event, "Ben"))
    act: dict[str, Any] = {"booking": ada.booking, "by": ada.booking.booked_by}

    assert booking.cancel_booking(**act, now=timezone.now()) == 2
    assert booking.cancel_booking(**act, now=timezone.now()) == 0


def test_cancelling_ends_with_the_start_of_the_event(event: Event, ada: Delegate) -> None:
    with pytest.raises(NotOpen):
        booking.cancel(delegate=ada, by=None, now=event.starts_at)
    booking.cancel(delegate=ada, by=None, now=event.starts_at - timedelta(seconds=1))


# Choosing


def choose(delegate: Delegate, *choices: Choice, seen: int | None = None, **options: Any) -> bool:
    delegate.refresh_from_db()
    return delegates.choose(
        delegate=delegate,
        choices=choices,
        seen=delegate.revision if seen is None else seen,
        by=None,
        now=options.get("now") or timezone.now(),
    )


def test_choice_swap_and_giving_up(ada: Delegate, pair: list[Workshop]) -> None:
    series = pair[0].series_id

    assert choose(ada, Choice(series, pair[0].pk))
    assert choose(ada, Choice(series, pair[1].pk))
    assert choose(ada, Choice(series))

    assert [state for _name, state in states(pair[0])] == ["released"]
    assert [state for _name, state in states(pair[1])] == ["released"]


def test_waiting_keeps_the_place_one_has(event: Event, ada: Delegate, pair: list[Workshop]) -> None:
    booked(event, person(event, "Ben", choices=[pair[0]]))
    choose(ada, Choice(pair[1].series_id, pair[1].pk))

    choose(ada, Choice(pair[0].series_id, pair[0].pk, waits=True))

    assert states(pair[0]) == [("Ben", "confirmed"), ("Ada Example", "waiting")]
    assert states(pair[1]) == [("Ada Example", "confirmed")]


def test_full_workshop_changes_nothing_in_any_series(event: Event, ada: Delegate) -> None:
    first = workshops_of(make_series(event, start=1, capacities=(1,)))[0]
    second = workshops_of(make_series(event, start=3, capacities=(1,)))[0]
    booked(event, person(event, "Ben", choices=[first]))

    with pytest.raises(WorkshopsFull):
        choose(ada, Choice(second.series_id, second.pk), Choice(first.series_id, first.pk))

    assert not Place.objects.filter(delegate=ada).exists()


def test_stale_page_is_told_unless_it_wants_what_is_so(ada: Delegate, pair: list[Workshop]) -> None:
    series = pair[0].series_id
    choose(ada, Choice(series, pair[0].pk))

    assert choose(ada, Choice(series, pair[0].pk), seen=0) is False
    with pytest.raises(Stale):
        choose(ada, Choice(series, pair[1].pk), seen=0)


def test_choices_end_with_their_deadline(event: Event, ada: Delegate, pair: list[Workshop]) -> None:
    with pytest.raises(NotOpen):
        choose(ada, Choice(pair[0].series_id, pair[0].pk), now=event.changes_until)


def test_workshop_of_another_event_is_not_for_them(ada: Delegate) -> None:
    foreign = workshops_of(make_series(open_event()))[0]

    with pytest.raises(NotYours):
        choose(ada, Choice(foreign.series_id, foreign.pk))
