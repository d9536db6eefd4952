"""A broker that is down, wiped, full or silent: pages work, and the mail goes out later."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
import redis

from portal.embedded import Valkey, free_port
from portal.mailsink import HOST, Sink
from portal.models import Heartbeat, OutgoingMail
from portal.wake import DELIVER_OUTBOX, Waker
from tests.faults.browsing import Visitor
from tests.faults.machinery import (
    Machinery,
    count_states,
    how_many,
    received,
    taking_at_most,
    wait_until,
    write_mails,
)

pytestmark = pytest.mark.django_db(transaction=True)
State = OutgoingMail.State
A_MOMENT = 4.0  # seconds for a page and its form; one or two may be spent on the broker


@contextmanager
def stopped(broker: Valkey) -> Iterator[None]:
    broker.stop()
    yield
    broker.start()


@contextmanager
def frozen(broker: Valkey) -> Iterator[None]:
    assert broker.pid
    os.kill(broker.pid, signal.SIGSTOP)
    yield
    os.kill(broker.pid, signal.SIGCONT)


@contextmanager
def full(broker: Valkey) -> Iterator[None]:
    with redis.Redis.from_url(broker.url) as client:
        client.config_set("maxmemory", "1mb")
        yield
        client.config_set("maxmemory", "0")


@contextmanager
def wiped(broker: Valkey) -> Iterator[None]:
    with redis.Redis.from_url(broker.url) as client:
        client.flushall()
    yield


BREAKAGES = [stopped, frozen, full, wiped]


def ask_for_guidance(visitor: Visitor, name: str) -> None:
    leads_to = visitor.send_form(
        "/network/guidance/", name=name, email=f"{name}@example.org", message="Can we join?"
    )
    assert leads_to == "/network/guidance/sent/"


def test_a_page_that_writes_mail_works_whatever_the_broker_does(
    machinery: Machinery, broker: Valkey, mail_sink: Sink
) -> None:
    port = free_port()
    machinery.web(port)
    visitor = Visitor(port)
    visitor.get("/network/guidance/")  # the first page of a process takes its time
    for breakage in BREAKAGES:
        with breakage(broker), taking_at_most(A_MOMENT):
            ask_for_guidance(visitor, breakage.__name__)
    asked = {f"{breakage.__name__}@example.org" for breakage in BREAKAGES}
    assert asked < set(OutgoingMail.objects.values_list("to", flat=True))
    assert count_states() == {State.WAITING: 2 * len(BREAKAGES)}
    machinery.worker()
    wait_until(lambda: set(count_states()) == {State.SENT}, "the mail goes out")
    assert asked < set(received(mail_sink))


def test_the_sweep_finds_what_a_wiped_broker_forgot(
    machinery: Machinery, broker: Valkey, mail_sink: Sink
) -> None:
    machinery.worker()
    machinery.beat()
    wait_until(Heartbeat.objects.exists, "the worker lives")
    for breakage in (wiped, stopped, full):
        Heartbeat.objects.all().delete()
        with breakage(broker):
            write_mails(5)
        wait_until(lambda: set(count_states()) == {State.SENT}, "the mail goes out")
        wait_until(Heartbeat.objects.exists, "the worker lives again")
        OutgoingMail.objects.all().delete()
    assert sorted(received(mail_sink).values()) == [3] * 5


def test_two_beats_and_many_wake_ups_send_each_mail_once(
    machinery: Machinery, mail_sink: Sink, wake_workers: Waker
) -> None:
    mail_sink.faults.stall = 0.01
    machinery.worker()
    for _ in range(2):
        machinery.beat()
    write_mails(60)
    for _ in range(50):
        assert wake_workers(DELIVER_OUTBOX)
    wait_until(lambda: set(count_states()) == {State.SENT}, "the mail goes out")
    assert how_many(mail_sink) == len(received(mail_sink)) == 60


# How long waking may take ---------------------------------------------------------------------


@contextmanager
def never_answering() -> Iterator[int]:
    with closing(socket.create_server((HOST, 0))) as listening:
        yield listening.getsockname()[1]


@contextmanager
def never_accepting() -> Iterator[int]:
    """A full backlog: the kernel drops what comes, as a firewall would."""
    with ExitStack() as stack:
        listening = stack.enter_context(closing(socket.create_server((HOST, 0), backlog=0)))
        for _ in range(4):
            filler = stack.enter_context(closing(socket.socket()))
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


@contextmanager
def absent() -> Iterator[int]:
    yield free_port()


@pytest.mark.parametrize("broken", [absent, never_answering, never_accepting])
def test_waking_gives_up_after_a_second_and_then_keeps_quiet(broken: object) -> None:
    with broken() as port:  # type: ignore[operator]  # one of the above
        wake = Waker(f"redis://{HOST}:{port}/0")
        with taking_at_most(1.5):
            assert wake(DELIVER_OUTBOX) is False
        with taking_at_most(0.05):
            assert [wake(DELIVER_OUTBOX) for _ in range(100)] == [False] * 100


def test_waking_works_again_after_the_quiet_time(
    broker: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.wake.QUIET_SECONDS", 0.0)
    wake = Waker(broker.url)
    with stopped(broker):
        assert wake(DELIVER_OUTBOX) is False
    assert wake(DELIVER_OUTBOX) is True
