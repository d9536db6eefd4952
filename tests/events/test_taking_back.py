"""A workshop called off reaches exactly the calendars concerned; and can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.actions.orders import (
    CallOff,
    Choose,
    Leave,
    NotOpen,
    NotYours,
    Resize,
    TakeBack,
    Wait,
)
from events.actions.seating import arrange
from events.models import Contributor, Delegate, Event, Notice, Workshop
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EVENTS_OFFICERS
from tests.conftest import Deliver
from tests.factories.applicants import NOW
from tests.factories.bookings import open_event
from tests.factories.events import book, make_event, make_series, workshops_of
from tests.factories.staff import make_staff, sign_in
from tests.factories.told import calendar_in, subjects, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def act(event: Event, *orders: Any, hours: float = 1) -> None:
    arrange(event=event, orders=orders, by=None, now=NOW + hours * HOUR)


def held(workshop: Workshop) -> dict[str, str]:
    """Who is how in a workshop now."""
    open_ones = workshop.places.open().select_related("delegate")
    return {place.delegate.name: place.state for place in open_ones}


def revisions(event: Event) -> dict[str, int]:
    return dict(Delegate.objects.filter(event=event).values_list("name", "revision"))


def told_back() -> set[str]:
    told = Notice.objects.filter(kind=Notice.Kind.WORKSHOP_BACK)
    return set(told.values_list("delegate__name", flat=True))


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def pair(event: Event) -> list[Workshop]:
    """Two workshops of one series, with two places and with five."""
    return workshops_of(make_series(event, capacities=(2, 5)))


@pytest.fixture
def people(event: Event, pair: list[Workshop]) -> dict[str, Delegate]:
    """Ada and Ben are in the first workshop, Cleo waits for it; Dan is only in the second."""
    made = {name: book(event, pair[0], name=name, email=f"{name.lower()}@example.org")
            for name in ("Ada", "Ben")}  # fmt: skip
    made |= {name: book(event, pair[1], name=name, email=f"{name.lower()}@example.org")
             for name in ("Cleo", "Dan")}  # fmt: skip
    act(event, Wait(made["Cleo"].pk, pair[0].pk), hours=0)
    Delegate.objects.update(revision=0)
    return made


# Called off -------------------------------------------------------------------------------------


def test_calling_off_raises_the_calendars_of_exactly_those_let_go(
    event: Event, pair: list[Workshop], people: dict[str, Delegate]
) -> None:
    act(event, CallOff(pair[0].pk))

    assert revisions(event) == {"Ada": 1, "Ben": 1, "Cleo": 1, "Dan": 0}


@pytest.mark.usefixtures("people")
def test_mailed_calendar_of_a_workshop_called_off_replaces_the_one_before(
    deliver: Deliver, event: Event, pair: list[Workshop]
) -> None:
    def adas(mails: list[Any]) -> Any:
        (mail,) = [one for one in mails if one.to == ("ada@example.org",)]
        return calendar_in(mail).vevent

    before = adas(tell(deliver))
    act(event, CallOff(pair[0].pk))
    after = adas(tell(deliver, NOW + 2 * HOUR))

    assert before.uid.value == after.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert ["Workshop 1.1" in one.serialize() for one in (before, after)] == [True, False]


@pytest.mark.usefixtures("people")
def test_second_call_off_is_refused_and_tells_nobody(event: Event, pair: list[Workshop]) -> None:
    act(event, CallOff(pair[0].pk))

    with pytest.raises(NotYours):
        act(event, CallOff(pair[0].pk), hours=2)

    assert Notice.objects.filter(kind=Notice.Kind.WORKSHOP_CANCELLED).count() == 3


# Taken back -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_who_had_a_place_has_it_again_and_the_line_is_as_it_was(
    event: Event, pair: list[Workshop]
) -> None:
    act(event, CallOff(pair[0].pk))
    act(event, TakeBack(pair[0].pk), hours=2)

    assert held(pair[0]) == {"Ada": "confirmed", "Ben": "confirmed", "Cleo": "waiting"}
    assert told_back() == {"Ada", "Ben", "Cleo"}
    assert revisions(event) == {"Ada": 2, "Ben": 2, "Cleo": 2, "Dan": 0}


def test_who_chose_another_since_keeps_it_and_is_first_in_line(
    event: Event, pair: list[Workshop], people: dict[str, Delegate]
) -> None:
    act(event, CallOff(pair[0].pk))
    act(event, Choose(people["Ada"].pk, pair[1].pk), hours=2)
    act(event, TakeBack(pair[0].pk), hours=3)

    assert held(pair[1])["Ada"] == "confirmed"
    assert held(pair[0]) == {"Ada": "offered", "Ben": "confirmed", "Cleo": "waiting"}


@pytest.mark.usefixtures("people")
def test_with_fewer_places_the_first_have_theirs_and_the_others_wait(
    event: Event, pair: list[Workshop]
) -> None:
    act(event, CallOff(pair[0].pk))
    act(event, Resize(pair[0].pk, 1), hours=2)
    act(event, TakeBack(pair[0].pk), hours=3)

    assert held(pair[0]) == {"Ada": "confirmed", "Ben": "waiting", "Cleo": "waiting"}


def test_who_does_not_come_any_more_is_left_alone(
    event: Event, pair: list[Workshop], people: dict[str, Delegate]
) -> None:
    act(event, CallOff(pair[0].pk))
    act(event, Leave(people["Ada"].pk), hours=2)
    act(event, TakeBack(pair[0].pk), hours=3)

    assert held(pair[0]) == {"Ben": "confirmed", "Cleo": "offered"}
    assert told_back() == {"Ben", "Cleo"}


def test_who_gave_it_up_before_the_call_off_is_left_alone(
    event: Event, pair: list[Workshop], people: dict[str, Delegate]
) -> None:
    act(event, Choose(people["Ben"].pk, pair[1].pk), hours=0.5)
    act(event, CallOff(pair[0].pk))
    act(event, TakeBack(pair[0].pk), hours=2)

    assert held(pair[0]) == {"Ada": "confirmed", "Cleo": "offered"}


def test_it_can_be_chosen_again(
    event: Event, pair: list[Workshop], people: dict[str, Delegate]
) -> None:
    act(event, Resize(pair[0].pk, 4))
    act(event, CallOff(pair[0].pk))
    act(event, TakeBack(pair[0].pk), hours=2)

    act(event, Choose(people["Dan"].pk, pair[0].pk), hours=3)

    assert held(pair[0])["Dan"] == "confirmed"


@pytest.mark.usefixtures("people")
def test_second_call_off_and_taking_back_give_the_same_places(
    event: Event, pair: list[Workshop]
) -> None:
    for hours in (1, 3):
        act(event, CallOff(pair[0].pk), hours=hours)
        act(event, TakeBack(pair[0].pk), hours=hours + 1)

    assert held(pair[0]) == {"Ada": "confirmed", "Ben": "confirmed", "Cleo": "waiting"}


def test_only_what_is_called_off_is_taken_back(event: Event, pair: list[Workshop]) -> None:
    with pytest.raises(NotYours):
        act(event, TakeBack(pair[0].pk))
    assert AuditEntry.objects.filter(action="event.take-back").count() == 0


def test_nothing_is_taken_back_once_the_event_has_started(
    event: Event, pair: list[Workshop]
) -> None:
    act(event, CallOff(pair[0].pk))
    with pytest.raises(NotOpen):
        arrange(event=event, orders=[TakeBack(pair[0].pk)], by=None, now=event.starts_at)


def test_nothing_of_a_cancelled_event_is_taken_back(event: Event, pair: list[Workshop]) -> None:
    act(event, CallOff(pair[0].pk))
    Event.objects.update(state="cancelled", cancelled_at=NOW)
    with pytest.raises(NotOpen):
        act(event, TakeBack(pair[0].pk), hours=2)


@pytest.mark.usefixtures("people")
def test_taken_back_is_told_with_how_things_stand(
    deliver: Deliver, event: Event, pair: list[Workshop]
) -> None:
    act(event, CallOff(pair[0].pk))
    tell(deliver, NOW + HOUR)
    act(event, TakeBack(pair[0].pk), hours=2)

    mails = tell(deliver, NOW + 3 * HOUR)

    after_all = "A workshop takes place after all"
    assert subjects(mails) == [
        (f"{name}@example.org", after_all) for name in ("ada", "ben", "cleo")
    ]
    by_address = {mail.to[0]: mail for mail in mails}
    assert "Workshop 1.1" in calendar_in(by_address["ada@example.org"]).vevent.description.value
    assert "Workshop 1.1, number 1 in line" in " ".join(by_address["cleo@example.org"].text.split())


@pytest.mark.usefixtures("people")
def test_what_was_taken_back_before_it_was_told_is_not_told_as_called_off(
    deliver: Deliver, event: Event, pair: list[Workshop]
) -> None:
    tell(deliver)
    act(event, CallOff(pair[0].pk))
    act(event, TakeBack(pair[0].pk), hours=2)

    mails = tell(deliver, NOW + 3 * HOUR)

    assert {mail.subject.partition(":")[0] for mail in mails} == {
        "A workshop takes place after all"
    }


# Who contributes there --------------------------------------------------------------------------


def asked(workshop: Workshop, name: str, **fields: Any) -> None:
    event = workshop.series.event
    values = {"name": name, "email": f"{name.lower()}@example.org", "state": "accepted"} | fields
    made = Contributor.objects.create(event=event, **values)
    made.contributions.create(workshop=workshop, role="facilitator")


@pytest.mark.usefixtures("people")
def test_who_contributes_there_is_told_of_both_and_nobody_of_another(
    event: Event, pair: list[Workshop]
) -> None:
    asked(pair[0], "Fay"), asked(pair[0], "Gus", state="invited")
    asked(pair[0], "Declined", state="declined"), asked(pair[0], "Unreachable", email="")
    asked(pair[1], "Elsewhere")

    act(event, CallOff(pair[0].pk))
    with pytest.raises(NotYours):
        act(event, CallOff(pair[0].pk), hours=2)
    off = list(OutgoingMail.objects.order_by("to"))
    act(event, TakeBack(pair[0].pk), hours=3)
    back = list(OutgoingMail.objects.exclude(pk__in=[one.pk for one in off]).order_by("to"))

    reached = ["fay@example.org", "gus@example.org"]
    assert [[mail.to for mail in mails] for mails in (off, back)] == [reached, reached]
    assert "this workshop, to which you contribute, does not take place" in off[0].text
    assert "to which we asked you to contribute, was called off, and takes" in back[1].text
    for mail in off + back:
        assert "Workshop 1.1" in mail.text
        assert [name for name in ("Ada", "Ben", "Cleo", "Dan") if name in mail.text] == []


def test_nobody_is_told_of_a_workshop_of_a_cancelled_event(
    event: Event, pair: list[Workshop]
) -> None:
    asked(pair[0], "Fay")
    Event.objects.update(state="cancelled", cancelled_at=NOW)

    act(event, CallOff(pair[0].pk))

    assert not OutgoingMail.objects.exists()


# Staff ------------------------------------------------------------------------------------------


def url(event: Event, name: str, workshop: Workshop) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, workshop.pk])


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def soon() -> tuple[Event, Workshop, Workshop]:
    """An event that is open now, with a workshop of one place and one of five."""
    event = open_event()
    first, second = workshops_of(make_series(event, capacities=(1, 5)))
    return event, first, second


def test_taking_back_asks_first_and_says_what_becomes_of_whom(
    client: Client, soon: tuple[Event, Workshop, Workshop]
) -> None:
    event, first, second = soon
    ada, ben = book(event, first, name="Ada"), book(event, second, name="Ben")
    act(event, Wait(ben.pk, first.pk))
    client.post(url(event, "call_off", first), {"reason": "A mistake"})

    places = client.get(reverse("admin:events_event_places", args=[event.pk])).text
    page = client.get(url(event, "take_back", first)).text
    still_off = Workshop.objects.get(pk=first.pk).cancelled_at
    client.post(url(event, "take_back", first))

    assert url(event, "take_back", first) in places
    assert "1 person had a place and has chosen no other" in page
    assert "0 people had a place and have chosen another" in page
    assert "1 person waited for a place" in page
    assert still_off is not None
    assert held(first) == {ada.name: "confirmed", ben.name: "waiting"}


def test_taking_back_twice_says_so(client: Client, soon: tuple[Event, Workshop, Workshop]) -> None:
    event, first, _second = soon
    book(event, first)
    client.post(url(event, "call_off", first), {"reason": "A mistake"})

    answers = [client.post(url(event, "take_back", first)).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert Notice.objects.filter(kind=Notice.Kind.WORKSHOP_BACK).count() == 1


def test_workshop_of_another_event_is_not_taken_back(
    client: Client, soon: tuple[Event, Workshop, Workshop]
) -> None:
    event, first, _second = soon
    client.post(url(event, "call_off", first), {"reason": "A mistake"})

    assert client.post(url(make_event(), "take_back", first)).status_code == 404
    assert Workshop.objects.get(pk=first.pk).cancelled_at is not None
