"""What a phone may keep of the page at the door, and whose presses it may send."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.attendance import revoke_link
from events.door import links_end_at
from events.models import Delegate, Event, Tap
from tests.factories.applicants import make_person
from tests.factories.doors import event_today, officer_client, volunteer_link
from tests.factories.events import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return event_today()


@pytest.fixture
def ada(event: Event) -> Delegate:
    return book(event, name="Ada Example")


@pytest.fixture
def client() -> Client:
    return officer_client()


def page(event: Event, secret: str = "") -> str:
    if secret:
        return reverse("events:volunteer", args=[event.slug, secret])
    return reverse("events:check_in", args=[event.slug])


def send(client: Client, event: Event, ada: Delegate, keeper: Any) -> Any:
    one = {"key": str(uuid.uuid4()), "who": f"d{ada.pk}", "comes": True, "ago": 0}
    body = {"taps": [one], "keeper": keeper}
    return client.post(f"{page(event)}taps/", body, content_type="application/json")


def test_presses_of_another_officer_are_not_taken(
    client: Client, event: Event, ada: Delegate
) -> None:
    whose = client.get(f"{page(event)}taps/").json()["keeper"]

    answer = send(officer_client(), event, ada, whose)

    assert answer.status_code == 409
    assert answer.json()["say"].startswith("Somebody else has signed in on this phone.")
    assert not Tap.objects.exists()
    assert send(client, event, ada, whose).status_code == 200
    assert Tap.objects.count() == 1


@pytest.mark.parametrize("keeper", [None, 1, [], {}, "", "u0"])
def test_presses_of_nobody_in_particular_are_not_taken(
    client: Client, event: Event, ada: Delegate, keeper: Any
) -> None:
    assert send(client, event, ada, keeper).status_code == 409
    assert not Tap.objects.exists()


def test_phones_may_keep_the_page_until_the_next_morning(client: Client, event: Event) -> None:
    _link, secret = volunteer_link(event)
    left = (links_end_at(timezone.now()) - timezone.now()).total_seconds()
    for opened in (client.get(page(event)), Client().get(page(event, secret))):
        assert int(opened.headers["X-Keep-For"]) == pytest.approx(left, abs=60)
        assert "data-worker=" in opened.content.decode()
        assert opened.headers["Cache-Control"] == "no-store, private"


def test_phones_keep_no_page_overnight_while_an_event_goes_on(client: Client) -> None:
    now = timezone.now()
    event = event_today(ends_at=now + timedelta(days=2))
    left = (links_end_at(now) - now).total_seconds()

    opened = client.get(page(event))

    assert int(opened.headers["X-Keep-For"]) == pytest.approx(left, abs=60)


@pytest.mark.parametrize("days", [-3, 2])
def test_phones_keep_no_page_of_another_day(client: Client, days: int) -> None:
    starts_at = timezone.now() + timedelta(days=days)
    event = event_today(starts_at=starts_at, ends_at=starts_at + timedelta(hours=5))

    opened = client.get(page(event))

    assert "X-Keep-For" not in opened.headers
    assert "data-worker=" not in opened.content.decode()


def test_nothing_else_at_the_door_may_be_kept(client: Client, event: Event) -> None:
    link, secret = volunteer_link(event)
    revoke_link(link=link, by=make_person(), now=timezone.now())
    answers = [
        client.get(f"{page(event)}taps/"),
        client.get(f"{page(event)}volunteers/"),
        Client().get(page(event)),  # led to the sign-in
        Client().get(page(event, secret)),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 302, 410]
    assert [answer.headers.get("X-Keep-For") for answer in answers] == [None] * 4


def test_worker_comes_from_where_it_may_keep_the_page(event: Event) -> None:
    address = reverse("events:check_in_worker", args=[event.slug])
    assert address.rpartition("/")[0] + "/" == page(event)

    first = Client().get(address)

    assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert first.headers["Cache-Control"] == "no-cache"
    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
