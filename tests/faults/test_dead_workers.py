"""Workers that are killed while they send: nothing is lost, nothing goes out twice."""

import random
import signal
import threading
import time
from collections.abc import Callable

import pytest
from django.core.mail import mailers
from django.db import connection
from django.utils import timezone

from portal import delivery
from portal.delivery import LEASE, deliver_due, settle_abandoned
from portal.mailsink import Sink
from portal.models import OutgoingMail
from portal.wake import DELIVER_OUTBOX, Waker
from tests.faults.machinery import (
    PATIENCE,
    SOAK,
    Machinery,
    count_states,
    end_all_of,
    how_many,
    kill_all_of,
    received,
    recipients_in,
    wait_until,
    write_mails,
)

pytestmark = pytest.mark.django_db(transaction=True)
MAILS, KILLS = (3000, 25) if SOAK else (200, 3)
PROCESSES = 2
GRACE = 8.0  # seconds that the launcher gives a worker before it kills it
State = OutgoingMail.State


def test_workers_killed_at_random_lose_nothing_and_send_nothing_twice(
    machinery: Machinery, mail_sink: Sink, wake_workers: Waker
) -> None:
    mail_sink.faults.stall = 0.02  # long enough to be killed in
    write_mails(MAILS)
    for _ in range(KILLS):
        before = how_many(mail_sink)
        worker = machinery.worker(concurrency=PROCESSES)
        for _process in range(PROCESSES):
            wake_workers(DELIVER_OUTBOX)
        wait_until(lambda old=before: how_many(mail_sink) > old + 3, "the worker sends")
        time.sleep(random.uniform(0, 0.5))
        kill_all_of(worker)
        settle_abandoned(now=timezone.now() + LEASE)
    machinery.worker(concurrency=PROCESSES)
    for _process in range(PROCESSES):
        wake_workers(DELIVER_OUTBOX)
    wait_until(
        lambda: set(count_states()) <= {State.SENT, State.IN_DOUBT},
        "everything is settled",
        seconds=PATIENCE + MAILS / 20,
    )

    states, copies = count_states(), received(mail_sink)
    assert states[State.SENT] + states[State.IN_DOUBT] == MAILS
    assert states[State.IN_DOUBT] <= KILLS * PROCESSES
    assert set(copies.values()) == {1}
    assert recipients_in(State.SENT) <= set(copies)
    assert set(copies) - recipients_in(State.SENT) <= recipients_in(State.IN_DOUBT)


def test_a_worker_that_is_asked_to_end_finishes_the_mail_in_hand(
    machinery: Machinery, mail_sink: Sink
) -> None:
    mail_sink.faults.stall = 0.4
    write_mails(20)
    worker = machinery.worker(concurrency=PROCESSES)
    being_handed_over = OutgoingMail.objects.filter(
        state=State.SENDING, handing_over_at__isnull=False
    )
    wait_until(being_handed_over.exists, "a mail is in hand")
    end_all_of(worker, signal.SIGTERM)
    settle_abandoned(now=timezone.now() + LEASE)
    states = count_states()
    assert set(states) == {State.SENT, State.WAITING}
    assert recipients_in(State.SENT) == set(received(mail_sink))


def test_a_worker_with_many_wake_ups_ends_as_soon_as_the_mail_in_hand_is_sent(
    machinery: Machinery, mail_sink: Sink, wake_workers: Waker
) -> None:
    mail_sink.faults.stall = 0.2
    write_mails(200)
    worker = machinery.worker(concurrency=PROCESSES)
    for _ in range(200):
        wake_workers(DELIVER_OUTBOX)
    wait_until(lambda: how_many(mail_sink) > 3, "the worker sends")
    worker.terminate()
    assert worker.wait(GRACE) == 0
    states = count_states()
    assert set(states) == {State.SENT, State.WAITING}
    assert recipients_in(State.SENT) == set(received(mail_sink))


def at_once(number: int, work: Callable[[], object]) -> None:
    """Run `work` in so many threads, each with a database connection of its own."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # shown below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failures == []


def test_runs_at_the_same_time_send_each_mail_once(mail_sink: Sink) -> None:
    write_mails(60)
    at_once(4, deliver_due)
    assert set(received(mail_sink).values()) == {1}
    assert count_states() == {State.SENT: 60}


def test_without_claims_the_same_runs_send_twice(mail_sink: Sink) -> None:
    """The control: this count does see duplicates, and it is the claim that prevents them."""
    write_mails(60)
    all_have_looked = threading.Barrier(4)

    def deliver_without_claims() -> None:
        rows = list(OutgoingMail.objects.due(timezone.now()))
        all_have_looked.wait(PATIENCE)
        for row in rows:
            mailers["default"].send_messages([delivery._message(row)])
            OutgoingMail.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=timezone.now())

    at_once(4, deliver_without_claims)
    assert set(received(mail_sink).values()) == {4}
