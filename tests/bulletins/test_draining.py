"""What becomes of each recipient, whatever the mail server does."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Event, current_thread, main_thread

import pytest
from django.utils import timezone

from bulletins.actions import draining, lists, moving
from bulletins.actions.claims import BATCH, starts_at
from bulletins.actions.draining import MOST_TROUBLES, TROUBLE_LASTS, Lane
from bulletins.leaving import Who
from bulletins.models import Bulletin, Delivery, Pace, Subscriber, Suppression
from bulletins.states import State
from network.models import Affiliation, Membership, User
from portal.mailsink import Drop, Message, Sink
from portal.models import OutgoingMail
from tests.factories.bulletins import (
    make_bulletin,
    member,
    sending,
    states_of,
    subscribe,
    subscribe_many,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
S = Delivery.State
DAY = timedelta(days=1)


def drain(bulletin: Bulletin, *, now: datetime | None = None) -> int:
    return draining.drain(bulletin=bulletin.pk, lanes=1, now=now)


def got(sink: Sink) -> Counter[str]:
    return Counter(address for message in sink.messages for address in message.to)


def header(message: Message, name: str) -> list[str]:
    return [value for key, value in message.headers if key == name]


def test_everybody_gets_it_once_and_it_is_finished(mail_sink: Sink) -> None:
    subscribe_many(5)
    member("ada@example.org")
    bulletin = sending()

    assert drain(bulletin) == 6

    bulletin.refresh_from_db()
    assert bulletin.state == State.SENT
    assert set(got(mail_sink).values()) == {1}
    assert Counter(states_of(bulletin).values()) == {S.SENT: 6}


def test_each_is_greeted_and_may_leave(mail_sink: Sink) -> None:
    subscriber = subscribe("zoe@example.org", "Zoë <b>O'Neill</b>")
    drain(sending())

    (message,) = mail_sink.messages
    assert message.text.splitlines()[2] == "Dear Zoë,"
    assert "Dear Zoë," in message.html
    assert message.to == ("zoe@example.org",)
    (leave,) = header(message, "List-Unsubscribe")
    assert f"/bulletins/unsubscribe/s{subscriber.pk}:" in leave
    assert header(message, "List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]


def test_running_again_sends_nothing_twice(mail_sink: Sink) -> None:
    subscribe_many(3)
    bulletin = sending()

    assert [drain(bulletin), drain(bulletin)] == [3, 0]
    assert set(got(mail_sink).values()) == {1}


def test_more_than_one_claim_is_sent(mail_sink: Sink) -> None:
    subscribe_many(BATCH + 5)
    bulletin = sending()

    assert drain(bulletin) == BATCH + 5
    assert set(got(mail_sink).values()) == {1}


@pytest.fixture
def lanes_run(monkeypatch: pytest.MonkeyPatch) -> list[Lane]:
    """The lanes that begin to send."""
    found: list[Lane] = []
    run = Lane.run

    def noted(lane: Lane) -> None:
        found.append(lane)
        run(lane)

    monkeypatch.setattr(Lane, "run", noted)
    return found


def test_several_lanes_share_the_line_of_a_server_that_lets_them_wait(
    mail_sink: Sink, lanes_run: list[Lane]
) -> None:
    mail_sink.faults.stall = 0.05
    subscribe_many(60)
    bulletin = sending()

    draining.drain(bulletin=bulletin.pk, lanes=4)

    assert Counter(states_of(bulletin).values()) == {S.SENT: 60}
    assert set(got(mail_sink).values()) == {1}
    assert [lane.sent > 0 for lane in lanes_run] == [True] * 4


def test_others_go_on_where_the_first_is_stuck(
    mail_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, others_are_done = Lane.run, Event()

    def stuck(lane: Lane) -> None:
        if current_thread() is main_thread():
            assert others_are_done.wait(20)
        run(lane)
        others_are_done.set()

    monkeypatch.setattr(Lane, "run", stuck)
    subscribe_many(5)

    assert draining.drain(bulletin=sending().pk, lanes=2) == 5
    assert set(got(mail_sink).values()) == {1}


def test_server_that_answers_at_once_gets_one_connection_of_a_process(
    mail_sink: Sink, lanes_run: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "AT_ONCE", 60)  # seconds: whatever else the machine does
    monkeypatch.setattr(draining, "STUCK", 60)
    monkeypatch.setattr(draining, "LOOK", 0.001)
    subscribe_many(60)

    assert draining.drain(bulletin=sending().pk, lanes=4) == 60
    assert len(lanes_run) == 1


def test_refusal_is_final_and_suppresses_a_mailbox_that_is_not_there(mail_sink: Sink) -> None:
    subscribe("gone@example.org")
    subscribe("here@example.org")
    mail_sink.faults.refuse = lambda address: address == "gone@example.org"
    bulletin = sending()

    drain(bulletin)

    assert states_of(bulletin) == {"gone@example.org": S.FAILED, "here@example.org": S.SENT}
    assert list(Suppression.objects.values_list("address", "reason")) == [
        ("gone@example.org", "refused")
    ]
    bulletin.refresh_from_db()
    assert bulletin.state == State.SENT


def test_greylisting_puts_one_off_and_only_that_one(mail_sink: Sink) -> None:
    subscribe_many(3)
    mail_sink.faults.greylist = 1
    bulletin = sending()

    drain(bulletin)

    assert Counter(states_of(bulletin).values()) == {S.SENT: 2, S.PENDING: 1}
    later = timezone.now() + timedelta(minutes=5)
    drain(bulletin, now=later)
    assert Counter(states_of(bulletin).values()) == {S.SENT: 3}
    assert set(got(mail_sink).values()) == {1}


def test_greylisting_without_end_fails_at_last(mail_sink: Sink) -> None:
    subscribe("slow@example.org")
    mail_sink.faults.greylist = 1000
    bulletin = sending()

    now = timezone.now()
    for _ in range(len(draining.BACK_OFF_MINUTES) + 1):
        drain(bulletin, now=now)
        now += timedelta(days=1)

    assert states_of(bulletin) == {"slow@example.org": S.FAILED}


def test_line_lost_before_the_text_costs_nothing(mail_sink: Sink) -> None:
    subscribe_many(3)
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.BEFORE_DATA, 1
    bulletin = sending()

    drain(bulletin)

    assert Counter(states_of(bulletin).values()) == {S.PENDING: 3}
    drain(bulletin, now=timezone.now() + TROUBLE_LASTS)
    assert Counter(states_of(bulletin).values()) == {S.SENT: 3}
    assert set(got(mail_sink).values()) == {1}


@pytest.mark.parametrize("moment", [Drop.DURING_DATA, Drop.AFTER_DOT])
def test_line_lost_with_the_text_leaves_one_in_doubt(mail_sink: Sink, moment: Drop) -> None:
    subscribe_many(3)
    mail_sink.faults.drop, mail_sink.faults.drops = moment, 1
    bulletin = sending()

    drain(bulletin)
    drain(bulletin, now=timezone.now() + TROUBLE_LASTS)

    assert Counter(states_of(bulletin).values()) == {S.SENT: 2, S.IN_DOUBT: 1}
    assert set(got(mail_sink).values()) == {1}
    bulletin.refresh_from_db()
    assert bulletin.state == State.SENT


def test_nobody_tries_for_a_while_after_trouble(mail_sink: Sink) -> None:
    subscribe_many(2)
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.BEFORE_DATA, 1
    bulletin = sending()

    assert [drain(bulletin), drain(bulletin)] == [0, 0]


def test_trouble_again_and_again_pauses_and_tells_the_coordinator_once(mail_sink: Sink) -> None:
    subscribe_many(2)
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.BEFORE_DATA, 1000
    bulletin, now = sending(), timezone.now()

    for _ in range(MOST_TROUBLES + 2):
        drain(bulletin, now=now)
        now += TROUBLE_LASTS

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.troubles) == (State.PAUSED, MOST_TROUBLES)
    assert OutgoingMail.objects.filter(cause__startswith="bulletin-paused:").count() == 1


def test_pause_holds_and_going_on_loses_nobody(mail_sink: Sink) -> None:
    subscribe_many(4)
    bulletin, staff = sending(), make_staff()
    moving.pause(bulletin=bulletin, by=staff, why="a wrong date", now=timezone.now())

    assert drain(bulletin) == 0
    moving.resume(bulletin=bulletin, by=staff, now=timezone.now())
    assert drain(bulletin) == 4


@pytest.mark.parametrize("to", ["member", "subscriber"])
def test_who_leaves_while_it_is_being_sent_gets_nothing(mail_sink: Sink, to: str) -> None:
    person = member("ada@example.org") if to == "member" else subscribe("ada@example.org")
    bulletin = sending()
    who = Who(user=person.pk) if to == "member" else Who(subscriber=person.pk)
    lists.leave(who=who, now=timezone.now())

    drain(bulletin)

    assert states_of(bulletin) == {"ada@example.org": S.SUPPRESSED}
    assert mail_sink.messages == []


def test_claim_looks_again_at_who_left_meanwhile(mail_sink: Sink) -> None:
    """Left in the moment in which the rows were made: nothing had marked them."""
    subscribe("ada@example.org")
    bulletin = sending()
    Subscriber.objects.update(state="left", left_at=timezone.now())

    drain(bulletin)

    assert states_of(bulletin) == {"ada@example.org": S.SUPPRESSED}


def test_person_who_was_deleted_gets_nothing(mail_sink: Sink) -> None:
    member("ada@example.org")
    bulletin = sending()
    User.objects.filter(email="ada@example.org").delete()

    drain(bulletin)

    assert states_of(bulletin) == {"ada@example.org": S.SUPPRESSED}


def test_address_that_cannot_be_written_to_fails_alone(mail_sink: Sink) -> None:
    subscribe("zoë@example.org")
    subscribe("ada@example.org")
    bulletin = sending()

    drain(bulletin)

    assert states_of(bulletin) == {"zoë@example.org": S.FAILED, "ada@example.org": S.SENT}


ENDS = {
    "membership": lambda: Membership.objects.update(ends_on=timezone.localdate() - DAY),
    "belonging": lambda: Affiliation.objects.update(ended_at=timezone.now()),
    "account": lambda: User.objects.filter(affiliations__isnull=False).update(is_active=False),
}


@pytest.mark.parametrize("end", ENDS)
def test_who_is_no_member_any_more_gets_no_members_edition(mail_sink: Sink, end: str) -> None:
    member("ada@example.org")
    subscribe("ben@example.org")
    bulletin = sending()
    ENDS[end]()

    drain(bulletin)

    assert states_of(bulletin) == {"ada@example.org": S.SUPPRESSED, "ben@example.org": S.SENT}
    assert [message.to for message in mail_sink.messages] == [("ben@example.org",)]


def test_bulletin_is_finished_when_the_last_in_line_leaves(mail_sink: Sink) -> None:
    subscribe_many(2)
    mail_sink.faults.greylist = 1
    bulletin = sending()
    drain(bulletin)
    waiting = bulletin.deliveries.get(state=S.PENDING)
    assert draining.wake_for_due(now=timezone.now()) == []  # its time has not come

    lists.leave(who=Who(subscriber=waiting.subscriber_id), now=timezone.now())
    assert draining.wake_for_due(now=timezone.now()) == [bulletin.pk]
    drain(bulletin)

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.outcome["suppressed"]) == (State.SENT, 1)
    assert draining.wake_for_due(now=timezone.now()) == []


def test_bulletin_to_nobody_is_finished_though_its_wake_up_was_lost() -> None:
    bulletin = sending()

    for pk in draining.wake_for_due(now=timezone.now()):
        draining.drain(bulletin=pk, lanes=1)

    bulletin.refresh_from_db()
    assert bulletin.state == State.SENT


def test_content_changed_after_approval_is_not_what_is_sent(mail_sink: Sink) -> None:
    subscribe()
    bulletin = sending()
    Bulletin.objects.update(introduction="Something else.")

    drain(bulletin)

    (message,) = mail_sink.messages
    assert message.text.count("What has happened since the summer.") == 1
    assert message.text.count("Something else.") == 0


def test_pace_is_shared_by_all() -> None:
    Pace.objects.create(pk=1, per_second=10)
    now = timezone.now()

    first, second = starts_at(20, now=now), starts_at(20, now=now)

    assert (first[0] - now).total_seconds() == pytest.approx(0, abs=0.001)
    assert (second[0] - first[0]).total_seconds() == pytest.approx(2, abs=0.001)
    assert second[1] == 10


def test_draft_sends_nothing(mail_sink: Sink) -> None:
    subscribe()
    bulletin = make_bulletin()

    assert drain(bulletin) == 0


def test_message_keeps_its_number_over_attempts(mail_sink: Sink) -> None:
    subscribe("ada@example.org")
    bulletin = sending()
    row = bulletin.deliveries.get()

    drain(bulletin)

    (message,) = mail_sink.messages
    assert header(message, "Message-ID") == [f"<bulletin-{bulletin.pk}.{row.pk}@testserver>"]
