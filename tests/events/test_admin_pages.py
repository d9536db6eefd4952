"""The admin's pages about events: who may open which, in how many queries, and what they show."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.messaging import Selection, send
from events.models import Contribution, Contributor, Delegate, Event, Message
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.events import book, make_event, make_series, wait_for_seat, workshops_of
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12

# page: the groups that may open it
VIEWERS = {EVENTS_OFFICERS, COORDINATORS, MANAGERS}
RUNNERS = {EVENTS_OFFICERS, COORDINATORS}
SETTERS = {EVENTS_OFFICERS}
PAGES = {
    "change": VIEWERS,
    "waiting": VIEWERS,
    "copy": SETTERS,
    "publish": SETTERS,
    "announce": SETTERS,
    "cancel": SETTERS,
    "places": RUNNERS,
    "lists": RUNNERS,
    "fallback": RUNNERS,
    "book": RUNNERS,
    "materials": RUNNERS,
    "material_add": RUNNERS,
    "messages": RUNNERS,
    "write": RUNNERS,
    "failed": RUNNERS,
    "needs": SETTERS,
}


def url(event: Event, name: str, *args: Any) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


@pytest.fixture
def officer() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    """To come by the real clock, with a series."""
    event = make_event(starts_at=timezone.now() + timedelta(days=40))
    make_series(event, capacities=(10, 2))
    return event


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, COORDINATORS, MANAGERS, EDITORS])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_for_whose_work_it_is(event: Event, group: str, name: str) -> None:
    client = sign_in(make_staff(group))
    if name == "publish":
        Event.objects.update(state="draft", published_at=None)

    status = client.get(url(event, name)).status_code

    assert status == (200 if group in PAGES[name] else 403)


def fill(event: Event, people: int) -> None:
    """Delegates in two workshops, some waiting, contributors, messages."""
    first, second = workshops_of(event.slots.get(kind="series"))
    Event.objects.filter(pk=event.pk).update(capacity=1000)
    type(first).objects.update(capacity=1000)
    event.refresh_from_db()
    for number in range(people):
        book(event, first if number % 2 else second)
        speaker = Contributor.objects.create(
            event=event, name=f"Speaker {number}", email=f"s{number}@example.org"
        )
        Contribution.objects.create(contributor=speaker, role="speaker", workshop=first)
    Event.objects.filter(pk=event.pk).update(capacity=people)
    for _number in range(people):
        wait_for_seat(event)


LISTS = ["events_event", "events_slot", "events_delegate", "events_contributor"]


@pytest.mark.parametrize("people", [3, 30])
def test_no_page_asks_more_for_more_people(
    officer: Client, event: Event, people: int, django_assert_max_num_queries: Any
) -> None:
    fill(event, people)
    by = make_staff(EVENTS_OFFICERS)
    message = send(
        event=event, selection=Selection(Message.Circle.BOOKED), subject="Lunch", body="At one",
        key=uuid.uuid4(), by=by, now=timezone.now(),
    )  # fmt: skip
    delegate, contributor = Delegate.objects.first(), Contributor.objects.first()
    slot = event.slots.get(kind="series")
    pages = [url(event, name) for name in PAGES if name != "publish"]
    pages += [url(event, "message", message.pk)]
    pages += [reverse(f"admin:{model}_changelist") + f"?event={event.pk}" for model in LISTS[2:]]
    pages += [reverse(f"admin:{model}_changelist") for model in LISTS]
    for row in (delegate, contributor, slot):
        assert row is not None
        name = f"admin:events_{row._meta.model_name}_change"
        pages.append(reverse(name, args=[row.pk]))

    for page in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert officer.get(page).status_code == 200, page


def test_stranger_is_not_let_in(event: Event) -> None:
    client = sign_in(make_person(), factor=False)

    assert client.get(url(event, "change")).headers["Location"].startswith("/admin/login/")
