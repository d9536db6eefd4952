"""What staff write to people of an event: whom it reaches, once per address, and what failed."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.messaging import Circle, Selection, failed, recipients
from events.actions.orders import Add
from events.actions.seating import arrange
from events.models import Contribution, Contributor, Event, Message, Place, TicketType
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EVENTS_OFFICERS
from tests.factories.applicants import NOW, make_person
from tests.factories.events import (
    book,
    make_booking,
    make_event,
    make_series,
    somebody,
    wait_for_seat,
    workshops_of,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    event = make_event(starts_at=timezone.now() + timedelta(days=40), capacity=20)
    make_series(event, capacities=(2, 10))
    return event


def to(event: Event, circle: Any, **more: Any) -> list[str]:
    return [one.address for one in recipients(event, Selection(circle, **more))]


def test_each_circle_reaches_its_people(event: Event) -> None:
    first, second = workshops_of(event.slots.get())
    ada = book(event, first, name="Ada", email="ada@example.org")
    kofi = book(event, second, name="Kofi", email="kofi@example.org")
    Place.objects.create(
        delegate=kofi, event=event, series=first.series, workshop=first,
        state=Place.State.WAITING, waiting_since=NOW,
    )  # fmt: skip
    type(event).objects.filter(pk=event.pk).update(capacity=2)
    waiting = wait_for_seat(event)
    other = TicketType.objects.create(event=event, name="Bursary")
    type(kofi).objects.filter(pk=kofi.pk).update(ticket_type=other)
    asked = Contributor.objects.create(
        event=event, name="Speaker", email="speaker@example.org", state="invited"
    )
    Contributor.objects.create(event=event, name="Not asked", email="later@example.org")
    Contribution.objects.create(contributor=asked, role="speaker", workshop=first)

    assert to(event, Circle.BOOKED) == ["ada@example.org", "kofi@example.org"]
    assert to(event, Circle.BOOKED, workshop=first) == ["ada@example.org"]
    assert to(event, Circle.BOOKED, ticket_type=other) == ["kofi@example.org"]
    assert to(event, Circle.WAITING) == [waiting.email, "kofi@example.org"]
    assert to(event, Circle.WAITING, workshop=first) == ["kofi@example.org"]
    assert to(event, Circle.OFFERED) == []
    assert to(event, Circle.CONTRIBUTORS) == ["speaker@example.org"]
    assert to(event, Circle.CONTRIBUTORS, workshop=second) == []
    assert ada.email == "ada@example.org"


def test_people_of_one_address_get_one_mail_that_names_them(event: Event) -> None:
    booking = make_booking(event, by=make_person("amara@example.org"), phone="020 7946 0101")
    people = tuple(
        somebody(event, name=name, email="", address="amara@example.org")
        for name in ("Ada", "Kofi", "Zoë")
    )
    arrange(event=event, orders=[Add(booking, people)], by=None, now=NOW)

    [one] = recipients(event, Selection(Circle.BOOKED))

    assert (one.address, one.addressed_as) == ("amara@example.org", "Ada, Kofi and Zoë")
    assert one.phone == "020 7946 0101"


def url(event: Event, name: str = "write", *args: Any) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


def message(**changes: Any) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(),
        "circle": "booked",
        "subject": "Lunch",
        "body": "Lunch is at one.\r\n\r\nSee you.",
    } | changes


def test_preview_counts_and_sends_nothing(client: Client, event: Event) -> None:
    book(event, name="Ada Example")
    book(event)

    text = client.post(url(event), message(act="preview")).text

    assert "It goes to 2 addresses" in text
    assert "Dear Ada Example" in text
    assert (Message.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_sending_writes_to_each_once_and_keeps_the_message(
    client: Client, event: Event, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        book(event) if event.delegates.count() < 20 else wait_for_seat(event)
    sent = message(act="send")

    with django_assert_max_num_queries(20):
        response = client.post(url(event), sent)
    client.post(url(event), sent)

    kept = Message.objects.get()
    assert response.headers["Location"] == url(event, "message", kept.pk)
    assert (kept.recipients, kept.subject, kept.sent_by is not None) == (20, "Lunch", True)
    mails = OutgoingMail.objects.filter(cause__startswith=kept.cause)
    assert mails.count() == 20
    assert "Lunch is at one." in mails[0].text
    assert AuditEntry.objects.get(action="event.message").new["recipients"] == 20


def test_change_brings_back_what_was_typed(client: Client, event: Event) -> None:
    text = client.post(url(event), message(act="change", subject="Not yet")).text

    assert 'value="Not yet"' in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"circle": "waiting"}, "Nobody is among them: choose others"),
        ({"circle": ""}, "Choose whom it is for"),
        ({"subject": ""}, "Enter a subject"),
        ({"body": ""}, "Write the message"),
    ],
)
@pytest.mark.parametrize("act", ["preview", "send"])
def test_what_is_missing_is_said(
    client: Client, event: Event, act: str, changes: dict[str, str], said: str
) -> None:
    book(event)

    text = client.post(url(event), message(act=act, **changes)).text

    assert said.removesuffix(": choose others") in text
    assert not Message.objects.exists()


def test_workshop_of_another_event_is_no_choice(client: Client, event: Event) -> None:
    [foreign] = workshops_of(make_series(make_event(), capacities=(5,)))
    book(event)

    text = client.post(url(event), message(act="send", workshop=foreign.pk)).text

    assert "Select a valid choice" in text
    assert not Message.objects.exists()


def test_subject_and_names_make_no_headers_and_no_markup(client: Client, event: Event) -> None:
    book(event, name="<b>Ada</b>")

    client.post(url(event), message(act="send", subject="Lunch\r\nBcc: all@example.org"))

    mail = OutgoingMail.objects.get()
    assert mail.subject == "Lunch Bcc: all@example.org"
    assert "<b>Ada" not in mail.html


def test_page_of_a_message_says_what_became_of_it(client: Client, event: Event) -> None:
    for _number in range(3):
        book(event)
    client.post(url(event), message(act="send"))
    first, second, _third = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=first.pk).update(state="sent", sent_at=NOW)
    OutgoingMail.objects.filter(pk=second.pk).update(state="parked")

    context = client.get(url(event, "message", Message.objects.get().pk)).context

    assert (context["sent"], context["underway"], context["stuck"]) == (1, 1, 1)


def test_failed_addresses_stand_with_names_and_telephone(client: Client, event: Event) -> None:
    booking = make_booking(event, by=make_person(), phone="020 7946 0102")
    person = somebody(event, name="Ada Example", email="ada@example.org")
    arrange(event=event, orders=[Add(booking, (person,))], by=None, now=NOW)
    book(make_event(), name="Stranger", email="stranger@example.org")
    client.post(url(event), message(act="send"))
    OutgoingMail.objects.update(state="parked")
    OutgoingMail.objects.create(
        cause="x", to="stranger@example.org", reply_to="", subject="?", message_id="<x>",
        state="parked", created_at=NOW, next_attempt_at=NOW,
    )  # fmt: skip

    found = failed(event)
    text = client.get(url(event, "failed")).text

    assert [(one.names, one.phone) for one in found] == [(("Ada Example",), "020 7946 0102")]
    assert "020 7946 0102" in text
    assert "Stranger" not in text


def test_message_of_another_event_is_not_there(client: Client, event: Event) -> None:
    book(event)
    client.post(url(event), message(act="send"))

    page = url(make_event(), "message", Message.objects.get().pk)

    assert client.get(page).status_code == 404
