"""Setting events up: copies, publishing, and what staff decide past capacities."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from events.actions import organising
from events.actions.orders import Choose, OfferOver, TakeSeat
from events.actions.organising import Copy, NotADraft, arrange_as_staff, copy_event, publish
from events.actions.planning import plan_of
from events.choices import SlotKind
from events.models import Contribution, Contributor, Delegate, Event, Place, Slot
from events.warnings import Part
from portal.models import AuditEntry
from portal.staff_groups import EVENTS_OFFICERS
from portal.times import LONDON
from tests.factories.applicants import NOW
from tests.factories.events import (
    book,
    make_event,
    make_series,
    states,
    wait_for_seat,
    workshops_of,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
NEXT = Copy("Annual conference 2027", "annual-conference-2027", date(2027, 11, 24))


@pytest.fixture
def officer() -> Any:
    return make_staff(EVENTS_OFFICERS)


@pytest.fixture
def conference() -> Event:
    """This autumn's, in winter time, with a panel, a series, a speaker and somebody booked."""
    event = make_event(
        starts_at=datetime(2026, 11, 25, 10, tzinfo=UTC),
        summary="A day for all",
        venue_name="Kola Hall",
        provided=["halal", "step-free"],
        online_link="https://meet.example.org/secret",
        reserved_for_members=40,
    )
    panel = Slot.objects.create(
        event=event, kind=SlotKind.PANEL, title="Morning panel", room="Hall", room_seats=100,
        starts_at=event.starts_at, ends_at=event.starts_at + timedelta(minutes=45),
    )  # fmt: skip
    series = make_series(event, capacities=(12, 8))
    first = workshops_of(series)[0]
    type(first).objects.filter(pk=first.pk).update(
        room="Blue", room_seats=20, access_notes="Lift", description="About courts"
    )
    speaker = Contributor.objects.create(event=event, name="Amara Example")
    Contribution.objects.create(contributor=speaker, role="panellist", slot=panel)
    Contribution.objects.create(contributor=speaker, role="facilitator", workshop=first)
    book(event, first)
    return event


def test_copy_has_the_shape_and_no_people(conference: Event, officer: Any) -> None:
    copied = copy_event(event=conference, copy=NEXT, by=officer, now=NOW)

    copied.refresh_from_db()
    panel, series = copied.slots.order_by("starts_at")
    shape = [(w.title, w.description, w.room, w.room_seats, w.capacity, w.access_notes)
             for w in workshops_of(series)]  # fmt: skip
    assert (copied.state, copied.published_at, copied.online_link) == ("draft", None, "")
    assert (copied.title, copied.slug, copied.copied_from) == (NEXT.title, NEXT.slug, conference)
    assert (copied.summary, copied.venue_name, copied.provided, copied.reserved_for_members) == (
        "A day for all", "Kola Hall", ["halal", "step-free"], 40,
    )  # fmt: skip
    assert [ticket.name for ticket in copied.ticket_types.all()] == ["Delegate"]
    assert (panel.title, panel.room_seats, panel.is_to_be_announced) == ("Morning panel", 100, True)
    assert shape == [("", "", "Blue", 20, 12, "Lift"), ("", "", "", None, 8, "")]
    assert (copied.contributors.count(), copied.delegates.count()) == (0, 0)
    assert AuditEntry.objects.get(action="event.copy").new["copied_from"] == conference.pk


def test_copy_may_keep_what_the_workshops_are_about(conference: Event, officer: Any) -> None:
    copy = Copy(NEXT.title, NEXT.slug, NEXT.day, keeps_workshops=True)

    copied = copy_event(event=conference, copy=copy, by=officer, now=NOW)

    first, second = workshops_of(copied.slots.get(kind="series"))
    assert (first.title, first.description) == ("Workshop 1.1", "About courts")
    assert second.title == "Workshop 1.2"


