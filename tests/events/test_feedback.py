"""Feedback: who is asked, once each, and no way from an answer to who gave it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.feedback import AlreadyAnswered, Said, give, to_ask
from events.actions.orders import NotOpen
from events.models import Delegate, Event, Feedback, Workshop
from tests.factories.afterwards import is_over, tick
from tests.factories.applicants import NOW, make_person
from tests.factories.bookings import booked, person, secret_of
from tests.factories.events import book, make_event, make_series, workshops_of

pytestmark = pytest.mark.django_db
SECRET = "planted: the tea was cold"


@pytest.fixture
def workshop(event: Event) -> Workshop:
    return workshops_of(make_series(event, capacities=(10, 10)))[0]


@pytest.fixture
def people(event: Event, workshop: Workshop) -> list[Delegate]:
    """Ada with an address of her own, Ben without; both in the workshop, a day after the event."""
    by = make_person("booker@example.org", "Amara Booker")
    ada = person(event, "Ada Example", "ada@example.org", choices=[workshop])
    found = booked(event, ada, person(event, "Ben Example"), by=by)
    is_over(event)
    return [Delegate.objects.get(pk=one.pk) for one in found]


def url(delegate: Delegate) -> str:
    return reverse("events:delegate_feedback", args=[secret_of(delegate)])


def test_answers_are_kept_for_the_day_and_the_workshop(
    client: Client, people: list[Delegate], workshop: Workshop
) -> None:
    ada = people[0]
    assert "The day as a whole" in client.get(url(ada)).content.decode()
    assert not Feedback.objects.exists()
    data = {"day-score": "5", "day-good": "Lunch", f"w{workshop.pk}-change": SECRET}
    assert client.post(url(ada), data).status_code == 303
    said = Feedback.objects.values_list("workshop", "score", "good", "change")
    assert set(said) == {(None, 5, "Lunch", ""), (workshop.pk, None, "", SECRET)}


def test_a_second_press_changes_nothing(client: Client, people: list[Delegate]) -> None:
    for _press in range(2):
        answer = client.post(url(people[0]), {"day-score": "4"}, follow=True)
    assert "Your answers have reached us" in answer.content.decode()
    assert Feedback.objects.count() == 1
    with pytest.raises(AlreadyAnswered):
        give(delegate=people[0], said=[Said(None, 1)], now=timezone.now())


@pytest.mark.parametrize("data", [{}, {"day-score": "6"}, {"day-good": "x" * 2001}])
def test_empty_and_wrong_answers_are_asked_again(
    client: Client, people: list[Delegate], data: dict[str, str]
) -> None:
    answer = client.post(url(people[0]), data)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Feedback.objects.exists()
    assert to_ask(people[0].event, timezone.now()).contains(people[0])


def test_workshops_that_one_was_not_in_are_not_answered(people: list[Delegate]) -> None:
    other = Workshop.objects.exclude(places__delegate=people[0]).get()
    give(delegate=people[0], said=[Said(other, 1), Said(None, 3)], now=timezone.now())
    assert [row.workshop for row in Feedback.objects.all()] == [None]


@pytest.mark.parametrize(("days", "asked"), [(-1, 0), (0.01, 2), (29.9, 2), (30.1, 0)])
def test_asked_for_thirty_days_after_the_event(
    event: Event, people: list[Delegate], days: float, asked: int
) -> None:
    is_over(event, days=days)
    assert to_ask(event, timezone.now()).count() == asked


def test_of_those_ticked_in_or_of_everybody_where_nobody_was(
    event: Event, people: list[Delegate]
) -> None:
    now = timezone.now()
    assert set(to_ask(event, now)) == set(people)
    tick(people[1])
    assert set(to_ask(event, now)) == {people[1]}
    with pytest.raises(NotOpen):
        give(delegate=people[0], said=[Said(None, 5)], now=now)
    assert not Feedback.objects.exists()


def test_nobody_is_asked_about_what_was_cancelled(event: Event, people: list[Delegate]) -> None:
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancelled_at=NOW)
    event.refresh_from_db()
    assert not to_ask(event, timezone.now()).exists()


def test_who_booked_answers_only_for_who_has_no_address(people: list[Delegate]) -> None:
    client = Client()
    client.force_login(people[0].booking.booked_by)
    ada, ben = (
        reverse("events:booking_feedback", args=[one.booking.reference, one.pk]) for one in people
    )
    page = client.get(reverse("events:booking", args=[people[0].booking.reference]))
    assert ben in page.content.decode()
    assert ada not in page.content.decode()
    assert client.get(ada).status_code == 303
    assert client.post(ada, {"day-score": "1"}).status_code == 303
    assert not Feedback.objects.exists()
    assert client.post(ben, {"day-score": "1"}).status_code == 303
    assert Feedback.objects.count() == 1


def test_strangers_are_told_nothing(people: list[Delegate]) -> None:
    stranger = Client()
    stranger.force_login(make_person("stranger@example.org"))
    one = people[1]
    address = reverse("events:booking_feedback", args=[one.booking.reference, one.pk])
    assert stranger.post(address, {"day-score": "1"}).status_code == 404
    wrong = reverse("events:delegate_feedback", args=["x" * 43])
    assert stranger.post(wrong, {"day-score": "1"}).status_code == 404
    assert not Feedback.objects.exists()


# No way from an answer to a person ------------------------------------------------------------


def test_an_answer_has_no_column_that_could_lead_to_a_person() -> None:
    names = {field.name for field in Feedback._meta.get_fields()}
    assert names == {"id", "event", "workshop", "score", "good", "change"}
    related = {f.related_model for f in Feedback._meta.get_fields() if isinstance(f, ForeignKey)}
    assert related == {Event, Workshop}
    assert not Feedback._meta.related_objects


def test_a_planted_answer_is_nowhere_but_in_its_row(
    client: Client, people: list[Delegate], workshop: Workshop
) -> None:
    client.post(url(people[0]), {f"w{workshop.pk}-good": SECRET})
    row = Feedback.objects.get()
    for model in apps.get_models(include_auto_created=True):
        found = [
            (model, everything)
            for everything in rows_of(model._meta.db_table)
            if SECRET in everything or str(row.pk) in everything or row.pk.hex in everything
        ]
        assert len(found) == (model is Feedback), found


def rows_of(table: str) -> list[str]:
    """Every row as PostgreSQL writes it, all columns."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')  # names of our own tables
        return [text for (text,) in cursor.fetchall()]


