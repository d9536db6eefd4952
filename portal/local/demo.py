"""Runs the whole portal with demo data on this machine, until it is asked to end."""

import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import HOST, MARK, EmbeddedError, Servers, free_port, servers
from portal.local import environment
from portal.local.data import check_ours, clear_leftovers, kept_secrets
from portal.local.made import DATABASE, STATIC_FILES, Made
from portal.local.processes import POLL_SECONDS, ROOT, Process, StepError, stop_all
from portal.local.signals import Ended, Ending
from portal.whole_numbers import whole_number

READY_SECONDS = 60.0
_LOOK_SECONDS = 0.2
_MAIL_SECONDS = 10.0
_MAIL_TRIES = 3
PASSWORD = "demo-portal-2026"  # noqa: S105 - no secret: printed for everyone, demo only
ACCOUNTS = {
    "coordinator@example.org": "co-ordinator",
    "manager@example.org": "manager",
    "events@example.org": "events officer",
    "editor@example.org": "editor",
    "member@example.org": "primary contact of a member organisation",
    "colleague@example.org": "another person there",
    "other@example.org": "another member organisation",
    "applicant@example.org": "an application in draft",
}


def run(data: Path, port_text: str) -> int:
    """Run the portal with its data in `data` until SIGINT, SIGTERM or SIGHUP; returns 0 then.

    Raises EmbeddedError or StepError with a message for the terminal when something it needs does
    not work or a process dies; everything is stopped before.
    """
    check_ours(data)
    clear_leftovers(data)
    port = _usable_port(port_text)
    os.umask(0o077)
    try:
        with Ending() as ending, ExitStack() as stack:
            stack.callback(say, "Stopped.")
            _Launch(data, port, ending, stack).serve()
    except Ended:
        pass
    return 0


def say(line: str) -> None:
    """Print a line of progress at once; a closed terminal must not keep us from tidying up."""
    with suppress(OSError):
        print(line, flush=True)


def _usable_port(text: str) -> int:
    port = whole_number(text)
    if port is None or not 0 < port < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise EmbeddedError(
                f"Port {text} of {HOST} cannot be used ({error.strerror}): "
                "free it, or choose another, for example `make demo PORT=8001`."
            ) from None
    return port