@pytest.mark.parametrize("day", [date(2027, 11, 24), date(2027, 3, 28), date(2027, 6, 9)])
def test_copy_keeps_times_on_the_clock_across_a_clock_change(
    conference: Event, officer: Any, day: date
) -> None:
    copy = Copy("Next", "next", day)

    copied = copy_event(event=conference, copy=copy, by=officer, now=NOW)

    starts = copied.starts_at.astimezone(LONDON)
    series = copied.slots.get(kind="series").starts_at.astimezone(LONDON)
    assert (starts.date(), starts.hour, series.hour) == (day, 10, 11)
    assert copied.ends_at.astimezone(LONDON).hour == 17
    assert copied.booking_closes_at.astimezone(LONDON).hour == 10


def test_copy_takes_few_statements(
    conference: Event, officer: Any, django_assert_max_num_queries: Any
) -> None:
    for start in (2, 3, 4):
        make_series(conference, start=start, capacities=(5,) * 8)

    with django_assert_max_num_queries(14):
        copy_event(event=conference, copy=NEXT, by=officer, now=NOW)


def test_publishing_happens_once(officer: Any) -> None:
    event = make_event(state="draft", published_at=None)
    publish(event=event, by=officer, now=NOW)

    with pytest.raises(NotADraft):
        publish(event=event, by=officer, now=NOW)

    event.refresh_from_db()
    assert (event.state, event.published_at) == ("published", NOW)
    assert AuditEntry.objects.filter(action="event.publish").count() == 1


def test_staff_fill_a_workshop_past_its_places_with_a_reason(officer: Any) -> None:
    event = make_event()
    [workshop] = workshops_of(make_series(event, capacities=(1,)))
    book(event, workshop, name="Ada Example")
    late = book(event, name="Kofi Example")

    arrange_as_staff(
        delegate=late, orders=[Choose(late.pk, workshop.pk)], reason="He speaks there",
        by=officer, now=NOW,
    )  # fmt: skip

    assert states(workshop) == [("Ada Example", "confirmed"), ("Kofi Example", "confirmed")]
    entry = AuditEntry.objects.get(action="event.by-staff")
    assert (entry.object_id, entry.new) == (str(late.pk), {"reason": "He speaks there"})


def test_staff_let_in_who_only_waits(officer: Any) -> None:
    event = make_event(capacity=1)
    book(event)
    waiting = wait_for_seat(event)

    arrange_as_staff(
        delegate=waiting, orders=[TakeSeat(waiting.pk)], reason="Guest of honour", by=officer,
        now=NOW,
    )  # fmt: skip

    waiting.refresh_from_db()
    assert waiting.state == Delegate.State.BOOKED


def test_nobody_else_lets_in_who_only_waits() -> None:
    event = make_event(capacity=1)
    book(event)
    waiting = wait_for_seat(event)

    with pytest.raises(OfferOver):
        organising.arrange(event=event, orders=[TakeSeat(waiting.pk)], by=None, now=NOW)


def test_plan_reads_rooms_people_and_demand(
    conference: Event, django_assert_num_queries: Any
) -> None:
    first, second = workshops_of(conference.slots.get(kind="series"))
    waiting = book(conference)
    Place.objects.create(
        delegate=waiting, event=conference, series=first.series, workshop=first,
        state=Place.State.WAITING, waiting_since=NOW,
    )  # fmt: skip
    gone = Contributor.objects.create(event=conference, name="Gone Example", state="withdrawn")
    Contribution.objects.create(contributor=gone, role="speaker", workshop=second)

    with django_assert_num_queries(4):
        plan = plan_of(conference)

    panel, series = plan.parts
    assert isinstance(panel, Part)
    assert (panel.people, panel.room, panel.room_seats) == (("Amara Example",), "Hall", 100)
    assert [(one.title, one.places, one.wanted, one.people) for one in series.sessions] == [
        ("Workshop 1.1", 12, 2, ("Amara Example",)),
        ("Workshop 1.2", 8, 0, ()),
    ]
    assert plan.tickets == ("anyone",)
