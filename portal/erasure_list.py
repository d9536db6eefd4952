"""Who was erased, in a file outside of the database: a restored backup knows nothing of it.

One line each: key, time, by whom. It names nobody (portal.erasing.key_of). Lines are only added.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from portal.models import Erasure

NAME = "erasures.txt"


@dataclass(frozen=True)
class Line:
    key: str
    at: datetime
    kind: str

    def __str__(self) -> str:
        return f"{self.key} {self.at.isoformat()} {self.kind}\n"


def keep(folder: Path) -> int:
    """Add what the database knows and the file does not; return how many. Raises OSError."""
    rows = Erasure.objects.order_by("at", "pk").values_list("key", "at", "kind")
    known = [Line(*row) for row in rows]
    if not known:
        return 0
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone_with(folder / NAME) as file:
        there = {line.key for line in _lines(file)}
        new = [str(line) for line in known if line.key not in there]
        file.writelines(new)
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def kept(folder: Path) -> list[Line]:
    """What the file says, the first first; nothing where there is none."""
    try:
        with (folder / NAME).open() as file:
            return list(_lines(file))
    except FileNotFoundError:
        return []


@contextmanager
def _alone_with(path: Path) -> Iterator[IO[str]]:
    """The file open for adding, at a new line even after one that a crash left half-written."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if (text := file.read()) and not text.endswith("\n"):
            file.write("\n")
        file.seek(0)
        yield file


def _lines(file: IO[str]) -> Iterator[Line]:
    for text in file:
        parts = text.split()
        if text.endswith("\n") and len(parts) == 3:
            yield Line(parts[0], datetime.fromisoformat(parts[1]), parts[2])