@dataclass
class _Launch:
    """One run of the demo; what it starts is stopped by `stack`, last started first."""

    data: Path
    port: int
    ending: Ending
    stack: ExitStack

    def serve(self) -> None:
        """Start everything, say when it is ready, and watch over it."""
        say(f"Starting PostgreSQL and Valkey (data in {self.data}) …")
        running = self.stack.enter_context(servers(self.data))
        self.ending.raise_if_asked()
        mail, mail_url = self._mail_sink()
        environ = environment.for_demo(
            data=self.data,
            port=self.port,
            mail_url=mail_url,
            servers=running,
            secrets=kept_secrets(self.data),
        )
        self._set_up(environ)
        say("Starting web server, worker and schedule …")
        processes = [mail, *self._processes(environ)]
        watched = _Watched(processes, running, self.ending)
        self._wait_until_ready(watched)
        say(f"\nReady: http://{HOST}:{self.port}/\n\n{_accounts()}\n\nCtrl-C stops everything.")
        while True:
            watched.look()

    def _set_up(self, environ: Mapping[str, str]) -> None:
        """Gather static files while the database is migrated and loaded; neither without need.

        A database that was given may be another one than last time.
        """
        with (
            self._made(STATIC_FILES, environ, "collectstatic", "--noinput"),
            self._made(
                DATABASE,
                environ,
                *("load_demo", "--migrate", "--if-empty"),
                anyway="DATABASE_URL" in os.environ,
            ),
        ):
            say("Bringing static files and database up to date, with demo data if it is empty …")

    @contextmanager
    def _made(
        self, made: Made, environ: Mapping[str, str], *command: str, anyway: bool = False
    ) -> Iterator[None]:
        """Start the command that makes it, unless it is current; wait for its end."""
        fingerprint = made.fingerprint(ROOT)
        if made.is_current(self.data, ROOT) and not anyway:
            yield
            return
        made.forget(self.data)
        making = self._manage(environ, *command)
        yield
        making.finish(self.ending)
        made.remember(self.data, fingerprint)

    def _manage(self, environ: Mapping[str, str], *arguments: str) -> Process:
        return self._start(f"manage.py {arguments[0]}", ["manage.py", *arguments], environ)

    def _processes(self, environ: Mapping[str, str]) -> list[Process]:
        """Start web server, worker and beat; they are stopped side by side."""
        (self.data / "beat").mkdir(exist_ok=True)
        commands = {
            "web": [
                "-m", "gunicorn", "portal.wsgi", "--bind", f"{HOST}:{self.port}",
                "--workers", "2", "--threads", "4", "--graceful-timeout", "5",
                "--preload", "--no-control-socket",
            ],
            "worker": [
                "-m", "celery", "-A", "portal", "worker", "--concurrency", "2",
                "--loglevel", "INFO", "--without-mingle", "--without-gossip",
            ],
            "beat": [
                "-m", "celery", "-A", "portal", "beat", "--loglevel", "INFO", "--pidfile=",
                "--schedule", str(self.data / "beat" / "schedule"),
            ],
        }  # fmt: skip
        started: list[Process] = []
        self.stack.callback(stop_all, started)
        for name, arguments in commands.items():
            self.ending.raise_if_asked()
            started.append(self._process(name, arguments, environ))
        return started

    def _mail_sink(self) -> tuple[Process, str]:
        """Start the mail sink on a free port; returns it and its EMAIL_URL."""
        for _ in range(_MAIL_TRIES):
            port = free_port()
            environ = {**os.environ, MARK: str(self.data)}
            arguments = ["-m", "portal.mailsink", "--dir", str(self.data / "mail")]
            sink = self._start("mail sink", [*arguments, "--port", str(port)], environ)
            if self._answers(sink, port):
                return sink, f"smtp://{HOST}:{port}"
        raise StepError(f"The mail sink did not start:\n{sink.tail()}")

    def _answers(self, sink: Process, port: int) -> bool:
        deadline = time.monotonic() + _MAIL_SECONDS
        while sink.returncode is None and time.monotonic() < deadline:
            self.ending.raise_if_asked()
            with suppress(OSError), socket.create_connection((HOST, port), timeout=1) as line:
                return line.recv(3) == b"220"
            time.sleep(POLL_SECONDS)
        return False

    def _start(self, name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> Process:
        process = self._process(name, arguments, environ)
        self.stack.callback(stop_all, [process])
        return process

    def _process(self, name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> Process:
        log = self.data / "log"
        log.mkdir(exist_ok=True)
        file = name.removeprefix("manage.py ").replace(" ", "-") + ".log"
        return Process(name, [sys.executable, *arguments], environ, log / file)

    def _wait_until_ready(self, watched: "_Watched") -> None:
        deadline = time.monotonic() + READY_SECONDS
        while (answer := _readiness(self.port)).get("status") != "ok":
            watched.look()
            if time.monotonic() > deadline:
                raise StepError(
                    f"Not ready after {READY_SECONDS:.0f} s, /readyz says {json.dumps(answer)} "
                    f"(logs in {self.data / 'log'})."
                )


@dataclass
class _Watched:
    """Everything that must keep running."""

    processes: Sequence[Process]
    servers: Servers
    ending: Ending

    def look(self) -> None:
        """Wait a moment; raises StepError when something died, Ended on a signal."""
        time.sleep(_LOOK_SECONDS)
        self.ending.raise_if_asked()
        for process in self.processes:
            if process.returncode is not None:
                raise StepError(
                    f"The {process.name} process ended (exit code {process.returncode}), "
                    f"so everything is stopped:\n{process.tail()}"
                )
        if server := self.servers.died():
            raise StepError(f"{server.name} ended, so everything is stopped (see {server.log}).")


def _readiness(port: int) -> dict[str, object]:
    """Ask /readyz; a refused connection or an answer that is no JSON object is told in words."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}/readyz", timeout=5) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except OSError as error:
        return {"error": str(error)}
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    return answer if isinstance(answer, dict) else {"error": body[:200].decode(errors="replace")}


def _accounts() -> str:
    width = max(map(len, ACCOUNTS))
    lines = [f"  {address:<{width}}  {role}" for address, role in ACCOUNTS.items()]
    return "\n".join([f"Sign in with the password {PASSWORD} as", *lines])
