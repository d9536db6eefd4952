"""Directories that belong to one run at a time, and the files in them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK_NAME = "portal.lock"


class EmbeddedError(Exception):
    """A server or its directory cannot be used; the message is one line for the terminal."""


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold `directory` for this process until the block ends; made when absent.

    The lock belongs to the open file, so a killed process leaves none behind.
    Raises EmbeddedError when another run holds it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
            raise EmbeddedError(
                f"{directory} is in use by another run (process {holder}): "
                "stop that one first, or set DATA_DIR to another directory."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def fresh_log(path: Path) -> int:
    """Open `path` for a new run's output and return the descriptor; one older log is kept."""
    with suppress(FileNotFoundError):
        path.replace(path.with_name(path.name + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def write_private(path: Path, text: str) -> None:
    """Write `text` so that no other account ever can read it, whole or not at all."""
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    aside.replace(path)
