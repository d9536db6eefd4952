"""Who came: presses from several phones, late, repeated, and from links that are over."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events import door, tasks
from events.actions.attendance import (
    KEPT_AFTER,
    Answer,
    Outcome,
    Press,
    TooLate,
    forget,
    make_link,
    name_of,
    press,
    revoke_link,
)
from events.actions.orders import Leave, NotOpen
from events.actions.seating import arrange
from events.models import CheckIn, Contributor, Delegate, Event, Tap, VolunteerLink
from portal.models import AuditEntry
from portal.tokens import hash_token
from tests.factories.applicants import make_person
from tests.factories.events import STARTS, book, make_event

pytestmark = pytest.mark.django_db
NINE_FIFTY = STARTS - timedelta(minutes=10)


def minutes(number: int) -> datetime:
    return NINE_FIFTY + timedelta(minutes=number)


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def ada(event: Event) -> Delegate:
    return book(event, name="Ada Example")


def tick(who: Delegate | Contributor, minute: int = 0, *, comes: bool = True) -> Press:
    return Press(uuid.uuid4(), name_of(who), comes, minutes(minute))


def send(event: Event, *presses: Press, minute: int = 0, **who: object) -> list[Answer]:
    answers = press(
        event=event,
        presses=presses,
        by=None,
        link=who.get("link"),  # type: ignore[arg-type]
        now=minutes(minute),
    )
    return [answers[one.key] for one in presses]


def here() -> list[tuple[str, datetime]]:
    return [(str(row), row.at) for row in CheckIn.objects.order_by("pk")]


# Ticks


def test_tick_says_who_came_and_when(event: Event, ada: Delegate) -> None:
    answers = send(event, tick(ada))

    assert answers == [Answer(Outcome.IN, "Ada Example", NINE_FIFTY)]
    assert here() == [("Ada Example", NINE_FIFTY)]


def test_contributor_is_ticked_in_too(event: Event) -> None:
    speaker = Contributor.objects.create(event=event, name="Sam Example", state="accepted")

    assert send(event, tick(speaker))[0].outcome == Outcome.IN


def test_two_phones_tick_the_same_person_once(event: Event, ada: Delegate) -> None:
    first, second = tick(ada, 0), tick(ada, 1)

    assert send(event, first)[0].outcome == Outcome.IN
    assert send(event, second, minute=1) == [Answer(Outcome.ALREADY, "Ada Example", NINE_FIFTY)]
    assert here() == [("Ada Example", NINE_FIFTY)]
    assert Tap.objects.count() == 2


def test_same_press_sent_twice_is_one_press(event: Event, ada: Delegate) -> None:
    once = tick(ada)

    assert send(event, once) == send(event, once, minute=5)
    assert Tap.objects.count() == 1


def test_replay_does_not_undo_what_was_taken_back_since(event: Event, ada: Delegate) -> None:
    lost = tick(ada)
    send(event, lost)
    send(event, tick(ada, 3, comes=False), minute=3)

    assert send(event, lost, minute=60)[0].outcome == Outcome.OVERTAKEN
    assert here() == []


def test_press_hours_late_counts_when_it_was_pressed(event: Event, ada: Delegate) -> None:
    assert send(event, tick(ada, 0), minute=240)[0].since == NINE_FIFTY
    tap = Tap.objects.get()
    assert (tap.at, tap.received_at) == (NINE_FIFTY, minutes(240))


def test_late_tick_before_an_undo_is_overtaken(event: Event, ada: Delegate) -> None:
    send(event, tick(ada, 10), minute=10)
    send(event, tick(ada, 12, comes=False), minute=12)

    assert send(event, tick(ada, 5), minute=200) == [Answer(Outcome.OVERTAKEN, "Ada Example")]
    assert here() == []


def test_late_undo_before_another_phones_tick_is_overtaken(event: Event, ada: Delegate) -> None:
    send(event, tick(ada, 10), minute=10)

    answers = send(event, tick(ada, 2), tick(ada, 4, comes=False), minute=90)

    assert [answer.outcome for answer in answers] == [Outcome.ALREADY, Outcome.OVERTAKEN]
    assert len(here()) == 1


def test_earlier_tick_that_arrives_later_gives_the_time(event: Event, ada: Delegate) -> None:
    send(event, tick(ada, 10), minute=10)
    send(event, tick(ada, 0), minute=90)

    assert here() == [("Ada Example", NINE_FIFTY)]


def test_undo_and_tick_again(event: Event, ada: Delegate) -> None:
    answers = send(event, tick(ada, 0), tick(ada, 1, comes=False), tick(ada, 2), minute=2)

    assert [answer.outcome for answer in answers] == [Outcome.IN, Outcome.OUT, Outcome.IN]
    assert here() == [("Ada Example", minutes(2))]


def test_undo_of_somebody_not_here_changes_nothing(event: Event, ada: Delegate) -> None:
    assert send(event, tick(ada, comes=False))[0].outcome == Outcome.OUT
    assert here() == []


def test_somebody_who_cancelled_is_not_ticked_in(event: Event, ada: Delegate) -> None:
    arrange(event=event, orders=[Leave(ada.pk)], by=None, now=NINE_FIFTY - timedelta(days=1))
    once = tick(ada)

    assert send(event, once) == [Answer(Outcome.NOT_COMING, "Ada Example")]
    assert send(event, once, minute=1) == [Answer(Outcome.NOT_COMING, "Ada Example")]
    assert here() == []


def test_people_of_other_events_are_unknown(event: Event) -> None:
    stranger = book(make_event())

    assert send(event, tick(stranger)) == [Answer(Outcome.UNKNOWN)]
    assert not Tap.objects.exists()


def test_one_unknown_person_does_not_lose_the_others(event: Event, ada: Delegate) -> None:
    unknown = Press(uuid.uuid4(), "d999999", comes=True, at=NINE_FIFTY)

    answers = send(event, unknown, tick(ada))

    assert [answer.outcome for answer in answers] == [Outcome.UNKNOWN, Outcome.IN]


@pytest.mark.parametrize("pressed", [timedelta(days=-30), timedelta(days=30)])
def test_clock_of_the_phone_does_not_leave_the_day(
    event: Event, ada: Delegate, pressed: timedelta
) -> None:
    answer = send(event, Press(uuid.uuid4(), name_of(ada), True, NINE_FIFTY + pressed))[0]

    opened = door.opens_at(event.starts_at)
    assert answer.since == (opened if pressed < timedelta() else NINE_FIFTY)


def test_nobody_is_ticked_in_before_the_day(event: Event, ada: Delegate) -> None:
    yesterday = door.opens_at(event.starts_at) - timedelta(seconds=1)

    with pytest.raises(NotOpen):
        press(event=event, presses=[tick(ada)], by=None, link=None, now=yesterday)


def test_tick_knows_who_made_it(event: Event, ada: Delegate) -> None:
    officer = make_person()
    link, _secret = make_link(event=event, name="Door 2", by=officer, now=NINE_FIFTY)

    send(event, tick(ada), link=link)

    assert CheckIn.objects.get().link == link
    assert Tap.objects.get().link == link


def test_database_keeps_one_tick_per_person(event: Event, ada: Delegate) -> None:
    send(event, tick(ada))

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(event=event, delegate=ada, at=NINE_FIFTY, key=uuid.uuid4())


def test_database_wants_one_person_per_tick(event: Event) -> None:
    with pytest.raises(IntegrityError, match="check_in_is_about_one_person"), transaction.atomic():
        CheckIn.objects.create(event=event, at=NINE_FIFTY, key=uuid.uuid4())


# Volunteers' links


def test_link_works_on_the_day_alone(event: Event) -> None:
    link, secret = make_link(event=event, name="Door 1", by=make_person(), now=NINE_FIFTY)

    assert link.token_hash == hash_token(secret)
    moments = [link.opens_at - timedelta(seconds=1), link.opens_at, NINE_FIFTY, link.expires_at]
    assert [link.is_open(moment) for moment in moments] == [False, True, True, False]
    assert AuditEntry.objects.get(action="event.volunteer-link").new == {"link": link.pk}


@pytest.mark.parametrize(
    ("starts", "opens", "ends"),
    [  # summer time begins on 28 March 2027 and ends on 31 October 2027
        (datetime(2027, 3, 28, 9, tzinfo=UTC), "2027-03-28T00:00+00:00", "2027-03-29T06:00+01:00"),
        (datetime(2027, 10, 31, 9, tzinfo=UTC), "2027-10-31T00:00+01:00", "2027-11-01T06:00+00:00"),
        (datetime(2027, 7, 1, 23, tzinfo=UTC), "2027-07-02T00:00+01:00", "2027-07-03T06:00+01:00"),
    ],
)
def test_day_of_the_door_is_londons(starts: datetime, opens: str, ends: str) -> None:
    assert door.opens_at(starts) == datetime.fromisoformat(opens)
    assert door.links_end_at(starts + timedelta(hours=1)) == datetime.fromisoformat(ends)


def test_withdrawn_link_is_over_at_once(event: Event) -> None:
    officer = make_person()
    link, _secret = make_link(event=event, name="Door 1", by=officer, now=NINE_FIFTY)

    changed = [revoke_link(link=link, by=officer, now=minutes(1)) for _ in range(2)]

    link.refresh_from_db()
    assert changed == [True, False]
    assert link.is_over(minutes(1))
    entry = AuditEntry.objects.get(action="event.volunteer-link-withdrawn")
    assert (entry.old, entry.new) == ({"link": link.pk}, {})


def test_no_link_is_made_for_a_day_that_is_over(event: Event) -> None:
    with pytest.raises(TooLate):
        make_link(event=event, name="Late", by=make_person(), now=STARTS + timedelta(days=2))
    assert not VolunteerLink.objects.exists()


def test_a_year_after_the_event_who_pressed_what_is_forgotten_and_who_came_stays(
    event: Event, ada: Delegate
) -> None:
    officer = make_person()
    link, _secret = make_link(event=event, name="Vera Volunteer", by=officer, now=NINE_FIFTY)
    ben = book(event, name="Ben Example")
    recent = make_event(starts_at=STARTS + timedelta(hours=1))
    cleo = book(recent, name="Cleo Example")
    for who, by, through in [(ada, officer, None), (ben, None, link), (cleo, officer, None)]:
        press(event=who.event, presses=[tick(who)], by=by, link=through, now=NINE_FIFTY)
    a_year_later = event.ends_at + KEPT_AFTER

    gone = [forget(now=a_year_later) for _ in range(2)]

    assert gone == [3, 0]
    assert [tap.delegate for tap in Tap.objects.all()] == [cleo]
    assert not VolunteerLink.objects.exists()
    here = CheckIn.objects.order_by("delegate").values_list("delegate", "by", "link")
    assert list(here) == [(ada.pk, None, None), (ben.pk, None, None), (cleo.pk, officer.pk, None)]


def test_task_forgets_and_is_scheduled(settings: Any) -> None:
    starts_at = timezone.now() - KEPT_AFTER - timedelta(days=2)
    old = make_event(starts_at=starts_at, booking_opens_at=starts_at - timedelta(days=60))
    make_link(event=old, name="Vera Volunteer", by=make_person(), now=old.starts_at)

    tasks.forget_taps()

    assert not VolunteerLink.objects.exists()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.forget_taps.name in scheduled


def test_the_day_before_that_nothing_is_forgotten(event: Event, ada: Delegate) -> None:
    send(event, tick(ada))

    assert forget(now=event.ends_at + KEPT_AFTER - timedelta(days=1)) == 0
    assert Tap.objects.count() == 1
