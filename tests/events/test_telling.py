"""Notices become mails: to whom, when, once, and whatever goes wrong."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models.query import QuerySet

from events.actions.booking import cancel
from events.actions.delegates import hand_over
from events.actions.orders import (
    Add,
    Choose,
    Leave,
    Order,
    TakeSeat,
)
from events.actions.seating import arrange
from events.actions.telling import NOTICES, tell_due
from events.models import Delegate, Event, Notice
from portal.models import OutgoingMail
from tests.conftest import Deliver
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
from tests.factories.told import link_of, subjects, tell
from tests.races.together import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def do(event: Event, *orders: Order, now: Any = NOW) -> None:
    arrange(event=event, orders=orders, by=None, now=now)


# To whom --------------------------------------------------------------------------------------


def test_each_delegate_has_a_mail_and_who_booked_has_one_for_all(deliver: Deliver) -> None:
    event = make_event()
    booker = make_person("booker@example.org", "Bola Booker")
    people = (
        somebody(event, name="Ada", email="ada@example.org"),
        somebody(event, name="Ben", email="ben@example.org"),
        somebody(event, name="Cy", email="", address="booker@example.org"),
        somebody(event, name="Di", email="", address="booker@example.org"),
    )
    booking = make_booking(event, booker)
    do(event, Add(booking, people))

    mails = tell(deliver)

    assert subjects(mails) == [
        ("ada@example.org", "You are booked"),
        ("ben@example.org", "You are booked"),
        ("booker@example.org", f"Your booking {booking.reference}"),
    ]
    summary = mails[-1].text
    assert all(f"{name}: Booked" in summary for name in ("Ada", "Ben", "Cy", "Di"))
    ada, ben, cy, di = event.delegates.order_by("pk")
    shown = [link_of(one) in summary for one in (ada, ben, cy, di)]
    assert shown == [False, False, True, True]
    pictures = [file.name for file in mails[-1].files if file.content_type == "image/png"]
    assert pictures == [f"check-in-{one.reference}.png" for one in (cy, di)]


def test_who_books_only_themselves_has_one_mail(deliver: Deliver) -> None:
    event = make_event()
    booker = make_person("ada@example.org", "Ada Example")
    own = somebody(event, name="Ada Example", email="", address="ada@example.org")
    do(event, Add(make_booking(event, booker), (own,)))

    mails = tell(deliver)

    assert subjects(mails) == [("ada@example.org", "You are booked")]
    assert "Dear Ada Example" in mails[0].text
    assert "Please pass it on" not in mails[0].text


def test_a_mail_for_somebody_without_an_address_says_whom_it_is_for(deliver: Deliver) -> None:
    event = make_event()
    booker = make_person("booker@example.org", "Bola Booker")
    other = somebody(event, name="Cy Example", email="", address="booker@example.org")
    do(event, Add(make_booking(event, booker), (other,)))

    (mail,) = tell(deliver)

    greeting, _blank, about, *_rest = mail.text.splitlines()
    assert greeting == "Dear Bola Booker,"
    assert about.startswith("This is about the place of Cy Example, whom you booked.")


# What holds by then ---------------------------------------------------------------------------


def test_several_changes_become_one_mail_that_shows_how_it_stands(deliver: Deliver) -> None:
    event = make_event()
    first, second = workshops_of(make_series(event))
    ada = book(event, first, email="ada@example.org")
    tell(deliver)
    for minute, workshop in enumerate([second, first, second]):
        do(event, Choose(ada.pk, workshop.pk), now=NOW + minute * timedelta(minutes=1))

    (mail,) = tell(deliver, NOW + HOUR)

    assert mail.subject.startswith("Your workshops have changed")
    assert "Workshop 1.2" in mail.text
    assert "Workshop 1.1" not in mail.text


def test_a_change_before_the_first_mail_is_part_of_it(deliver: Deliver) -> None:
    event = make_event()
    first, second = workshops_of(make_series(event))
    ada = book(event, first, email="ada@example.org")
    do(event, Choose(ada.pk, second.pk))

    told = subjects(tell(deliver))

    assert [subject for to, subject in told if to == "ada@example.org"] == ["You are booked"]


def test_who_has_cancelled_already_is_told_that_alone(deliver: Deliver) -> None:
    event = make_event()
    ada = book(event, email="ada@example.org")
    cancel(delegate=ada, by=None, now=NOW)

    assert subjects(tell(deliver)) == [("ada@example.org", "Your place is cancelled")]
    assert not Notice.objects.filter(told_at__isnull=True).exists()


def test_an_offer_is_not_told_once_it_is_answered_or_over(deliver: Deliver) -> None:
    event = make_event(capacity=1)
    taken = book(event)
    waiting = wait_for_seat(event)
    tell(deliver)
    do(event, Leave(taken.pk))
    do(event, TakeSeat(waiting.pk))
    told = [subject for to, subject in subjects(tell(deliver, NOW + HOUR)) if to == waiting.email]
    assert told == ["You are booked"]

    late = wait_for_seat(event)
    tell(deliver)
    do(event, Leave(waiting.pk))
    late.refresh_from_db()
    assert late.offer_ends_at
    assert late.email not in dict(subjects(tell(deliver, late.offer_ends_at)))


def test_nothing_of_a_cancelled_event_is_told_but_that(deliver: Deliver) -> None:
    event = make_event()
    first, second = workshops_of(make_series(event))
    ada = book(event, first, email="ada@example.org")
    tell(deliver)
    do(event, Choose(ada.pk, second.pk))
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED, cancelled_at=NOW)

    assert tell(deliver, NOW + HOUR) == []
    assert not Notice.objects.filter(told_at__isnull=True).exists()


# Names that change ----------------------------------------------------------------------------


def test_both_people_are_told_of_a_place_that_changes_hands(deliver: Deliver) -> None:
    event = make_event()
    ada = book(event, name="Ada", email="ada@example.org")
    tell(deliver)
    old_link, old_reference = link_of(ada), ada.reference
    hand_over(
        delegate=ada, name="Zoë", email="zoe@example.org", seen=ada.revision, by=None, now=NOW
    )

    new, old = sorted(tell(deliver, NOW + HOUR), key=lambda mail: mail.to, reverse=True)

    assert (old.to, new.to) == (("ada@example.org",), ("zoe@example.org",))
    assert "The place of Ada" in new.text
    assert link_of(ada) in new.text
    assert "now belongs to Zoë" in old.text
    everything = old.text + old.html + new.text + new.html
    assert [secret for secret in (old_link, old_reference) if secret in everything] == []
    assert link_of(ada) not in old.text + old.html
    assert Notice.objects.get(kind=Notice.Kind.RENAMED).about == {}


def test_a_person_who_was_told_nothing_is_not_told_that_it_ended(deliver: Deliver) -> None:
    event = make_event()
    ada = book(event, name="Ada", email="ada@example.org")
    hand_over(
        delegate=ada, name="Zoë", email="zoe@example.org", seen=ada.revision, by=None, now=NOW
    )
    told = subjects(tell(deliver))
    assert [to for to, _subject in told if to in {"ada@example.org", "zoe@example.org"}] == [
        "zoe@example.org"
    ]


# Once, and whatever happens -------------------------------------------------------------------


def test_telling_again_tells_nothing_more(deliver: Deliver) -> None:
    book(make_event())
    assert len(tell(deliver)) == 2
    assert (tell_due(now=NOW), tell(deliver, NOW + HOUR)) == (0, [])


def test_letters_with_a_personal_link_lie_sealed_until_the_event_is_over() -> None:
    event = make_event()
    ada = book(event, email="ada@example.org")
    tell_due(now=NOW)
    mail = OutgoingMail.objects.get(to="ada@example.org")
    assert (mail.is_credential, mail.expires_at) == (True, event.ends_at)
    assert (mail.text, mail.html, mail.attachments) == ("", "", [])
    do(event, Leave(ada.pk))
    tell_due(now=NOW)
    ended = OutgoingMail.objects.get(to="ada@example.org", is_credential=False)
    assert "/events/delegate/" not in ended.text


def test_one_notice_that_cannot_be_told_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    event = make_event()
    poisoned, fine = book(event, name="Poison"), book(event)
    Delegate.objects.filter(pk=poisoned.pk).update(token=b"sealed with a key that was lost")

    assert [tell_due(now=NOW) for _ in range(7)] == [1, 0, 0, 0, 0, 0, 0]

    stuck = Notice.objects.stuck().get()
    assert (stuck.delegate, stuck.attempts) == (poisoned, Notice.MOST_ATTEMPTS)
    assert OutgoingMail.objects.filter(to=fine.email).count() == 1
    assert not OutgoingMail.objects.filter(to=poisoned.email).exists()
    assert "InvalidToken" in caplog.text
    assert "Poison" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_time_tell_each_once() -> None:
    event = make_event()
    for _ in range(12):
        book(event)

    settled = at_once([partial(tell_due, now=NOW)] * 4)

    assert sum(settled) == 12
    assert set(Counter(OutgoingMail.objects.values_list("to", flat=True)).values()) == {1}
    assert OutgoingMail.objects.count() == 24


@pytest.mark.django_db(transaction=True)
def test_without_locks_runs_tell_the_same_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: this count does see two runs at one notice."""
    event = make_event()
    for _ in range(12):
        book(event)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows.all())

    assert sum(at_once([partial(tell_due, now=NOW)] * 4)) > 12


def test_a_run_whose_time_is_up_leaves_the_rest_to_the_next() -> None:
    event = make_event()
    for _ in range(NOTICES + 2):
        book(event)
    assert tell_due(now=NOW, seconds=0) == NOTICES
    assert [tell_due(now=NOW, seconds=0) for _ in range(2)] == [2, 0]
