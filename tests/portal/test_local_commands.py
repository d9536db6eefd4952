"""The launcher's commands, run as one types them."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from portal.embedded import HOST, free_port, locked

SHOW_URLS = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], flush=True)"


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A directory that PostgreSQL can reach as another account, when root runs the tests.

    pytest's own lies below one that each of root's pytest runs closes to everybody else.
    """
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        yield Path(name).resolve()


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def launcher(tmp_path: Path, *arguments: str, **extra: str) -> "subprocess.Popen[str]":
    environ = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.Popen(
        [sys.executable, "-m", "portal.local", *arguments],
        env={**environ, "TMPDIR": str(tmp_path), "DATA_DIR": str(tmp_path / "data"), **extra},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]", seconds: float = 60) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=seconds)
    return process.returncode, out, error


def family(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def still_running(members: list[psutil.Process]) -> list[str]:
    _, alive = psutil.wait_procs(members, timeout=5)
    return [member.name() for member in alive]


def listens(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((str(parts.hostname), parts.port or 0)) == 0


def test_demo_on_a_taken_port_says_so_in_one_line_and_starts_nothing(
    tmp_path: Path, busy_port: int
) -> None:
    code, out, error = finish(launcher(tmp_path, "demo", PORT=str(busy_port)))
    assert (code, out, error.count("\n")) == (1, "", 1)
    assert error.startswith(
        f"Port {busy_port} of 127.0.0.1 cannot be used (Address already in use)"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "\uff18000"])
def test_demo_refuses_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    code, _, error = finish(launcher(tmp_path, "demo", PORT=port))
    assert (code, error) == (1, f"PORT must be a number from 1 to 65535, not {port!r}.\n")


def test_demo_on_a_directory_in_use_says_so_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = str(probe.getsockname()[1])
    with locked(tmp_path / "data"):
        code, _, error = finish(launcher(tmp_path, "demo", PORT=port))
    assert (code, error.count("\n")) == (1, 1)
    assert f"in use by another run (process {os.getpid()})" in error


def test_run_hands_on_the_exit_code_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = ["run", "--", sys.executable, "-c", f"{SHOW_URLS}; raise SystemExit(7)"]
    code, out, _ = finish(launcher(tmp_path, *command))
    assert code == 7
    assert [listens(url) for url in out.split()] == [False, False]
    assert list(tmp_path.iterdir()) == []


def test_run_gives_settings_fit_for_tests(tmp_path: Path) -> None:
    show = "import json, os; print(json.dumps(dict(os.environ)))"
    code, out, error = finish(launcher(tmp_path, "run", "--", sys.executable, "-c", show))
    assert (code, error) == (0, "")
    environ = json.loads(out)
    names = ("DEMO", "STAFF_MFA_REQUIRED", "DEBUG", "BASE_URL", "TRUSTED_PROXY_COUNT")
    assert [environ[name] for name in names] == ["off", "on", "off", "http://testserver", "0"]


def test_run_uses_given_servers(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://given.example.org/x", "REDIS_URL": "redis://given/0"}
    command = ["run", "--", sys.executable, "-c", SHOW_URLS]
    _, out, _ = finish(launcher(tmp_path, *command, **given))
    assert out.split() == list(given.values())


def test_run_explains_a_command_that_does_not_exist(tmp_path: Path) -> None:
    code, _, error = finish(launcher(tmp_path, "run", "--", "no-such-command"))
    assert (code, error) == (1, "no-such-command cannot be run: No such file or directory.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_run_ends_command_and_servers_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    sleep = f"{SHOW_URLS}; import time; time.sleep(60)"
    process = launcher(tmp_path, "run", "--", sys.executable, "-c", sleep)
    assert process.stdout is not None
    process.stdout.readline()
    members = family(process)
    assert {"postgres", "valkey-server"} <= {member.name() for member in members}
    process.send_signal(number)
    assert finish(process)[0] == 128 + number
    assert still_running(members) == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    sleep = f"{SHOW_URLS}; import time; time.sleep(60)"
    killed = launcher(tmp_path, "run", "--", sys.executable, "-c", sleep)
    assert killed.stdout is not None
    killed.stdout.readline()
    members = family(killed)
    killed.kill()
    killed.wait()
    (lock,) = tmp_path.glob("*/portal.lock")
    os.utime(lock, (0, 0))
    assert finish(launcher(tmp_path, "run", "--", "true"))[0] == 0
    assert still_running(members) == []
    assert list(tmp_path.iterdir()) == []
    killed.communicate()


def test_a_run_that_has_only_begun_is_left_alone(tmp_path: Path) -> None:
    begun = tmp_path / "portal-throwaway-x"
    begun.mkdir()
    (begun / "portal.lock").touch()
    assert finish(launcher(tmp_path, "run", "--", "true"))[0] == 0
    assert begun.exists()


def test_reset_command_reports_what_it_did(tmp_path: Path) -> None:
    assert finish(launcher(tmp_path, "reset")) == (
        0,
        f"Nothing to remove: {tmp_path / 'data'} does not exist.\n",
        "",
    )


def test_demo_is_ready_when_it_says_so_and_leaves_no_process_behind(tmp_path: Path) -> None:
    address = f"http://{HOST}:{free_port()}/"
    process = launcher(tmp_path, "demo", PORT=str(urlsplit(address).port))
    assert process.stdout is not None
    said = list(takewhile(lambda line: not line.startswith("Ready:"), process.stdout))
    assert process.poll() is None, [*said, process.communicate()[1]]
    with urllib.request.urlopen(f"{address}readyz") as answer:
        assert json.load(answer)["status"] == "ok"
    members = family(process)
    process.terminate()
    assert finish(process)[::2] == (0, "")
    assert still_running(members) == []
    assert not listens(address)
