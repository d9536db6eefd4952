"""The events figures on the staff's front page: each leads to as many rows."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Contributor, Event, Notice
from portal.staff_groups import EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.events import book, make_event, wait_for_seat
from tests.factories.invoices import priced_invoice
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'<a href="([^"]+)"><b>(\d+)</b><span>([^<]+)</span>')


def test_each_figure_leads_to_as_many_rows() -> None:
    now = timezone.now()
    event = make_event(starts_at=now + timedelta(days=40), capacity=1)
    make_event(starts_at=now + timedelta(days=50), state="draft", published_at=None)
    book(event)
    wait_for_seat(event)
    wait_for_seat(event)
    past = make_event(starts_at=now + timedelta(days=30), capacity=1)
    book(past)
    wait_for_seat(past)
    for of in (event, past):
        Contributor.objects.create(event=of, name="Asked", state="invited")
    ago = now - timedelta(days=2)
    Event.objects.filter(pk=past.pk).update(
        starts_at=ago, ends_at=ago + timedelta(hours=1), booking_closes_at=ago, changes_until=ago
    )
    priced_invoice("Paula Example", by=make_person())
    given_up = Notice.objects.order_by("pk")[:2].values("pk")
    Notice.objects.filter(pk__in=given_up).update(attempts=Notice.MOST_ATTEMPTS)
    client = sign_in(make_staff(EVENTS_OFFICERS))

    figures = FIGURE.findall(client.get("/staff/").text)
    found = {label: (int(number), url) for url, number, label in figures}

    assert {label: number for label, (number, _url) in found.items()} == {
        "published, to come": 2,
        "drafts": 1,
        "waiting for a place": 2,
        "contributors asked, no answer": 1,
        "invoices to be paid": 1,
        "refunds to be made": 0,
        "notices given up, nobody told": 2,
    }
    for number, url in found.values():
        assert client.get(url).context["cl"].result_count == number


def test_who_only_reads_events_has_no_figures_of_them() -> None:
    assert "waiting for a place" not in sign_in(make_staff(MANAGERS)).get("/staff/").text


def test_nothing_waits_is_said() -> None:
    text = sign_in(make_staff(EVENTS_OFFICERS)).get("/staff/").text

    assert "Nobody waits for a place at an event" in text
    assert "Open the events" in text
