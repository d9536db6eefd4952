"""Real workers, beats and web servers as child processes, and what is counted afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection, transaction

from portal.mailsink import HOST, Sink, message_keys
from portal.models import OutgoingMail
from portal.outbox import Letter, enqueue

SOAK = bool(os.environ.get("SOAK"))
PATIENCE = 120.0 if SOAK else 30.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Machinery:
    """Starts the portal's processes with one environment; ends what it started."""

    environ: Mapping[str, str]
    logs: Path
    started: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def worker(self, *, concurrency: int = 2) -> "subprocess.Popen[bytes]":
        """A Celery worker; it looks for mail as soon as it is ready."""
        options = ["--concurrency", str(concurrency), "--without-mingle", "--without-gossip"]
        return self.start("-m", "celery", "-A", "portal", "worker", *options)

    def beat(self) -> "subprocess.Popen[bytes]":
        """A beat in a hurry: everything twice a second."""
        schedule = self.logs / f"schedule-{len(self.started)}"
        options = ["--pidfile=", "--schedule", str(schedule)]
        return self.start("-m", "celery", "-A", "tests.faults.quick", "beat", *options)

    def web(self, port: int) -> "subprocess.Popen[bytes]":
        """Gunicorn with the portal; returns once it answers."""
        command = ["-m", "gunicorn", "tests.faults.serving", "--bind", f"{HOST}:{port}"]
        process = self.start(*command, "--workers", "1", "--threads", "2", "--no-control-socket")
        wait_until(lambda: _listens(port), "the web server answers")
        return process

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A Python process in a session of its own, its output in a file of `logs`."""
        with (self.logs / f"process-{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environ,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def log(self) -> str:
        """Everything the processes wrote."""
        return "".join(path.read_text() for path in sorted(self.logs.glob("process-*.log")))

    def end(self) -> None:
        """Kill what still runs, and show what it wrote to whoever reads a failed test."""
        for process in self.started:
            kill_all_of(process)
        sys.stdout.write(self.log())


def kill_all_of(process: "subprocess.Popen[bytes]") -> None:
    """`kill -9` a process with its children, as a machine that stops would."""
    end_all_of(process, signal.SIGKILL)


def end_all_of(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send a signal to a process and its children, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    process.wait(PATIENCE)


def environment(*, database_url: str, redis_url: str, email_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": email_url,
        "ALLOWED_HOSTS": f"testserver,{HOST}",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


def test_database_url() -> str:
    """The database of this test process: xdist gives each its own."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


test_database_url.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever its name


def write_mails(number: int) -> None:
    """So many mails, each to somebody else, in one transaction."""
    with transaction.atomic():
        for place in range(number):
            letter = Letter(f"person{place}@example.org", f"Mail {place}", f"Dear {place}")
            enqueue(cause=f"fault-test:{place}", letter=letter)


def count_states() -> Counter[str]:
    return Counter(OutgoingMail.objects.values_list("state", flat=True))


def how_many(sink: Sink) -> int:
    """How many mails the server took: quickly, to be asked again and again."""
    return len(message_keys(sink.directory))


def received(sink: Sink) -> Counter[str]:
    """How often each recipient got a mail."""
    return Counter(recipient for message in sink.messages for recipient in message.to)


def recipients_in(*states: str) -> set[str]:
    return set(OutgoingMail.objects.filter(state__in=states).values_list("to", flat=True))


def wait_until(
    condition: Callable[[], object], what: str, *, seconds: float = PATIENCE, step: float = 0.05
) -> None:
    """Wait for a condition; AssertionError with `what` when it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(step)


@contextmanager
def taking_at_most(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def lines_with(text: str, words: Sequence[str]) -> list[str]:
    return [line for line in text.splitlines() if any(word in line for word in words)]
