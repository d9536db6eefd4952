"""Changes and cancellations reach exactly those affected."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from events.actions.notifying import NotPublished, announce_change, cancel_event
from events.actions.orders import Choose, Leave, Wait
from events.actions.seating import arrange
from events.models import Contributor, Delegate, Event, Notice
from portal.models import AuditEntry, OutgoingMail
from tests.conftest import Deliver
from tests.factories.applicants import NOW, make_person
from tests.factories.events import book, make_event, make_series, wait_for_seat, workshops_of
from tests.factories.told import subjects, tell
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told_of(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("delegate__name", flat=True))


def test_a_change_of_the_event_is_told_to_all_who_are_in_it_or_wait() -> None:
    event = make_event(capacity=3)
    book(event, name="Booked")
    gone, freed = book(event, name="Gone"), book(event, name="Freed")
    waiting, offered = wait_for_seat(event), wait_for_seat(event)
    arrange(event=event, orders=[Leave(gone.pk), Leave(freed.pk)], by=None, now=NOW)
    late = wait_for_seat(event)

    told = announce_change(event=event, what="Another hall.", by=None, now=NOW)

    assert told_of("event-changed") == {"Booked", waiting.name, offered.name, late.name}
    assert told == 4


def test_a_change_announced_twice_in_a_row_is_told_once() -> None:
    event = make_event()
    book(event)
    times = [NOW, NOW + timedelta(seconds=2), NOW + HOUR]

    told = [announce_change(event=event, what="Another hall.", by=None, now=at) for at in times]

    assert told == [1, 1, 1]
    assert Notice.objects.filter(kind="event-changed").count() == 2


def test_a_change_of_workshops_is_told_only_to_who_is_in_them_or_waits() -> None:
    event = make_event()
    first, second = workshops_of(make_series(event, capacities=(1, 5)))
    book(event, first, name="In")
    waits, other = book(event, second, name="Waits"), book(event, second, name="Other")
    arrange(event=event, orders=[Wait(waits.pk, first.pk)], by=None, now=NOW)
    before = other.revision

    announce_change(event=event, what="Another room.", by=None, now=NOW, workshops=[first])

    assert told_of("event-changed") == {"In", "Waits"}
    other.refresh_from_db()
    assert other.revision == before


def test_a_change_is_on_the_page_in_the_log_and_raises_calendars() -> None:
    event = make_event()
    officer = make_person(name="Eve Officer")
    ada = book(event)

    announce_change(event=event, what="We start at 9am.", by=officer, now=NOW)

    event.refresh_from_db()
    ada.refresh_from_db()
    assert (event.notice, event.revision, ada.revision) == ("We start at 9am.", 1, 1)
    entry = AuditEntry.objects.get(action="event.announce-change")
    assert (entry.actor_name, entry.new) == (
        "Eve Officer",
        {"what": "We start at 9am.", "told": 1},
    )


def contributing(event: Event, name: str, **fields: Any) -> Contributor:
    email = f"{name.lower()}@example.org"
    values = {"name": name, "email": email, "state": Contributor.State.ACCEPTED}
    return Contributor.objects.create(event=event, **values | fields)


def test_a_change_reaches_contributors_who_are_asked_or_come(deliver: Deliver) -> None:
    event = make_event()
    book(event, name="Ada Secret", email="ada@example.org")
    for name, state in [("Comes", "accepted"), ("Asked", "invited"), ("Planned", "planned"),
                        ("No", "declined"), ("Gone", "withdrawn")]:  # fmt: skip
        contributing(event, name, state=state)
    contributing(event, "Unreachable", email="")
    contributing(make_event(), "Stranger")
    tell(deliver)

    told = announce_change(event=event, what="Another\nhall.", by=None, now=NOW + HOUR)

    mails = tell(deliver, NOW + HOUR)
    addresses = ("ada@example.org", "asked@example.org", "comes@example.org")
    assert subjects(mails) == [(to, "A change") for to in addresses]
    assert told == 3
    own = next(mail for mail in mails if mail.to == ("comes@example.org",))
    assert own.text.startswith("Dear Comes,")
    assert own.text.split("\r\n\r\n")[2] == "Another\r\nhall."
    assert "Ada" not in own.text
    assert own.files == ()


def test_contributors_are_told_of_a_change_once_however_often_it_is_pressed() -> None:
    event = make_event()
    contributing(event, "Comes")
    times = [NOW, NOW + timedelta(seconds=2), NOW + HOUR]

    told = [announce_change(event=event, what="Another hall.", by=None, now=at) for at in times]
    announce_change(event=event, what="Another day.", by=None, now=NOW + HOUR)

    assert told == [1, 1, 1]
    assert OutgoingMail.objects.filter(to="comes@example.org").count() == 3


def test_a_change_of_workshops_reaches_only_who_contributes_there() -> None:
    event = make_event()
    first, second = workshops_of(make_series(event))
    for name, workshop in [("Here", first), ("There", second)]:
        contributing(event, name).contributions.create(workshop=workshop, role="facilitator")
    contributing(event, "Elsewhere")

    announce_change(event=event, what="Another room.", by=None, now=NOW, workshops=[first])

    assert [mail.to for mail in OutgoingMail.objects.all()] == ["here@example.org"]


def test_a_cancelled_event_is_told_to_delegates_and_contributors_who_come(
    deliver: Deliver,
) -> None:
    event = make_event(capacity=1)
    book(event, email="ada@example.org")
    waiting = wait_for_seat(event)
    for name, state in [("comes", "accepted"), ("asked", "invited"), ("declined", "declined")]:
        email = f"{name}@example.org"
        Contributor.objects.create(event=event, name=name, email=email, state=state)
    Contributor.objects.create(event=event, name="No address", state="accepted")
    tell(deliver)

    told = cancel_event(event=event, why="The hall\nhas burnt down.", by=None, now=NOW)

    mails = tell(deliver, NOW + HOUR)
    assert subjects(mails) == sorted(
        [(to, "Cancelled") for to in ("ada@example.org", waiting.email, "comes@example.org")]
    )
    assert all("has burnt down." in mail.text for mail in mails)
    assert told == 2
    assert (event.state, event.cancelled_at, event.revision) == (Event.State.CANCELLED, NOW, 1)
    assert set(event.delegates.values_list("state", flat=True)) == {
        Delegate.State.BOOKED,
        Delegate.State.WAITING,
    }


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.CANCELLED])
def test_what_is_not_published_is_neither_changed_nor_cancelled(state: str) -> None:
    times = {
        Event.State.DRAFT: {"published_at": None},
        Event.State.CANCELLED: {"cancelled_at": NOW},
    }
    event = make_event(state=state, **times[Event.State(state)])
    with pytest.raises(NotPublished):
        announce_change(event=event, what="x", by=None, now=NOW)
    with pytest.raises(NotPublished):
        cancel_event(event=event, why="x", by=None, now=NOW)
    assert AuditEntry.objects.count() == 0


def test_a_second_cancellation_tells_nobody_again() -> None:
    event = make_event()
    book(event)
    stale = Event.objects.get(pk=event.pk)
    cancel_event(event=event, why="Snow.", by=None, now=NOW)
    with pytest.raises(NotPublished):
        cancel_event(event=stale, why="Snow.", by=None, now=NOW + HOUR)
    assert Notice.objects.filter(kind="event-cancelled").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_announcing_while_everybody_changes_their_choice_locks_nobody_out(_round: int) -> None:
    event = make_event()
    first, second = workshops_of(make_series(event))
    delegates = [book(event, first) for _ in range(6)]
    everybody = [Choose(one.pk, second.pk) for one in reversed(delegates)]
    acts: list[Callable[[], object]] = [
        partial(arrange, event=event, orders=[order], by=None, now=NOW) for order in everybody
    ]
    acts += [partial(arrange, event=event, orders=everybody[:3], by=None, now=NOW)]
    acts += [
        partial(announce_change, event=event, what=str(n), by=None, now=NOW + n * HOUR)
        for n in range(2)
    ]

    at_once(acts)

    assert Notice.objects.filter(kind="event-changed").count() == 2 * len(delegates)
    assert second.places.taking().count() == len(delegates)
