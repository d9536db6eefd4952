"""Messages a second: our sending beside bare smtplib and Django's own, to the same sink.

All send the same 29 kB message to a mail server in a process of its own.
"""

import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import connection
from django.db.models import Max, Min
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.pages import Page, seconds_per_request, signed_in
from bulletins.actions import moving, starting
from bulletins.actions.claims import Row
from bulletins.actions.draining import _moulds, _recipient
from bulletins.models import Bulletin, Delivery, Subscriber
from network.models import User

MESSAGES = 3_000
MANY, FEW = 100_000, 100
OWN = 4  # the most connections of a process, where nothing else is set
DELAY, LANES = 0.005, 10  # seconds before each reply, and connections
REPLIES = 4  # to MAIL, RCPT, DATA and the text; two waits where commands go at once
PARAGRAPH = "What changes in probation, and what it means for those who mentor. " * 4 + "\n\n"


def measure() -> dict[str, Any]:
    """Messages a second of each way, and what many recipients take."""
    figures: dict[str, Any] = {}
    subscribe(MESSAGES)
    with sink() as port:
        bulletin = make_bulletin("bench-0")
        figures["bytes"] = len(_message(bulletin))
        figures["smtplib"] = _rate(lambda: _bare(port, _message(bulletin)))
        figures["django"] = _rate(lambda: _django(port, bulletin))
        figures["ours"] = _by_processes(port)
    for name, options in {"in turn": [], "at once": ["--pipelining"]}.items():
        with sink(DELAY, *options) as port:  # two workers share the connections, as in life
            made = make_bulletin(f"bench-{name.replace(' ', '-')}")
            allowed = _rate(lambda: _bare_at_once(port, _message(bulletin)))
            slow, _memory = _ours(made, port, processes=2, lanes=LANES // 2)
            figures[f"of bare, {name}"] = slow / allowed
            figures[f"of the waits alone, {name}"] = slow / (LANES / (REPLIES * DELAY))
    figures["many"] = _many()
    return figures


def judge(figures: dict[str, Any]) -> list[str]:
    """What is promised and was not kept."""
    ours, many = figures["ours"]["one"], figures["many"]
    promised = {
        "1.5 times Django's": ours / figures["django"] >= 1.5,
        "35% of bare smtplib": ours / figures["smtplib"] >= 0.35,
        "two processes 1.3 times one": figures["ours"]["two"] / ours >= 1.3,
        "85% of what latency allows": figures["of bare, in turn"] >= 0.85,
        "under 150 MB": many["MB late"] < 150,
        "prepared within 10 s": many["seconds to prepare"] < 10,
        "watched as fast as one of a few": many["watching"] < 1.5,
    }
    return [f"bulletins: not {words}" for words, kept in promised.items() if not kept]


def show(figures: dict[str, Any]) -> None:
    ours, two, many = figures["ours"]["one"], figures["ours"]["two"], figures["many"]
    print(
        f"bulletins of {figures['bytes'] / 1000:.0f} kB: {ours:.0f} a second,"
        f" {ours / figures['django']:.1f} times Django's {figures['django']:.0f},"
        f" {ours / figures['smtplib']:.2f} of bare smtplib's {figures['smtplib']:.0f};"
        f" two processes {two:.0f}, {two / ours:.2f} times one"
    )
    print(
        f"with {DELAY * 1000:.0f} ms before each reply and {LANES} connections:"
        f" {figures['of bare, in turn']:.2f} of bare smtplib's over as many"
        f" ({figures['of the waits alone, in turn']:.2f} of what the waits alone allow),"
        f" {figures['of bare, at once']:.2f} where commands go together;"
        f" {MANY:,} recipients:"
        f" prepared in {many['seconds to prepare']:.1f} s, {many['MB early']:.0f} MB early,"
        f" {many['MB late']:.0f} MB late; its live page takes {many['watching']:.2f} times that of"
        f" one of {FEW}"
    )


def make_bulletin(slug: str) -> Bulletin:
    """One that is being sent to all subscribers, of about 29 kB."""
    now = timezone.now()
    editor = User.objects.filter(email="coordinator@example.org").get()
    bulletin = Bulletin.objects.create(kind="newsletter", slug=slug, subject="Bench news")
    section = bulletin.sections.create(heading="News")
    for place in range(8):
        section.items.create(title=f"Item {place}", text=PARAGRAPH * 5, position=place)
    moving.approve(bulletin=bulletin, by=editor, now=now)
    moving.schedule(bulletin=bulletin, at=now, by=editor, now=now)
    starting.start(bulletin=bulletin.pk, now=now)
    bulletin.refresh_from_db()
    return bulletin


def subscribe(number: int) -> None:
    """So many subscribers and no more."""
    now = timezone.now()
    Subscriber.objects.all().delete()
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=f"bench{place}@example.org",
                name=f"Zoë Example {place}",
                state="confirmed",
                consent_wording="bench",
                consented_at=now,
                confirmed_at=now,
            )
            for place in range(number)
        ),
        batch_size=10_000,
    )


