"""The demo's events: 2023's conference as it was announced, and a year of bookings around today."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from pypdf import PdfReader

from events.actions import attendance, reminding
from events.actions.planning import plan_of
from events.choices import Audience, Kind, SlotKind
from events.models import (
    Booking,
    CheckIn,
    Contributor,
    Delegate,
    Event,
    Needs,
    Notice,
    Place,
    Slot,
    TicketType,
    Workshop,
)
from events.warnings import warnings
from network.models import Organisation
from portal.demo.events import _a_year_before, on_weekday
from portal.local.demo import ACCOUNTS

pytestmark = pytest.mark.django_db

MORNING_PANEL = "The current state of racial inequity in the criminal justice system"
AFTERNOON_PANEL = (
    "What’s the solution? Let’s make race and justice everybody’s business and commit to taking "
    "action together"
)
THEMES = [
    "sustainability within the criminal justice system for organisations led by/for racially "
    "minoritised people",
    "understanding the needs of racially minoritised people and the importance of providing "
    "trauma informed, culturally sensitive support",
    "how to influence the criminal justice system and achieve better outcomes for racially "
    "minoritised people",
]


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, loaded once for all tests of this module and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--force-for-benchmarks", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def conference() -> Event:
    return Event.objects.get(slug="annual-conference-2023")


@pytest.fixture
def coming() -> Event:
    return Event.objects.get(kind=Kind.CONFERENCE, starts_at__gt=timezone.now())


@pytest.fixture
def last() -> Event:
    past = Event.objects.past(timezone.now()).filter(kind=Kind.CONFERENCE)
    return past[0]


# 2023, as it was announced


def test_conference_of_2023_has_its_day_and_hours(conference: Event) -> None:
    local = [timezone.localtime(moment) for moment in (conference.starts_at, conference.ends_at)]
    assert [f"{moment:%d/%m/%Y %H:%M}" for moment in local] == [
        "22/11/2023 10:00",
        "22/11/2023 17:00",
    ]
    assert conference.theme == "Race and justice is everybody’s business"


def test_conference_of_2023_has_both_panels_with_their_titles(conference: Event) -> None:
    panels = conference.slots.filter(kind=SlotKind.PANEL).order_by("starts_at")
    assert [panel.title for panel in panels] == [MORNING_PANEL, AFTERNOON_PANEL]
    assert [timezone.localtime(panel.starts_at).hour < 12 for panel in panels] == [True, False]
    assert all(panel.is_to_be_announced for panel in panels)


def test_conference_of_2023_has_its_three_series(conference: Event) -> None:
    series = list(conference.slots.filter(kind=SlotKind.SERIES).order_by("starts_at"))
    assert [one.title for one in series] == [f"Workshop series {n}" for n in (1, 2, 3)]
    assert [one.theme[0].lower() + one.theme[1:] for one in series] == THEMES
    assert [one.workshops.count() for one in series[:2]] == [4, 4]
    assert all(not workshop.title for workshop in series[2].workshops.all())


def test_conference_of_2023_runs_in_its_order(conference: Event) -> None:
    kinds = [slot.kind for slot in conference.slots.order_by("starts_at")]
    without_breaks = [kind for kind in kinds if kind not in {SlotKind.BREAK, SlotKind.OTHER}]
    assert without_breaks == [
        SlotKind.PANEL,
        SlotKind.SERIES,
        SlotKind.SERIES,
        SlotKind.PERFORMANCE,
        SlotKind.LUNCH,
        SlotKind.SERIES,
        SlotKind.PERFORMANCE,
        SlotKind.PANEL,
    ]
    slots = list(conference.slots.order_by("starts_at"))
    assert slots[0].starts_at == conference.starts_at
    assert slots[-1].ends_at == conference.ends_at


def test_performers_of_2023_are_of_the_arts_alliance(conference: Event) -> None:
    performances = conference.slots.filter(kind=SlotKind.PERFORMANCE)
    names = performances.values_list("contributions__contributor__name", flat=True)
    assert set(names) == {"Members of the National Criminal Justice Arts Alliance"}


def test_conference_of_2023_stands_between_its_neighbours(conference: Event) -> None:
    announced = Event.objects.announced()
    before, after = announced.before(conference)[0], announced.after(conference)[0]
    assert before.title == "AI and the Future of Technology in the Black Community"
    assert after.title == "MA in People and Organisation Development Virtual Open Day"


def test_what_is_invented_of_2023_is_said_to_be(conference: Event) -> None:
    assert "are examples." in conference.description
    neighbours = Event.objects.filter(starts_at__year=2023, kind=Kind.OTHER)
    assert ["are examples." in event.description for event in neighbours] == [True, True]
    assert not Booking.objects.filter(event__starts_at__year=2023).exists()


# Around today


def test_the_next_conference_is_six_weeks_ahead_and_open(coming: Event) -> None:
    now = timezone.now()
    assert timedelta(days=40) < coming.starts_at - now < timedelta(days=50)
    assert coming.takes_bookings(now)
    assert coming.reserved_for_members > 0
    assert coming.delegates.taking_places().count() >= 45
    assert coming.slots.filter(kind=SlotKind.SERIES).count() == 3


def test_members_come_free_and_others_pay(coming: Event) -> None:
    prices = {ticket.for_whom: ticket.price_pence for ticket in coming.ticket_types.all()}
    assert prices[TicketType.Who.MEMBERS] == 0
    assert prices[TicketType.Who.GUESTS] > 0
    paid = coming.delegates.filter(price_pence__gt=0)
    assert paid.exists()
    assert not paid.filter(booking__is_members=True).exists()
    assert coming.bookings.exclude(purchase_order="").exists()


@pytest.mark.parametrize(
    "email", ["member@example.org", "colleague@example.org", "other@example.org"]
)
def test_demo_accounts_have_booked(coming: Event, email: str) -> None:
    bookings = coming.bookings.filter(booked_by__email=email)
    assert bookings.exists()
    assert all(booking.is_members for booking in bookings)


def test_workshops_are_full_with_people_waiting(coming: Event) -> None:
    taken = Count("places", filter=Q(places__state__in=Place.TAKING))
    waiting = Count("places", filter=Q(places__state=Place.State.WAITING))
    workshops = Workshop.objects.filter(series__event=coming).annotate(taken=taken, waiting=waiting)
    full = [one for one in workshops if one.taken == one.capacity]
    assert [one.waiting > 0 for one in full] == [True, True]
    assert not [one for one in workshops if one.waiting and one not in full]
    line = Place.objects.filter(workshop__in=full, state=Place.State.WAITING)
    assert line.filter(delegate__email="colleague@example.org").exists()


def test_the_member_is_offered_a_place_just_now(coming: Event) -> None:
    offer = Place.objects.get(event=coming, state=Place.State.OFFERED)
    assert offer.delegate.email == "member@example.org"
    assert offer.offer_ends_at is not None
    assert offer.offer_ends_at > timezone.now()


def test_contributors_are_in_each_state(coming: Event) -> None:
    states = set(coming.contributors.values_list("state", flat=True))
    assert states == set(Contributor.State)
    asked = coming.contributors.exclude(state=Contributor.State.PLANNED)
    assert not asked.filter(token_hash="").exists()


def test_some_delegates_have_needs_and_badges(coming: Event) -> None:
    assert 2 <= Needs.objects.filter(delegate__event=coming).count() <= 6
    assert coming.delegates.exclude(pronouns="").exists()
    assert coming.delegates.filter(email="").exists()


def test_last_years_conference_was_booked(last: Event, coming: Event) -> None:
    assert coming.starts_at.year - last.starts_at.year == 1
    states = Counter(last.delegates.values_list("state", flat=True))
    assert states[Delegate.State.BOOKED] >= 40
    assert states[Delegate.State.CANCELLED] >= 2
    assert not last.slots.filter(is_to_be_announced=True).exists()


def test_most_of_last_years_delegates_and_speakers_came(last: Event) -> None:
    came = CheckIn.objects.filter(event=last)
    expected = last.delegates.filter(state=Delegate.State.BOOKED).count()
    delegates = came.exclude(delegate=None)
    assert 0.7 * expected < delegates.count() < expected
    assert came.exclude(contributor=None).exists()
    assert not delegates.exclude(delegate__state=Delegate.State.BOOKED).exists()
    assert not came.exclude(at__range=(last.starts_at - timedelta(hours=1), last.ends_at)).exists()


def test_last_years_conference_has_materials_that_open(last: Event) -> None:
    rows = list(last.materials.order_by("position"))

    assert [row.shown_to for row in rows] == ["everybody", "booked", "booked"]
    assert [row.workshop is not None for row in rows] == [False, True, False]
    assert [len(PdfReader(row.file.path).pages) for row in rows] == [1, 1, 1]


def test_there_is_a_door_to_keep_today() -> None:
    event = Event.objects.get(slug="drop-in-day")
    assert attendance.is_open(event, timezone.now())
    assert event.delegates.filter(email="member@example.org", state="booked").exists()
    assert event.delegates.taking_places().count() >= 6
    assert not CheckIn.objects.filter(event=event).exists()


def test_loading_leaves_no_reminder_to_be_sent() -> None:
    assert Notice.objects.filter(kind=Notice.Kind.REMINDER).exists()
    assert reminding.remind_due(now=timezone.now()) == 0


def test_coming_events_are_planned_without_a_slip(coming: Event) -> None:
    said = warnings(plan_of(coming), timezone.now())
    assert [one for one in said if "is wanted by" not in one] == []
    assert len(said) == 2


def test_a_training_online_is_for_members_only() -> None:
    training = Event.objects.get(kind=Kind.TRAINING, slug="writing-for-the-parole-board")
    assert training.audience == Audience.MEMBERS
    assert training.online_link
    assert set(training.bookings.values_list("is_members", flat=True)) == {True}


def test_a_training_is_full_with_people_waiting() -> None:
    training = Event.objects.get(kind=Kind.TRAINING, slug="supervision-that-holds")
    now = timezone.now()
    assert training.takes_bookings(now)
    assert training.delegates.taking_places().count() == training.capacity
    waiting = training.delegates.next_in_line()
    assert [one.email == "other@example.org" for one in waiting] == [False, True, False]


def test_a_draft_is_for_staff_only() -> None:
    draft = Event.objects.get(state=Event.State.DRAFT)
    assert draft not in Event.objects.announced()


# All of it


def test_every_event_passes_validation() -> None:
    for event in Event.objects.all():
        event.full_clean()
    for slot in Slot.objects.select_related("event"):
        slot.full_clean()
        assert slot.ends_at <= slot.event.ends_at
    for workshop in Workshop.objects.all():
        workshop.full_clean()
    for contributor in Contributor.objects.all():
        contributor.full_clean()


def test_nothing_of_the_bookings_lies_in_the_future() -> None:
    now = timezone.now()
    assert not Booking.objects.filter(booked_at__gte=now).exists()
    assert not Notice.objects.filter(created_at__gte=now).exists()
    assert not Booking.objects.filter(booked_at__lt=F("event__booking_opens_at")).exists()
    assert not Booking.objects.filter(booked_at__lt=F("booked_by__date_joined")).exists()


def test_facilitators_are_of_organisations_that_exist() -> None:
    named = Contributor.objects.exclude(organisation_name="")
    outside = {"Office of the Sample Inspector", "Ministry of Examples"}
    assert set(named.values_list("organisation_name", flat=True)) <= outside
    members = Organisation.objects.members_at(timezone.now())
    with_one = Contributor.objects.exclude(organisation=None)
    assert not with_one.exclude(organisation__in=members).exists()


def test_delegates_and_contributors_are_invented() -> None:
    addresses = {
        *Delegate.objects.values_list("address", flat=True),
        *Contributor.objects.exclude(email="").values_list("email", flat=True),
    }
    assert {address.partition("@")[2] for address in addresses} == {"example.org"}
    invented = re.compile(r"Example|Sample|Specimen|Pattern|Arts Alliance")
    names = Contributor.objects.values_list("name", flat=True)
    assert [name for name in names if not invented.search(name)] == []


def test_a_handful_of_notices_is_still_to_be_told() -> None:
    waiting = Notice.objects.filter(told_at__isnull=True)
    assert 3 <= waiting.count() <= 12
    assert set(waiting.values_list("delegate__address", flat=True)) <= set(ACCOUNTS)
    told = Notice.objects.exclude(told_at__isnull=True)
    assert not told.exclude(told_at=F("created_at")).exists()


@pytest.mark.parametrize("weekday", range(7))
def test_on_weekday_is_the_day_itself_or_the_next_such(weekday: int) -> None:
    found = on_weekday(date(2027, 1, 1), weekday)
    assert found.weekday() == weekday
    assert 0 <= (found - date(2027, 1, 1)).days < 7


@pytest.mark.parametrize("day", [date(2027, 1, 6), date(2025, 12, 31), date(2028, 12, 30)])
def test_a_year_before_is_the_year_before(day: date) -> None:
    before = _a_year_before(day)
    assert (before.year, before.weekday()) == (day.year - 1, day.weekday())
