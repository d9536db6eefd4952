"""Processes that a killed run left behind: found by what they are at, ended in order.

Only ask for those of a directory that is locked: without the lock they belong to a living run.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # carries no types

MARK = "PORTAL_LAUNCHED_FOR"  # in the environment of what the launcher starts: its data directory

_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02


def working_in(directory: Path, name: str) -> list[psutil.Process]:
    """Find processes called `name` whose working directory is `directory`."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == name and process.cwd() == str(directory):
                found.append(process)
    return found


def launched_for(directory: Path) -> list[psutil.Process]:
    """Find processes, other than this one, that bear the mark of `directory`."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == str(directory) and process.pid != os.getpid():
                found.append(process)
    return found


def end(processes: list[psutil.Process], number: signal.Signals) -> None:
    """Send `number` to those whose parent is not among them, wait for all, then kill."""
    ids = {process.pid for process in processes}
    for process in processes:
        with suppress(psutil.Error):
            if process.ppid() not in ids:
                process.send_signal(number)
    for process in _still_there(processes):
        with suppress(psutil.Error):
            process.kill()
    _still_there(processes)


def _still_there(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Wait for processes that are not our children; returns those that outlast it."""
    deadline = time.monotonic() + _STOP_SECONDS
    while alive := [process for process in processes if _works(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(_POLL_SECONDS)
    return alive


def _works(process: psutil.Process) -> bool:
    """Say whether it can still touch its files; one that only waits to be collected cannot."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