@contextmanager
def sink(delay: float = 0.0, *options: str) -> Iterator[int]:
    """The mail server's port."""
    command = [sys.executable, "-m", "bench.sink", "--delay", str(delay), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=15)


def _message(bulletin: Bulletin) -> bytes:
    edition = bulletin.editions.get(audience="sector").pk
    row = Row(1, edition, "bench1@example.org", "Zoë Example", None, 1, 0)
    return _moulds(bulletin)[edition].fill(_recipient(bulletin, row))


def _rate(send: Callable[[], None]) -> float:
    """Messages a second, the middle of three runs."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        send()
        taken.append(time.perf_counter() - started)
    return MESSAGES / statistics.median(taken)


def _bare(port: int, message: bytes, number: int = MESSAGES) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for place in range(number):
            line.sendmail("a@example.org", [f"bench{place}@example.org"], message)


def _bare_at_once(port: int, message: bytes) -> None:
    """As many messages over `LANES` connections: what such a server allows to who records nothing.

    Its waits are a little longer than asked for, and it is busy with ten at once.
    """
    with ThreadPoolExecutor(LANES) as lanes:
        list(lanes.map(lambda _lane: _bare(port, message, MESSAGES // LANES), range(LANES)))


def _django(port: int, bulletin: Bulletin) -> None:
    edition = bulletin.editions.get(audience="sector")
    before, settings.MAILERS = settings.MAILERS, _mailers(port)
    try:
        with mailers["default"] as line:
            for place in range(MESSAGES):
                to = f"bench{place}@example.org"
                message = EmailMultiAlternatives(edition.subject, edition.text, to=[to])
                message.attach_alternative(edition.html, "text/html")
                line.send_messages([message])
    finally:
        settings.MAILERS = before


def _by_processes(port: int) -> dict[str, float]:
    """Messages a second of one process and of two: the middle of three runs that take turns."""
    rates: dict[str, list[float]] = {"one": [], "two": []}
    for turn in range(3):
        for number, (name, found) in enumerate(rates.items(), start=1):
            rate, _memory = _ours(make_bulletin(f"bench-{name}-{turn}"), port, processes=number)
            found.append(rate)
    return {name: statistics.median(found) for name, found in rates.items()}


def _mailers(port: int) -> dict[str, Any]:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port}}}


def _ours(
    bulletin: Bulletin, port: int, *, processes: int = 1, lanes: int = OWN, seconds: float = 600
) -> tuple[float, list[float]]:
    """Messages a second from the first to the last that was recorded, and megabytes of each."""
    environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "PYTHONPATH": "."}
    options = ["--lanes", str(lanes), "--seconds", str(seconds)]
    command = [sys.executable, "-m", "bench.drainer", str(bulletin.pk), *options]
    started = [
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    memory = _run(started)
    sent = Delivery.objects.filter(bulletin=bulletin, state="sent")
    times = sent.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    return sent.count() / (times["last"] - times["first"]).total_seconds(), memory


def _run(started: "Sequence[subprocess.Popen[str]]") -> list[float]:
    for process in started:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [float(process.communicate(timeout=900)[0]) for process in started]


def _many() -> dict[str, float]:
    """Seconds to prepare `MANY` deliveries, what watching takes, and memory early and late."""
    subscribe(FEW)
    few = make_bulletin("bench-few")
    subscribe(MANY)
    started = time.perf_counter()
    bulletin = make_bulletin("bench-many")
    prepared = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) bulletins_delivery")  # as autovacuum does before long
    client = signed_in("editor@example.org", second_factor=True)
    watching = _watched(bulletin, client) / _watched(few, client)
    with sink() as port:
        _rate_early, early = _ours(bulletin, port, seconds=2)
        _rate_late, late = _ours(bulletin, port, seconds=10)
    Bulletin.objects.filter(pk__in=[bulletin.pk, few.pk]).update(state="paused")
    return {
        "seconds to prepare": prepared,
        "watching": watching,
        "MB early": early[0],
        "MB late": late[0],
    }


def _watched(bulletin: Bulletin, client: Client) -> float:
    """Seconds of one look at its live page."""
    path = reverse("admin:bulletins_bulletin_change", args=[bulletin.pk])
    return seconds_per_request(Page("live", path, 0, client))
