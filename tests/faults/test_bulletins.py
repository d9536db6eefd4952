"""Workers, beats and the broker killed while a bulletin goes out: none lost, none twice."""

import random
import threading
import time
from collections import Counter

import pytest
from django.conf import settings
from django.core.mail import mailers
from django.utils import timezone

from bulletins.actions import draining, moving
from bulletins.actions.claims import LEASE, settle_abandoned
from bulletins.models import Bulletin, Delivery
from bulletins.states import State
from portal import smtp
from portal.embedded import Valkey
from portal.mailsink import Sink
from portal.wake import Waker
from tests.factories.bulletins import scheduled, sending, states_of, subscribe_many
from tests.factories.staff import make_staff
from tests.faults.machinery import (
    PATIENCE,
    SOAK,
    Machinery,
    how_many,
    kill_all_of,
    received,
    wait_until,
)
from tests.faults.test_dead_workers import at_once

pytestmark = pytest.mark.django_db(transaction=True)
RECIPIENTS, KILLS = (10_000, 30) if SOAK else (300, 3)
PROCESSES = 2
S = Delivery.State


def state_of(bulletin: Bulletin) -> str:
    return Bulletin.objects.values_list("state", flat=True).get(pk=bulletin.pk)


def test_killed_at_random_points_loses_nobody_and_writes_to_nobody_twice(
    machinery: Machinery, mail_sink: Sink, wake_workers: Waker, broker: Valkey
) -> None:
    mail_sink.faults.stall = 0.02  # long enough to be killed in
    subscribe_many(RECIPIENTS)
    bulletin = sending()
    for number in range(KILLS):
        before = how_many(mail_sink)
        worker = machinery.worker(concurrency=PROCESSES)
        beat = machinery.beat()
        for _process in range(PROCESSES):
            wake_workers(moving.DRAIN, bulletin=bulletin.pk)
        wait_until(lambda old=before: how_many(mail_sink) > old + 3, "the worker sends")
        time.sleep(random.uniform(0, 0.3))
        kill_all_of(worker)
        kill_all_of(beat)
        if number % 3 == 0:
            broker.stop()
            broker.start()
        settle_abandoned(now=timezone.now() + LEASE)
    machinery.worker(concurrency=PROCESSES)
    machinery.beat()
    wait_until(
        lambda: state_of(bulletin) == State.SENT,
        "it is finished",
        seconds=PATIENCE + RECIPIENTS / 50,
    )

    states, copies = Counter(states_of(bulletin).values()), received(mail_sink)
    assert set(states) <= {S.SENT, S.IN_DOUBT}
    assert states.total() == RECIPIENTS
    assert states[S.IN_DOUBT] <= KILLS * PROCESSES * settings.BULLETIN_CONNECTIONS
    assert set(copies.values()) == {1}
    sent = {address for address, state in states_of(bulletin).items() if state == S.SENT}
    assert sent <= set(copies)


def test_two_beats_and_two_workers_send_what_is_due_once(
    machinery: Machinery, mail_sink: Sink
) -> None:
    subscribe_many(40)
    bulletin = scheduled(at=timezone.now())
    for _ in range(2):
        machinery.worker()
        machinery.beat()
    wait_until(lambda: state_of(bulletin) == State.SENT, "it is finished")

    assert Counter(states_of(bulletin).values()) == {S.SENT: 40}
    assert set(received(mail_sink).values()) == {1}


def test_pause_in_the_middle_holds_and_going_on_finishes(
    machinery: Machinery, mail_sink: Sink, wake_workers: Waker
) -> None:
    mail_sink.faults.stall = 0.05
    subscribe_many(120)
    bulletin, staff = sending(), make_staff()
    machinery.worker()
    wake_workers(moving.DRAIN, bulletin=bulletin.pk)
    wait_until(lambda: how_many(mail_sink) > 5, "the worker sends")
    moving.pause(bulletin=bulletin, by=staff, why="a wrong date", now=timezone.now())
    in_hand = Delivery.objects.filter(state=S.CLAIMED)
    wait_until(lambda: not in_hand.exists(), "what was in hand is settled")
    held = how_many(mail_sink)
    assert held < 120

    moving.resume(bulletin=bulletin, by=staff, now=timezone.now())
    machinery.beat()
    wait_until(lambda: state_of(bulletin) == State.SENT, "it is finished")

    assert Counter(states_of(bulletin).values()) == {S.SENT: 120}
    assert set(received(mail_sink).values()) == {1}


def test_runs_at_the_same_time_send_each_once(mail_sink: Sink) -> None:
    subscribe_many(60)
    bulletin = sending()

    at_once(4, lambda: draining.drain(bulletin=bulletin.pk, lanes=1))

    assert set(received(mail_sink).values()) == {1}
    assert Counter(states_of(bulletin).values()) == {S.SENT: 60}


def test_without_claims_the_same_runs_send_twice(mail_sink: Sink) -> None:
    """The control: this count does see duplicates, and it is the claim that prevents them."""
    subscribe_many(20)
    bulletin = sending()
    all_have_looked = threading.Barrier(4)

    def send_without_claims() -> None:
        rows = list(bulletin.deliveries.filter(state=S.PENDING))
        all_have_looked.wait(PATIENCE)
        mailer = mailers["default"]
        mailer.open()
        for row in rows:
            message = f"Subject: {bulletin}\r\n\r\nHello\r\n".encode()
            smtp.hand_over(mailer, "a@example.org", row.address, message, before=lambda: None)
        mailer.close()

    at_once(4, send_without_claims)

    assert set(received(mail_sink).values()) == {4}
