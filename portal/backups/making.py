"""Makes a backup aside and moves it in place, so that a half-made one is never taken for whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import django
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.backups import BackupError, contents, keeping, manifest, tools
from portal.backups.manifest import Manifest, Table
from portal.backups.media import MediaCopy

DUMP = "database.dump"
_STAMP = "portal-%Y%m%dT%H%M%SZ"
ASIDE = ".incomplete-"
TRIAL = ".restore-check-"
_LOCK = ".lock"


@dataclass(frozen=True)
class Made:
    """A new backup, and which earlier ones made room for it."""

    path: Path
    manifest: Manifest
    removed: list[Path]


def backup(*, folder: Path, media: Path, now: datetime) -> Made:
    """Dump the database and copy the media store into a new folder below `folder`.

    Files that the newest backup has already are linked, not copied. Earlier backups are removed
    by the rule of `keeping`, once the new one is whole. Raises BackupError, and leaves nothing
    behind then.
    """
    if folder.resolve().is_relative_to(media.resolve()):
        raise BackupError(f"{folder} is in the media store, and would be backed up with it.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / now.astimezone(UTC).strftime(_STAMP)
    with alone_in(folder):
        if target.exists():
            raise BackupError(f"{target} exists already.")
        aside = Path(mkdtemp(prefix=ASIDE, dir=folder))
        try:
            made = _filled(aside, earlier=newest(folder), media=media, now=now)
            _to_disk(aside, *aside.rglob("*"))
            aside.rename(target)
            _to_disk(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        return Made(target, made, _pruned(folder, now))


def taken_at(path: Path) -> datetime | None:
    """When a folder's backup was made, by its name; None for what is no backup."""
    with suppress(ValueError):
        return datetime.strptime(path.name, _STAMP).replace(tzinfo=UTC)
    return None


def newest(folder: Path) -> Path | None:
    """The newest whole backup below `folder`, if there is one."""
    return max(_all(folder), key=lambda path: path.name, default=None)


def _all(folder: Path) -> list[Path]:
    return [path for path in folder.glob("portal-*") if path.is_dir() and taken_at(path)]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let no other run work in `folder` meanwhile; clear away what a killed one left.

    Raises BackupError when there is another.
    """
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, folder)
        for left in [*folder.glob(f"{ASIDE}*"), *folder.glob(f"{TRIAL}*")]:
            shutil.rmtree(left)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupError(f"Another backup is being written or tried in {folder}.") from None


def _filled(aside: Path, *, earlier: Path | None, media: Path, now: datetime) -> Manifest:
    """Media before and after the dump: what comes or goes meanwhile is in one of the two."""
    kept = MediaCopy(media, aside, earlier)
    files = kept.copied()
    tables, migrations = _dumped(aside / DUMP)
    files |= kept.copied()
    made = Manifest(
        taken_at=now,
        versions={"django": django.get_version(), "postgresql": str(tools.server_version())},
        migrations=migrations,
        tables=tables,
        files={DUMP: manifest.part(aside / DUMP), **files},
    )
    manifest.write(made, aside)
    return made


def _dumped(dump: Path) -> tuple[dict[str, Table], list[str]]:
    """Dump what one snapshot shows, and return what the same snapshot counts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _dump(dump, snapshot)
        applied = MigrationRecorder(connection).applied_migrations()
        return contents.tables(cursor), sorted(f"{app}.{name}" for app, name in applied)


def _dump(dump: Path, snapshot: str) -> None:
    database = connection.settings_dict
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s"]
    arguments += [f"--exclude-table-data={name}" for name in contents.LEFT_EMPTY]
    arguments += [f"--snapshot={snapshot}", f"--file={dump}"]
    tools.run("pg_dump", *arguments, database=database)
    # A dump whose contents cannot be listed is none.
    tools.run("pg_restore", "--list", "--file=/dev/null", str(dump), database=database)


def _to_disk(*paths: Path) -> None:
    """Wait until the disk has them: a power cut after that changes nothing."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _pruned(folder: Path, now: datetime) -> list[Path]:
    by_time = {moment: path for path in _all(folder) if (moment := taken_at(path))}
    gone = [by_time[moment] for moment in sorted(keeping.to_remove(by_time, now=now))]
    for path in gone:
        shutil.rmtree(path)
    return gone
