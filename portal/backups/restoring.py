"""Restores a backup into a database that is thrown away afterwards, and says what is wrong."""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from portal.backups import BackupError, contents, manifest, tools
from portal.backups.making import DUMP, TRIAL, alone_in, newest, taken_at
from portal.backups.manifest import Manifest
from portal.backups.media import MEDIA

FRESH = timedelta(hours=36)
PREFIX = "portal_restore_check_"
# Both begin with Django's checks, those of the database included.
_STEPS = (["migrate", "--no-input", "--verbosity=0"], ["after_restore", "--no-input"])
_MOST_FAULTS = 20  # more lines than that help nobody


@dataclass
class Found:
    """What a check found; an empty list of faults means that the backup can be restored."""

    backup: Path
    manifest: Manifest
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def restore_check(*, folder: Path, name: str = "", now: datetime) -> Found:
    """Restore the backup called `name` below `folder` (default: the newest) and look it over.

    The database is made beside the portal's own, on the same server, and dropped in the end,
    as is a copy of the media store; the portal's data is not touched. Raises BackupError where
    it cannot even be tried.
    """
    found = _chosen(folder, name)
    if not name and now - found.manifest.taken_at > FRESH:
        found.faults.append(f"The newest backup is of {found.manifest.taken_at:%d %B %Y %H:%M}.")
    found.faults += manifest.faults(found.manifest, found.backup)
    if not (found.backup / DUMP).is_file():
        return _cut(found)
    with alone_in(folder), ExitStack() as stack:
        database = stack.enter_context(_scratch_database(folder))
        if _restored(found, database):
            media = stack.enter_context(_scratch_media(found.backup))
            _look_over(found, database, media)
    return _cut(found)


def _chosen(folder: Path, name: str) -> Found:
    chosen = folder / name if name else newest(folder)
    if chosen is None:
        raise BackupError(f"There is no backup in {folder}.")
    if taken_at(chosen) is None or not chosen.is_dir():
        raise BackupError(f"There is no backup {chosen}.")
    return Found(chosen, manifest.read(chosen))


def _cut(found: Found) -> Found:
    more = len(found.faults) - _MOST_FAULTS
    if more > 0:
        found.faults[_MOST_FAULTS:] = [f"And {more} more."]
    return found


@contextmanager
def _scratch_database(folder: Path) -> Iterator[dict[str, Any]]:
    """An empty database on the portal's server, as an entry of `DATABASES`.

    Those that killed checks of this folder left are dropped: they hold everything.
    """
    ours = PREFIX + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]
    for left in _databases(ours):
        _drop(left)
    name = f"{ours}_{secrets.token_hex(4)}"
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield {**connection.settings_dict, "NAME": name}
    finally:
        _drop(name)


def _databases(beginning: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning]
        )
        return [name for (name,) in cursor.fetchall()]


def _drop(name: str) -> None:
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(statement: sql.Composed) -> None:
    try:
        with _line(connection.settings_dict) as line:
            line.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        raise BackupError(
            "The database's user may not make databases: give it CREATEDB, or set DATABASE_URL "
            "to another server for this check."
        ) from None


def _line(database: Mapping[str, Any]) -> psycopg.Connection[Any]:
    """A connection that outlasts any statement, with times shown as the backup saw them."""
    options: dict[str, Any] = {
        **database["OPTIONS"],
        "options": "-c TimeZone=UTC -c statement_timeout=0",
    }
    places = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    place: dict[str, Any] = {places[key]: database[key] for key in places if database.get(key)}
    return psycopg.connect(**place, **options, dbname=database["NAME"], autocommit=True)


def _restored(found: Found, database: dict[str, Any]) -> bool:
    """Restore the dump and compare it with the manifest; False where there is nothing to see."""
    arguments = ["--no-owner", "--no-privileges", "--no-comments", "--single-transaction"]
    target = f"--dbname={database['NAME']}"
    try:
        tools.run("pg_restore", *arguments, target, str(found.backup / DUMP), database=database)
    except BackupError as error:
        found.faults.append(str(error))
        return False
    with _line(database) as line, line.cursor() as cursor:
        there = contents.tables(cursor)
        cursor.execute("SELECT DISTINCT app || '.' || name FROM django_migrations")
        applied = sorted(name for (name,) in cursor.fetchall())
    found.faults += manifest.differences(found.manifest, there, applied)
    found.said.append(f"{sum(table.rows for table in there.values())} rows restored")
    return True


@contextmanager
def _scratch_media(backup: Path) -> Iterator[Path]:
    """The backup's files once more, as links, so that what is deleted there stays in the backup."""
    folder = Path(mkdtemp(prefix=TRIAL, dir=backup.parent))
    try:
        shutil.copytree(backup / MEDIA, folder / MEDIA, copy_function=os.link)
        yield folder / MEDIA
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _look_over(found: Found, database: dict[str, Any], media: Path) -> None:
    """Let the portal itself, started anew on the restored data, say what is wrong."""
    environ = {**os.environ, "DATABASE_URL": url(database), "MEDIA_ROOT": str(media)}
    environ["ERASURES_ROOT"] = str(settings.ERASURES_ROOT)
    for step in _STEPS:
        done = subprocess.run(
            [sys.executable, "manage.py", *step],
            env=environ,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-_MOST_FAULTS:]
            found.faults += [f"manage.py {step[0]}: {line}" for line in said]
            return
        found.said += done.stdout.strip().splitlines()


def url(database: Mapping[str, Any]) -> str:
    """The `DATABASE_URL` of an entry of `DATABASES`."""
    user = ":".join(quote(database[key], safe="") for key in ("USER", "PASSWORD") if database[key])
    port = f":{database['PORT']}" if database["PORT"] else ""
    secured = {key: value for key, value in database["OPTIONS"].items() if key.startswith("ssl")}
    question = f"?{urlencode(secured)}" if secured else ""
    return f"postgresql://{user}@{database['HOST']}{port}/{quote(database['NAME'])}{question}"
