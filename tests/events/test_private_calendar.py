"""The private calendar: a link shown once, that ends; what is in it, and what never is."""

import re
from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.orders import Leave
from events.actions.private_calendar import make_link
from events.actions.seating import arrange
from events.models import CalendarFeed, Delegate, Event
from network.models import User
from portal.models import AuditEntry
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person
from tests.factories.events import make_series, workshops_of
from tests.factories.told import link_of

pytestmark = pytest.mark.django_db
PAGE = "/accounts/calendar/"


@pytest.fixture
def ada() -> User:
    return make_person("ada@example.org", "Ada Example")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def feed_of(user: User) -> str:
    secret = make_link(by=user, now=timezone.now())
    return reverse("account_calendar_feed", args=[secret])


def entries(url: str) -> list[Any]:
    response = Client().get(url)
    assert response.status_code == 200
    return list(vobject.readOne(response.content.decode()).contents.get("vevent", []))


def titles(url: str) -> list[tuple[str, str]]:
    return [(one.summary.value, one.status.value) for one in entries(url)]


def link_in(page: str) -> str:
    found = re.search(r"<code>http://testserver(.+)</code>", page)
    assert found
    return found[1]


# The link -------------------------------------------------------------------------------------


def test_the_link_is_shown_once_and_kept_only_as_a_hash(ada: User) -> None:
    client = signed_in(ada)
    made = client.post(PAGE, {"make": "1"})
    link = link_in(made.content.decode())
    secret = link.removeprefix(PAGE).removesuffix(".ics")

    assert made.headers["Cache-Control"] == "no-store, private"
    assert len(secret) >= 43
    assert Client().get(link).status_code == 200
    assert secret not in client.get(PAGE).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT feed::text FROM events_calendarfeed feed")
        assert secret not in cursor.fetchone()[0]
    assert AuditEntry.objects.get(action="calendar.make-link").new == {}


def test_opening_the_page_makes_no_link(ada: User) -> None:
    signed_in(ada).get(PAGE)
    assert not CalendarFeed.objects.exists()


def test_a_new_link_stops_the_old_one(ada: User) -> None:
    old, new = feed_of(ada), feed_of(ada)
    assert [Client().get(url).status_code for url in (old, new)] == [404, 200]


def test_an_ended_link_is_dead(ada: User) -> None:
    url, client = feed_of(ada), signed_in(ada)
    answer = client.post(PAGE, {"end": "1"}, follow=True)
    assert "The link has ended" in answer.content.decode()
    assert Client().get(url).status_code == 404
    assert AuditEntry.objects.filter(action="calendar.end-link").count() == 1
    client.post(PAGE, {"end": "1"})
    assert AuditEntry.objects.filter(action="calendar.end-link").count() == 1


def test_a_closed_accounts_link_is_dead(ada: User) -> None:
    url = feed_of(ada)
    User.objects.update(is_active=False)
    assert Client().get(url).status_code == 404


def test_a_link_that_is_nearly_right_is_dead(ada: User) -> None:
    url = feed_of(ada)
    wrong = url.replace(url[-5], "A" if url[-5] != "A" else "B")
    assert Client().get(wrong).status_code == 404
    assert Client().get(reverse("account_calendar_feed", args=["x" * 43])).status_code == 404


def test_the_feed_is_read_not_written_and_never_stored(ada: User) -> None:
    url = feed_of(ada)
    response = Client().get(url)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert Client().post(url).status_code == 405


def test_one_person_ends_only_their_own_link(ada: User) -> None:
    url, other = feed_of(ada), make_person()
    signed_in(other).post(PAGE, {"end": "1"})
    assert Client().get(url).status_code == 200


# What is in it --------------------------------------------------------------------------------


def test_it_has_whom_one_booked_and_oneself_whoever_booked(ada: User) -> None:
    event = open_event(title="Conference")
    booked(event, person(event, "Ada Example", "ada@example.org"), by=make_person())
    booked(event, person(event, "Ben Example"), by=ada)
    booked(event, person(event, "Stranger"), by=make_person())

    assert sorted(titles(feed_of(ada))) == [
        ("Conference", "CONFIRMED"),
        ("Conference (Ben Example)", "CONFIRMED"),
    ]


def test_it_follows_what_happens_to_a_place(ada: User) -> None:
    event = open_event(title="Conference", capacity=1)
    (first,) = booked(event, person(event, "Ben"), by=make_person())
    own = person(event, "Ada Example", "ada@example.org")
    (waits,) = booked(event, own, by=ada, waiting=True)
    url = feed_of(ada)
    assert titles(url) == [("Waiting list: Conference", "TENTATIVE")]
    arrange(event=event, orders=[Leave(first.pk)], by=None, now=timezone.now())
    assert titles(url) == [("Place offered: Conference", "TENTATIVE")]
    arrange(event=event, orders=[Leave(waits.pk)], by=None, now=timezone.now())
    assert titles(url) == []


def test_a_cancelled_event_says_so_and_one_long_past_is_gone(ada: User) -> None:
    event = open_event(title="Conference")
    booked(event, person(event, "Ada Example", "ada@example.org"), by=ada)
    url = feed_of(ada)
    Event.objects.update(state="cancelled", cancelled_at=timezone.now())
    assert titles(url) == [("Cancelled: Conference", "CANCELLED")]
    long_ago = timezone.now() - timedelta(days=400)
    early = {"booking_opens_at": long_ago - timedelta(days=9), "booking_closes_at": long_ago}
    later = {"starts_at": long_ago, "ends_at": long_ago + timedelta(hours=1)}
    Event.objects.update(changes_until=long_ago, **early, **later)
    assert titles(url) == []


def test_it_has_the_choices_but_no_link_that_opens_anything(ada: User) -> None:
    event = open_event(online_link="https://video.example.org/join")
    first = workshops_of(make_series(event))[0]
    (own,) = booked(event, person(event, "Ada Example", choices=(first,)), by=ada)
    url = feed_of(ada)
    text = Client().get(url).content.decode().replace("\r\n ", "")
    assert "Workshop 1.1" in text
    assert f"UID:delegate-{own.pk}@testserver" in text
    assert [part for part in ("video.example.org", link_of(own), "token") if part in text] == []


def test_it_takes_as_many_queries_for_many_as_for_one(
    ada: User, django_assert_num_queries: Any
) -> None:
    event = open_event()
    workshops = workshops_of(make_series(event))
    booked(event, person(event, "Ada Example", choices=(workshops[0],)), by=ada)
    url = feed_of(ada)
    with django_assert_num_queries(3):
        entries(url)
    for name in ("Ben", "Cy", "Di"):
        booked(event, person(event, name, choices=(workshops[1],)), by=ada)
    assert Delegate.objects.count() == 4
    with django_assert_num_queries(3):
        assert len(entries(url)) == 4
