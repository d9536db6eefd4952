"""What the mails say that people of an event get."""

from datetime import timedelta
from typing import Any

import pytest

from events.actions.notifying import announce_change
from events.actions.orders import (
    Accept,
    CallOff,
    LapsePlaces,
    Order,
    Resize,
    ResizeEvent,
    Wait,
)
from events.actions.seating import arrange
from events.models import Event, Notice
from tests.conftest import Deliver
from tests.factories.applicants import NOW
from tests.factories.events import (
    book,
    make_event,
    make_series,
    wait_for_seat,
    workshops_of,
)
from tests.factories.told import link_of, subjects, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def do(event: Event, *orders: Order, now: Any = NOW) -> None:
    arrange(event=event, orders=orders, by=None, now=now)


# What each letter says ------------------------------------------------------------------------


def test_waiting_lists_say_which_number_one_is(deliver: Deliver) -> None:
    event = make_event(capacity=1)
    book(event)
    for _ in range(2):
        last = wait_for_seat(event)
    mail = next(mail for mail in tell(deliver) if mail.to == (last.email,))
    assert mail.subject.startswith("You are on the waiting list")
    assert "number 2 on the waiting list" in mail.text


def test_an_offered_place_names_its_deadline_and_where_to_answer(deliver: Deliver) -> None:
    event = make_event(capacity=1)
    book(event)
    late = wait_for_seat(event)
    tell(deliver)
    do(event, ResizeEvent(2, 0))
    (mail,) = tell(deliver)
    assert mail.subject.startswith("A place for you")
    assert "hold it for you until Wednesday 7 October 2026, 10:30am" in mail.text
    assert link_of(late, "offer") in mail.text


def test_an_offered_workshop_place_says_what_it_would_replace(deliver: Deliver) -> None:
    event = make_event()
    full, other = workshops_of(make_series(event, capacities=(1, 5)))
    book(event, full)
    ada = book(event, other, email="ada@example.org")
    do(event, Wait(ada.pk, full.pk))
    tell(deliver)
    do(event, Resize(full.pk, 2))

    (mail,) = tell(deliver, NOW + HOUR)

    assert mail.subject.startswith("A workshop place for you")
    assert "Workshop 1.1" in mail.text
    assert "you give up what you have at that time: 10:30am to 11:30am: Workshop 1.2" in mail.text
    assert link_of(ada, "offer") in mail.text
    do(event, Accept(ada.pk, full.pk), now=NOW + 2 * HOUR)
    (changed,) = tell(deliver, NOW + 2 * HOUR)
    assert "Workshop 1.1" in changed.text


def test_a_workshop_place_that_ran_out_is_told_and_the_next_is_asked(deliver: Deliver) -> None:
    event = make_event()
    full = workshops_of(make_series(event, capacities=(1,)))[0]
    book(event, full)
    ada, ben = book(event, email="ada@example.org"), book(event, email="ben@example.org")
    for one in (ada, ben):
        do(event, Wait(one.pk, full.pk))
    do(event, Resize(full.pk, 2))
    tell(deliver)
    ends_at = ada.places.get().offer_ends_at
    assert ends_at
    do(event, LapsePlaces(full.pk), now=ends_at)
    assert subjects(tell(deliver, ends_at)) == [
        ("ada@example.org", "The workshop place has gone to the next in line"),
        ("ben@example.org", "A workshop place for you"),
    ]


def test_a_workshop_called_off_is_told_to_who_is_in_it_or_waits(deliver: Deliver) -> None:
    event = make_event()
    off, on = workshops_of(make_series(event, capacities=(1, 5)))
    ada, ben = book(event, off, email="ada@example.org"), book(event, on, email="ben@example.org")
    cy = book(event, on, email="cy@example.org")
    do(event, Wait(cy.pk, off.pk))
    tell(deliver)
    do(event, CallOff(off.pk))

    mails = tell(deliver, NOW + HOUR)

    assert subjects(mails) == [
        ("ada@example.org", "A workshop does not take place"),
        ("cy@example.org", "A workshop does not take place"),
    ]
    assert all("Workshop 1.1" in mail.text for mail in mails)
    assert {mail.to[0]: "Workshop 1.2" in mail.text for mail in mails} == {
        "ada@example.org": False,
        "cy@example.org": True,
    }
    assert link_of(ada, "delegate_choices") in mails[0].text
    assert ben.notices.filter(kind=Notice.Kind.WORKSHOP_CANCELLED).count() == 0


def test_what_people_typed_breaks_neither_header_nor_markup(deliver: Deliver) -> None:
    evil = 'Eve\r\nBcc: all@example.org\n\n<script>alert(1)</script> "x" END:VEVENT'
    event = make_event(title=f"Day of {evil}"[:150], venue_name="<b>Hall</b>\r\nX: y")
    series = make_series(event)
    first = workshops_of(series)[0]
    type(first).objects.filter(pk=first.pk).update(title=evil, room="<i>1</i>")
    book(event, first, name=evil, email="eve@example.org")

    mails = tell(deliver)

    assert len(mails) == 2
    for mail in mails:
        assert len(mail.to) == 1
        assert "Bcc" not in dict(mail.headers)
        assert "<script" not in mail.html
        assert "<b>Hall" not in mail.html
        assert "<i>1" not in mail.html
    own = next(mail for mail in mails if mail.to == ("eve@example.org",))
    assert own.text.startswith("Dear Eve Bcc: all@example.org <script>")


def test_several_changes_of_the_event_are_one_mail(deliver: Deliver) -> None:
    event = make_event(online_link="https://video.example.org/secret")
    book(event, email="ada@example.org")
    tell(deliver)
    for minute, what in enumerate(["We start at 9am.", "We meet in another hall."]):
        now = NOW + minute * timedelta(minutes=1)
        announce_change(event=event, what=what, by=None, now=now)

    (mail,) = tell(deliver, NOW + HOUR)

    assert mail.text.index("We start at 9am.") < mail.text.index("We meet in another hall.")
    assert "video.example.org" not in mail.text + mail.html
