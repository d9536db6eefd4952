"""Lists to download and to print, and needs: safe, without needs unless asked, each in the log."""

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events.actions import contributing, needs
from events.models import CheckIn, Contributor, Event
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EVENTS_OFFICERS
from tests.factories.applicants import NOW
from tests.factories.events import book, make_event, make_series, wait_for_seat, workshops_of
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
SECRET = "planted large print"


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    """Ada and an attacker in a workshop, somebody waiting, a speaker; Ada and he have needs."""
    event = make_event(starts_at=timezone.now() + timedelta(days=40), capacity=2, slug="conf")
    first, _second = workshops_of(make_series(event, capacities=(5, 5)))
    ada = book(event, first, name="Ọlá Example", email="ola@example.org")
    book(event, first, name="=cmd|'/c calc'!A1", email="b@example.org")
    wait_for_seat(event)
    needs.record(delegate=ada, said=needs.Said(SECRET, "vegan"), consent_wording="Yes", now=NOW)
    speaker = Contributor.objects.create(event=event, name="Amara", state="accepted")
    contributing.say_needs(contributor=speaker, text="planted ramp", consent_wording="Y", now=NOW)
    return event


def url(event: Event, name: str = "lists") -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk])


def rows(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_delegates_come_as_rows_without_needs(client: Client, event: Event) -> None:
    response = client.post(url(event), {"what": "delegates", "kind": "csv"})

    headings, *people = rows(response)
    assert headings[:4] == ["Name", "On the badge", "Pronouns", "State"]
    assert headings[-1] == "Workshop series 1"
    assert people[0][0] == "'=cmd|'/c calc'!A1"
    assert sorted(row[3] for row in people) == ["Booked", "Booked", "On the waiting list"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="conf-delegates.csv"'
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["delegates", "rooms", "contributors"])
def test_each_download_is_in_the_log(client: Client, event: Event, what: str, kind: str) -> None:
    response = client.post(url(event), {"what": what, "kind": kind})

    entry = AuditEntry.objects.get(action="event.list")
    assert entry.new == {"list": what, "kind": kind, "with_needs": False}
    assert response.status_code == 200
    assert not AuditEntry.objects.filter(action="needs.looked-at").exists()


@pytest.mark.parametrize("what", ["delegates", "rooms", "contributors"])
def test_no_list_has_needs_by_itself(client: Client, event: Event, what: str) -> None:
    response = client.post(url(event), {"what": what, "kind": "csv"})

    assert "planted" not in response.content.decode()


def test_workbook_opens_and_holds_no_formula(client: Client, event: Event) -> None:
    response = client.post(url(event), {"what": "rooms", "kind": "xlsx"})

    sheet = load_workbook(io.BytesIO(response.content)).active
    read = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert read[0] == ["Series", "Workshop", "Room", "Name", "Organisation"]
    assert [row[3] for row in read[1:]] == ["'=cmd|'/c calc'!A1", "Ọlá Example"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_needs_come_only_when_asked_and_are_in_the_log(client: Client, event: Event) -> None:
    asked = {"kind": "csv", "with_needs": "on"}

    delegates = client.post(url(event), {"what": "delegates"} | asked)
    contributors = client.post(url(event), {"what": "contributors"} | asked)

    assert SECRET in delegates.content.decode()
    assert "planted ramp" in contributors.content.decode()
    assert AuditEntry.objects.filter(action="needs.looked-at").count() == 2


def test_coordinators_never_get_needs(event: Event) -> None:
    client = sign_in(make_staff(COORDINATORS))

    response = client.post(url(event), {"what": "delegates", "kind": "csv", "with_needs": "on"})

    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert client.post(url(event, "needs")).status_code == 403


@pytest.mark.parametrize(
    "sent", [{"what": "needs", "kind": "csv"}, {"what": "rooms", "kind": "exe"}]
)
def test_unknown_lists_are_refused(client: Client, event: Event, sent: dict[str, str]) -> None:
    response = client.post(url(event), sent)

    assert "Select a valid choice" in response.text
    assert not AuditEntry.objects.filter(action="event.list").exists()


@pytest.mark.parametrize("people", [1, 30])
def test_download_takes_as_few_questions_for_many(
    client: Client, people: int, django_assert_max_num_queries: Any
) -> None:
    event = make_event(starts_at=timezone.now() + timedelta(days=40))
    first, _second = workshops_of(make_series(event, capacities=(50, 5)))
    for _number in range(people):
        book(event, first)

    with django_assert_max_num_queries(12):
        client.post(url(event), {"what": "delegates", "kind": "csv", "with_needs": "on"})


def test_fallback_list_prints_who_comes_without_needs(client: Client, event: Event) -> None:
    CheckIn.objects.create(
        event=event, delegate=event.delegates.get(name="Ọlá Example"), at=NOW, key=uuid.uuid4()
    )

    text = client.get(url(event, "fallback")).text

    assert "2 delegates" in text
    assert "Ọlá Example" in text
    assert "planted" not in text
    assert AuditEntry.objects.get(action="event.list").new == {"list": "fallback"}


def test_needs_are_shown_after_the_log_has_the_look(client: Client, event: Event) -> None:
    closed = client.get(url(event, "needs")).text
    before = AuditEntry.objects.filter(action="needs.looked-at").count()

    opened = client.post(url(event, "needs")).text

    assert ("planted" in closed, before) == (False, 0)
    assert SECRET in opened
    assert "planted ramp" in opened
    assert AuditEntry.objects.filter(action="needs.looked-at").count() == 2
