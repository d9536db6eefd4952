"""Child processes of the launcher: each in a session of its own, with a log file."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from portal.embedded import fresh_log
from portal.local.signals import Ending

POLL_SECONDS = 0.05
ROOT = Path(__file__).resolve().parents[2]  # where manage.py is
_GRACE_SECONDS = 8.0  # for requests and tasks in hand
_LAST_LINES = 15


class StepError(Exception):
    """Something the launcher needs did not work; the message says which and shows why."""


class Process:
    """One child that is expected to run until it is stopped."""

    def __init__(
        self, name: str, command: Sequence[str], environ: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.log = log
        descriptor = fresh_log(log)
        try:
            self._popen = subprocess.Popen(
                command,
                env=environ,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                start_new_session=True,
            )
        finally:
            os.close(descriptor)

    @property
    def returncode(self) -> int | None:
        """Exit code (negative: the signal that ended it), None while it runs."""
        return self._popen.poll()

    def finish(self, ending: Ending) -> None:
        """Wait until it ends by itself.

        Raises StepError when its exit code is not 0, and Ended on a signal.
        """
        while self.returncode is None:
            ending.raise_if_asked()
            time.sleep(POLL_SECONDS)
        if self.returncode:
            raise StepError(f"{self.name} failed (exit code {self.returncode}):\n{self.tail()}")

    def tail(self) -> str:
        """Return the end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
        return "\n".join(f"  {line}" for line in [*lines, f"(all of it: {self.log})"])

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process alone, which stops its own children in order."""
        if self.returncode is None:
            self._popen.terminate()

    def make_sure(self, seconds: float) -> None:
        """Wait at most `seconds` for the end, then kill what is left of its group."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(max(seconds, 0))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()


def stop_all(processes: Iterable[Process]) -> None:
    """Stop processes side by side, each with the same time to finish what it has in hand."""
    processes = list(processes)
    for process in processes:
        process.ask_to_stop()
    deadline = time.monotonic() + _GRACE_SECONDS
    for process in processes:
        process.make_sure(deadline - time.monotonic())
