"""The public programme: what it shows, never out of date, in few queries."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape, strip_tags

from events.actions.orders import CallOff, Choose, Leave
from events.actions.seating import arrange
from events.choices import ContributorRole, SlotKind
from events.models import Contribution, Contributor, Event, Slot, Workshop
from network.models import Organisation, User
from portal.when import clock
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person
from tests.factories.events import make_series, workshops_of
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/quiet-link"
HOSTILE = '<script>alert("1")</script>\r\nX-Evil: 1'
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4


def words(answer: Any) -> str:
    """What a page says, without markup and doubled spaces."""
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("<br>", " ")))


def opened(client: Client, event: Event, page: str = "") -> str:
    return words(client.get(f"/events/{event.slug}/{page}"))


def signed_in(user: User, *, second_factor: bool = False) -> Client:
    return sign_in(user, factor=second_factor)


def add_person(
    event: Event,
    name: str,
    *,
    slot: Slot | None = None,
    workshop: Workshop | None = None,
    **fields: Any,
) -> Contributor:
    role = fields.pop("role", ContributorRole.FACILITATOR)
    one = Contributor.objects.create(event=event, name=name, **{"state": "accepted"} | fields)
    Contribution.objects.create(contributor=one, role=role, slot=slot, workshop=workshop)
    return one


@pytest.fixture
def event() -> Event:
    return open_event(
        title="Annual conference",
        theme="Staying power",
        capacity=18,
        venue_name="Example Hall",
        venue_address="1 Example Yard\nCalderbrook",
        venue_access="Lifts to every floor",
        provided=["hearing-loop", "halal"],
        online_link=LINK,
    )


@pytest.fixture
def series(event: Event) -> Slot:
    return make_series(event, capacities=(2, 10))


# The programme


def test_programme_tells_times_workshops_and_places(
    client: Client, event: Event, series: Slot
) -> None:
    first, second = workshops_of(series)
    Workshop.objects.filter(pk=first.pk).update(room="Library", access_notes="One step")
    Workshop.objects.filter(pk=second.pk).update(description="How it is done.")
    add_person(event, "Ada Example", workshop=second, organisation_name="Kola Nut")
    booked(event, person(event, "Ben", choices=[first]))

    said = opened(client, event, "programme/")

    assert f"{clock(series.starts_at)} to {clock(series.ends_at)}" in said
    assert "Choose one workshop in each series." in said
    assert "Workshop 1.1 Facilitators to be announced Library Access: One step 1 place left" in said
    assert (
        "Workshop 1.2 Ada Example, Kola Nut About Workshop 1.2 How it is done. 10 places left"
        in said
    )


def test_only_who_accepted_is_named_and_by_as_much_as_they_agreed(
    client: Client, event: Event, series: Slot
) -> None:
    organisation = Organisation.objects.create(
        name="Winding Stair", sector="voluntary", regions=["london"], settings=["courts"]
    )
    panel = Slot.objects.create(
        event=event, kind=SlotKind.PANEL, title="Panel", starts_at=event.starts_at,
        ends_at=series.starts_at,
    )  # fmt: skip
    add_person(event, "Quiet Asked", slot=panel, state="invited")
    add_person(event, "Quiet Declined", slot=panel, state="declined")
    add_person(
        event, "Marcia Quietname", slot=panel, role=ContributorRole.CHAIR,
        shows_first_name_only=True, organisation=organisation,
    )  # fmt: skip

    said = opened(client, event, "programme/")

    assert "Panel Marcia, Winding Stair · Chair More to be announced" in said
    assert "Quiet" not in said


def test_workshop_without_a_title_is_to_be_announced(
    client: Client, event: Event, series: Slot
) -> None:
    Workshop.objects.filter(series=series, position=2).update(title="")

    said = opened(client, event, "programme/")

    assert "Workshop 2, to be announced 10 places left" in said


def test_workshop_that_is_called_off_says_so(client: Client, event: Event, series: Slot) -> None:
    first, _second = workshops_of(series)
    opened(client, event, "programme/")
    arrange(event=event, orders=[CallOff(first.pk)], by=None, now=timezone.now())

    assert "Workshop 1.1 Called off Workshop 1.2" in opened(client, event, "programme/")


def test_names_and_texts_are_shown_not_run(client: Client) -> None:
    event = open_event(
        title=HOSTILE, theme=HOSTILE, summary=HOSTILE, description=HOSTILE, venue_name=HOSTILE,
        notice=HOSTILE, venue_access="javascript:alert(1) https://example.org/a",
    )  # fmt: skip
    series = make_series(event)
    Workshop.objects.update(title=HOSTILE, description=HOSTILE, room=HOSTILE)
    add_person(event, HOSTILE, workshop=workshops_of(series)[0], biography=HOSTILE)
    booker = make_person()
    booked(event, person(event, "Ada"), by=booker)

    for one in (client, signed_in(booker)):
        for path in ("/events/", f"/events/{event.slug}/", f"/events/{event.slug}/programme/"):
            answer = one.get(path)
            page = answer.content.decode()
            assert escape("<script>alert(") in page
            assert "<script>" not in page
            assert 'href="javascript' not in page
            assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("page", ["", "programme/"])
def test_long_names_are_shown_whole(client: Client, page: str) -> None:
    event = open_event(title=LONG[:200], venue_name=LONG[:200])
    make_series(event)
    Workshop.objects.update(title=LONG[:200], room=LONG[:100])

    assert LONG[:200] in opened(client, event, page)


# What is kept is never out of date


def change_organisation(event: Event) -> None:
    Organisation.objects.update(name="After Ltd")


CHANGES: dict[str, tuple[Any, str]] = {
    "event": (lambda event: Event.objects.update(theme="After"), ""),
    "ticket": (lambda event: event.ticket_types.update(name="After"), ""),
    "slot": (lambda event: event.slots.update(title="After"), "programme/"),
    "workshop": (lambda event: Workshop.objects.update(title="After"), "programme/"),
    "contributor": (lambda event: event.contributors.update(name="After"), "programme/"),
    "organisation": (change_organisation, "programme/"),
    "new slot": (
        lambda event: Slot.objects.create(
            event=event, kind="other", title="After", starts_at=event.starts_at,
            ends_at=event.ends_at,
        ),
        "",
    ),
    "neighbour": (lambda event: open_event(days=60, title="After"), ""),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_change_shows_at_once(client: Client, event: Event, series: Slot, what: str) -> None:
    organisation = Organisation.objects.create(
        name="Before Ltd", sector="voluntary", regions=["london"], settings=["courts"]
    )
    workshop = workshops_of(series)[0]
    add_person(event, "Before", workshop=workshop, organisation=organisation)
    change, page = CHANGES[what]
    before = opened(client, event, page)

    change(event)

    assert "After" not in before
    assert "After" in opened(client, event, page)


def test_places_left_are_never_out_of_date(client: Client, event: Event, series: Slot) -> None:
    first, second = workshops_of(series)
    (ada,) = booked(event, person(event, "Ada", choices=[first]))
    seen = [opened(client, event, "programme/")]

    for order in (Choose(ada.pk, second.pk), Leave(ada.pk)):
        arrange(event=event, orders=[order], by=None, now=timezone.now())
        seen.append(opened(client, event, "programme/"))

    told = [re.findall(r"\d+ places? left", said) for said in seen]
    assert told == [
        ["1 place left", "10 places left"],
        ["2 places left", "9 places left"],
        ["2 places left", "10 places left"],
    ]
    assert "18 places left" in opened(client, event)


def test_deadline_that_passes_closes_the_page(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Book places" in opened(client, event)
    closes: datetime = event.booking_closes_at
    monkeypatch.setattr("events.views.public.timezone.now", lambda: closes)

    assert "Book places" not in opened(client, event)


# How much is asked of the database


def queries(client: Client, path: str, *, cold: bool) -> int:
    if cold:
        caches["pages"].clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def fill(event: Event, workshops: int) -> None:
    """Workshops with two facilitators each, and somebody in each of them."""
    for start in range(1, 4):
        series = make_series(event, start=start, capacities=(9,) * (workshops // 3))
        for workshop in workshops_of(series):
            for number in range(2):
                add_person(event, f"Facilitator {number}", workshop=workshop)
            booked(event, person(event, f"Delegate of {workshop.pk}", choices=[workshop]))


@pytest.mark.parametrize("page", ["", "programme/"])
def test_thirty_workshops_take_as_many_queries_as_three(client: Client, page: str) -> None:
    asked = []
    for workshops in (3, 30):
        event = open_event(capacity=100)
        fill(event, workshops)
        path = f"/events/{event.slug}/{page}"
        asked.append((queries(client, path, cold=True), queries(client, path, cold=False)))

    assert asked == [(9 if page == "" else 7, 1)] * 2


def test_list_takes_as_many_queries_for_many_events(client: Client) -> None:
    client.get("/events/")  # once for the site's settings
    asked = []
    for _ in range(2):
        for days in (5, 10, -5):
            open_event(days=days)
        asked.append(queries(client, "/events/", cold=False))

    assert asked[0] == asked[1]
    assert asked[0] <= 4
