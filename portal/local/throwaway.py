"""Runs one command with throw-away servers: for the tests, the benchmarks and the checks."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.embedded import LOCK_NAME, EmbeddedError, locked, servers, stop_leftovers
from portal.local import environment
from portal.local.data import fresh_secrets
from portal.local.processes import POLL_SECONDS
from portal.local.signals import Ended, Ending

_PREFIX = "portal-throwaway-"
_GRACE_SECONDS = 20.0  # for tests to take down what they started
_SETTLED_SECONDS = 60.0  # a younger directory may belong to a run that has yet to lock it


def run(command: Sequence[str]) -> int:
    """Run `command` with PostgreSQL, Valkey and test settings, and return its exit code.

    Servers given by DATABASE_URL and REDIS_URL are used instead. SIGINT, SIGTERM and SIGHUP end
    the command first, then the servers; the answer is then 128 and the signal's number, as a
    shell would have it.
    """
    remove_abandoned()
    with Ending() as ending, _directory() as data, servers(data, durable=False) as running:
        if ending.asked:
            return 128 + ending.asked
        environ = environment.for_throwaway(data=data, servers=running, secrets=fresh_secrets())
        try:
            process = subprocess.Popen(command, env=environ, start_new_session=True)
        except OSError as error:
            raise EmbeddedError(f"{command[0]} cannot be run: {error.strerror}.") from None
        try:
            return _wait(process, ending)
        except Ended:
            return 128 + (ending.asked or 0)
        finally:
            _stop(process)


def remove_abandoned() -> None:
    """Remove what killed runs of this account left in the temporary directory, servers included."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, EmbeddedError):  # another run's, or gone meanwhile
            lock = (directory / LOCK_NAME).stat()
            if lock.st_uid == os.geteuid() and time.time() - lock.st_mtime > _SETTLED_SECONDS:
                with locked(directory):
                    stop_leftovers(directory)
                    shutil.rmtree(directory)


@contextmanager
def _directory() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], ending: Ending) -> int:
    while (code := process.poll()) is None:
        ending.raise_if_asked()
        time.sleep(POLL_SECONDS)
    return code if code >= 0 else 128 - code


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command as Ctrl-C would, so that it tidies up, then whatever is left of its group."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
    process.wait()
