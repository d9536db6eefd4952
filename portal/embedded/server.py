"""What PostgreSQL and Valkey have in common as child processes."""

import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from portal.embedded import leftovers
from portal.embedded.directory import EmbeddedError, fresh_log

HOST = "127.0.0.1"

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02
_PORT_TRIES = 3


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def reason_in(written: str) -> str:
    """Pick from a server's output what explains a failure: its first error, else its last line."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    for line in lines:
        for word in ("FATAL:", "ERROR:", "error:"):
            if word in line:
                return line[line.index(word) :]
    return lines[-1] if lines else "it said nothing"


class Server(ABC):
    """One server process with everything it writes under `directory` (absolute, made if absent).

    `start()` may be called again after `stop()` or after the process died; port and password,
    and so the address, stay the same unless another program took the port meanwhile.
    """

    name: str
    process_name: str
    stop_signals: tuple[signal.Signals, ...]

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / f"{self.name.lower()}.log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Address for the settings, with password."""

    @property
    def working_directory(self) -> Path:
        """Where the process works: the mark by which a leftover one is known."""
        return self.directory

    @property
    def pid(self) -> int | None:
        """Process id while running, else None."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> str:
        """Start the server, wait until it answers and return its URL.

        A server left over by a killed run is stopped first, a taken port is replaced.
        Raises EmbeddedError when it does not come up.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        self.stop_leftovers()
        self._prepare()
        for _ in range(_PORT_TRIES):
            port = self.port or free_port()
            if self._launch(port):
                self.port = port
                return self.url
            self.port = 0
        raise EmbeddedError(f"{self.name} found no free port of {HOST} in {_PORT_TRIES} tries.")

    def stop(self) -> None:
        """Stop the process, politely first; does nothing when it is not running."""
        process = self._process
        if process is None:
            return
        for number in (*self.stop_signals, signal.SIGKILL):
            if process.poll() is None:
                process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
                break
        self._process = None

    def stop_leftovers(self) -> None:
        """Stop processes that a killed run left working on this directory."""
        left = leftovers.working_in(self.working_directory, self.process_name)
        leftovers.end(left, self.stop_signals[0])

    @abstractmethod
    def _prepare(self) -> None:
        """Make what the process needs before its first start."""

    @abstractmethod
    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        """Start the process with its output going to the descriptor `log`."""

    @abstractmethod
    def _is_ready(self, port: int) -> bool:
        """Say whether the process answers."""

    def _launch(self, port: int) -> bool:
        """Start on `port`; False when another program has it, EmbeddedError on other failures."""
        log = fresh_log(self.log)
        try:
            self._process = self._spawn(port, log)
        finally:
            os.close(log)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                written = self.log.read_text(errors="replace")
                if "Address already in use" in written:
                    return False
                raise EmbeddedError(f"{self.name} did not start: {reason_in(written)} ({self.log})")
            if self._is_ready(port):
                return True
            time.sleep(_POLL_SECONDS)
        self.stop()
        raise EmbeddedError(f"{self.name} did not answer in {_START_SECONDS:.0f} s ({self.log}).")
