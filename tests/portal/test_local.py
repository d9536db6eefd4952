"""The launcher: its data directory, its processes, and its waiting for /readyz."""

import json
import os
import signal
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest
from cryptography.fernet import Fernet

from portal.embedded import HOST, EmbeddedError, Servers, locked
from portal.local import demo, processes
from portal.local.data import check_ours, kept_secrets, reset
from portal.local.made import DATABASE, STATIC_FILES, Made
from portal.local.processes import Process, StepError, stop_all
from portal.local.signals import Ended, Ending

NO_SERVERS = Servers(database_url="", redis_url="", started=())


def still_running(members: list[psutil.Process]) -> list[str]:
    _, alive = psutil.wait_procs(members, timeout=5)
    return [member.name() for member in alive]


# The data directory -------------------------------------------------------------------------


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = kept_secrets(tmp_path)
    assert kept_secrets(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_secrets_are_fit_for_the_settings(tmp_path: Path) -> None:
    made = kept_secrets(tmp_path)
    assert len(made["SECRET_KEY"]) >= 50
    assert len(made["MAIL_WEBHOOK_SECRET"]) >= 32
    assert Fernet(made["ENCRYPTION_KEYS"]).decrypt(Fernet(made["ENCRYPTION_KEYS"]).encrypt(b"kept"))


def test_a_missing_secret_is_added_and_the_others_stay(tmp_path: Path) -> None:
    first = kept_secrets(tmp_path)
    older = {name: value for name, value in first.items() if name != "MAIL_WEBHOOK_SECRET"}
    (tmp_path / "secrets.json").write_text(json.dumps(older))
    second = kept_secrets(tmp_path)
    assert {**second, "MAIL_WEBHOOK_SECRET": ""} == {**first, "MAIL_WEBHOOK_SECRET": ""}


def test_damaged_secrets_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"SECRET_KEY": ')
    with pytest.raises(EmbeddedError, match="damaged"):
        kept_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == '{"SECRET_KEY": '


def test_somebodys_directory_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    with pytest.raises(EmbeddedError, match="holds media"):
        check_ours(tmp_path)


def test_a_directory_with_unrelated_files_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text("{}")
    check_ours(tmp_path)
    check_ours(tmp_path / "absent")


def test_reset_removes_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    for name in ("postgres", "mail"):
        (tmp_path / name / "deeper").mkdir(parents=True)
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path / "bench.json").write_text("{}")
    reset(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bench.json"]


def test_reset_removes_a_directory_that_is_empty_then(tmp_path: Path) -> None:
    with locked(tmp_path / "data"):
        pass
    reset(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_reset_refuses_a_directory_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    with pytest.raises(EmbeddedError, match="nothing removed"):
        reset(tmp_path)
    assert (tmp_path / "mail").exists()


def test_reset_refuses_while_a_run_uses_the_directory(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(EmbeddedError, match="in use by another run"):
        reset(tmp_path)


def test_reset_follows_no_link_out_of_the_directory(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    with locked(tmp_path / "data"):
        (tmp_path / "data" / "media").symlink_to(outside)
    reset(tmp_path / "data")
    assert (outside / "kept").read_text() == "x"


# What a start makes of the sources ----------------------------------------------------------


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    files = "requirements/run.txt", "portal/settings.py", "static/css/base.css", "forums/bands.py"
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("one")
    return tmp_path


@pytest.mark.parametrize(
    ("made", "file"),
    [
        (STATIC_FILES, "requirements/run.txt"),
        (STATIC_FILES, "portal/settings.py"),
        (STATIC_FILES, "static/css/base.css"),
        (STATIC_FILES, "static/new.js"),
        (DATABASE, "requirements/run.txt"),
        (DATABASE, "forums/bands.py"),
        (DATABASE, "forums/new.py"),
    ],
)
def test_the_fingerprint_changes_with_a_source(sources: Path, made: Made, file: str) -> None:
    before = made.fingerprint(sources)
    assert made.fingerprint(sources) == before
    (sources / file).write_text("another")
    assert made.fingerprint(sources) != before


def test_what_was_gathered_is_no_source(sources: Path) -> None:
    before = STATIC_FILES.fingerprint(sources)
    gathered = sources / ".local" / "static" / "base.css"
    gathered.parent.mkdir(parents=True)
    gathered.write_text("one")
    assert STATIC_FILES.fingerprint(sources) == before


@pytest.mark.parametrize("made", [STATIC_FILES, DATABASE])
def test_what_was_made_is_current_until_it_is_begun_anew(sources: Path, made: Made) -> None:
    (sources / made.proof).parent.mkdir(parents=True, exist_ok=True)
    (sources / made.proof).write_text("{}")
    assert not made.is_current(sources, sources)
    made.remember(sources, made.fingerprint(sources))
    assert made.is_current(sources, sources)
    made.forget(sources)
    assert not made.is_current(sources, sources)


@pytest.mark.parametrize("made", [STATIC_FILES, DATABASE])
def test_what_was_lost_is_made_again(sources: Path, made: Made) -> None:
    made.remember(sources, made.fingerprint(sources))
    assert not made.is_current(sources, sources)


# Processes ----------------------------------------------------------------------------------


def python(tmp_path: Path, code: str) -> Process:
    return Process("example", [sys.executable, "-c", code], os.environ, tmp_path / "example.log")


def test_a_step_that_fails_shows_the_end_of_its_log(tmp_path: Path) -> None:
    step = python(tmp_path, "print('why it failed'); raise SystemExit(3)")
    with Ending() as ending, pytest.raises(StepError) as caught:
        step.finish(ending)
    assert str(caught.value).splitlines()[:2] == [
        "example failed (exit code 3):",
        "  why it failed",
    ]


def test_a_signal_ends_the_waiting_for_a_step(tmp_path: Path) -> None:
    step = python(tmp_path, "import time; time.sleep(60)")
    with Ending() as ending:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Ended, match="SIGTERM"):
            step.finish(ending)
    stop_all([step])
    assert step.returncode == -signal.SIGTERM


def test_a_stubborn_process_and_its_children_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.3)
    stubborn = python(
        tmp_path,
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n",
    )
    while not (written := stubborn.log.read_text()):
        time.sleep(0.02)
    child = psutil.Process(int(written))
    stop_all([stubborn])
    assert stubborn.returncode == -signal.SIGKILL
    assert still_running([child]) == []


def test_signals_act_as_before_after_the_block() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Ending():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_process_that_dies_is_named_with_its_log(tmp_path: Path) -> None:
    dead = python(tmp_path, "print('out of coffee')")
    while dead.returncode is None:
        time.sleep(0.02)
    with Ending() as ending, pytest.raises(StepError, match=r"example process ended[^$]*coffee"):
        demo._Watched([dead], NO_SERVERS, ending).look()


# Waiting for /readyz ------------------------------------------------------------------------


@pytest.fixture
def readyz() -> Iterator[Callable[[int, bytes], int]]:
    """Serves a given answer as /readyz and returns the port."""
    with ExitStack() as stack:

        def serve(status: int, body: bytes) -> int:
            class Answer(BaseHTTPRequestHandler):
                def do_GET(self) -> None:
                    self.send_response(status)
                    self.end_headers()
                    self.wfile.write(body)

                def log_message(self, *_arguments: object) -> None:
                    pass

            server = stack.enter_context(HTTPServer((HOST, 0), Answer))
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
            return int(server.server_port)

        yield serve


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"status": "ok"}', {"status": "ok"}),
        (503, b'{"status": "down"}', {"status": "down"}),
        (500, b"<h1>Error</h1>", {"error": "<h1>Error</h1>"}),
        (200, b"[]", {"error": "[]"}),
    ],
)
def test_readiness_tells_what_was_answered(
    readyz: Callable[[int, bytes], int], status: int, body: bytes, expected: dict[str, str]
) -> None:
    assert demo._readiness(readyz(status, body)) == expected


def test_readiness_tells_when_nothing_listens() -> None:
    with socket.socket() as bound:
        bound.bind((HOST, 0))
        assert "refused" in str(demo._readiness(bound.getsockname()[1])["error"])


def test_a_portal_that_stays_degraded_is_given_up_with_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readyz: Callable[[int, bytes], int]
) -> None:
    monkeypatch.setattr(demo, "READY_SECONDS", 0.3)
    port = readyz(200, b'{"status": "degraded"}')
    with Ending() as ending, ExitStack() as stack:
        launch = demo._Launch(tmp_path, port, ending, stack)
        with pytest.raises(StepError, match=r'/readyz says {"status": "degraded"}'):
            launch._wait_until_ready(demo._Watched([], NO_SERVERS, ending))