def test_neither_order_nor_transaction_tells_when_an_answer_came() -> None:
    event = make_event(starts_at=timezone.now() - timedelta(days=1), booking_closes_at=NOW)
    given: list[str] = []
    delegates = [book_over(event) for _ in range(12)]
    for number, delegate in enumerate(delegates):
        give(delegate=delegate, said=[Said(None, 3, f"Answer {number}")], now=timezone.now())
        given.append(f"Answer {number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, good, xmin::text FROM events_feedback ORDER BY ctid")
        stored = cursor.fetchall()
    assert [key for key, _good, _by in stored] == sorted(key for key, _good, _by in stored)
    assert [good for _key, good, _by in stored] != given
    assert len({by for _key, _good, by in stored}) == 1


def book_over(event: Event) -> Delegate:
    """Somebody booked for an event of yesterday."""
    names = ("starts_at", "ends_at", "booking_closes_at", "changes_until")
    before = {name: getattr(event, name) for name in names}
    row = Event.objects.filter(pk=event.pk)
    later = timezone.now() + timedelta(days=30)
    row.update(
        starts_at=later,
        ends_at=later + timedelta(hours=7),
        booking_closes_at=later,
        changes_until=later,
    )
    delegate = book(event)
    row.update(**before)
    return Delegate.objects.get(pk=delegate.pk)
