"""PostgreSQL and Valkey as child processes, from the wheels that carry them.

The only package that knows those wheels (docs/adr/0001-embedded-servers.md). The demo keeps its
data under one directory; tests and benchmarks use a throw-away form. Both servers listen on
127.0.0.1 only and ask for a password, and each lives in a session of its own, so that Ctrl-C in
the terminal reaches the launcher and not them.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import leftovers
from portal.embedded.directory import (
    LOCK_NAME,
    EmbeddedError,
    fresh_log,
    locked,
    write_private,
)
from portal.embedded.leftovers import MARK
from portal.embedded.postgres import Postgres, programs
from portal.embedded.server import HOST, Server, free_port
from portal.embedded.valkey import Valkey

__all__ = [
    "HOST",
    "LOCK_NAME",
    "MARK",
    "EmbeddedError",
    "Postgres",
    "Server",
    "Servers",
    "Valkey",
    "free_port",
    "fresh_log",
    "locked",
    "programs",
    "servers",
    "stop_leftovers",
    "write_private",
]


@dataclass(frozen=True)
class Servers:
    """The addresses in use, and those servers that this process started itself."""

    database_url: str
    redis_url: str
    started: tuple[Server, ...]

    def died(self) -> Server | None:
        """Return a server that was started and no longer runs, if there is one."""
        return next((server for server in self.started if server.pid is None), None)


@contextmanager
def servers(
    directory: Path, *, durable: bool = True, environ: Mapping[str, str] = os.environ
) -> Iterator[Servers]:
    """Give PostgreSQL and Valkey for the length of the block, with their data in `directory`.

    A `DATABASE_URL` or `REDIS_URL` in `environ` is used as it is and its server not started.
    The directory is locked in any case. Raises EmbeddedError.
    """
    directory = directory.resolve()
    with locked(directory), ExitStack() as stack:
        started: list[Server] = []

        def given_or_started(variable: str, server: Server) -> str:
            if environ.get(variable):
                return environ[variable]
            stack.callback(server.stop)
            started.append(server)
            return server.start()

        yield Servers(
            database_url=given_or_started(
                "DATABASE_URL", Postgres(directory / "postgres", durable=durable)
            ),
            redis_url=given_or_started("REDIS_URL", Valkey(directory / "valkey")),
            started=tuple(started),
        )


def stop_leftovers(directory: Path) -> None:
    """Stop what a killed run left running for `directory`, which the caller has locked.

    First the processes that bear its mark (MARK), then the servers they talk to.
    """
    leftovers.end(leftovers.launched_for(directory), signal.SIGTERM)
    for server in (Postgres(directory / "postgres"), Valkey(directory / "valkey")):
        server.stop_leftovers()
