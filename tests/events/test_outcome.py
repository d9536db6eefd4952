"""The figures of an event for staff: pages and files, without what few have said."""

import csv
import io
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from events.models import Event, Feedback, Workshop
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.factories.events import book, make_event, make_series, workshops_of
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
SECRET = "planted words"


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    return make_event(slug="conf")


@pytest.fixture
def workshop(event: Event) -> Workshop:
    first = workshops_of(make_series(event, capacities=(9, 9)))[0]
    book(event, first)
    return first


def url(event: Event) -> str:
    return reverse("admin:events_event_outcome", args=[event.pk])


def answers(event: Event, number: int, workshop: Workshop | None = None) -> None:
    for _one in range(number):
        Feedback.objects.create(event=event, workshop=workshop, score=4, good=SECRET)


@pytest.mark.parametrize(("number", "shown"), [(4, False), (5, True)])
def test_words_are_shown_from_five_answers_on(
    client: Client, event: Event, workshop: Workshop, number: int, shown: bool
) -> None:
    answers(event, number, workshop)
    page = client.get(url(event)).content.decode()
    assert (SECRET in page) == shown
    assert ("&lt;5" in page) != shown
    assert "style=" not in page.partition("<main")[2]


def test_an_event_without_anybody_has_a_page(client: Client, event: Event) -> None:
    page = client.get(url(event)).content.decode()
    assert "No feedback yet" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_say_what_the_page_says(
    client: Client, event: Event, workshop: Workshop, kind: str
) -> None:
    answers(event, 4, workshop)
    answers(event, 5)
    answer = client.post(url(event), {"kind": kind})
    assert answer["Content-Disposition"] == f'attachment; filename="conf-figures.{kind}"'
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(BytesIO(answer.content)).active
        assert sheet is not None
        rows = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    about = "How it was, from 1 to 5"
    assert [about, "The day as a whole", "Average", "4.0"] in rows
    name = f"{workshop.series}: {workshop}"
    assert [about, name, "Answers", "<5"] in rows
    assert ["By workshop", name, "Booked", "1"] in rows
    assert ["What was asked for", name, "First choice", "1"] in rows


def test_who_does_not_look_after_events_gets_nothing(event: Event) -> None:
    client = sign_in(make_staff(EDITORS))
    assert client.get(url(event)).status_code == 403
