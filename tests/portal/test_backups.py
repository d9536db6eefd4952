"""Backups made and restored for real, and what a check of them notices."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from network.models import Organisation
from portal import environment
from portal.backups import BackupError, contents, keeping, manifest, restoring, tools
from portal.backups.making import DUMP, TRIAL, Made, alone_in, backup, newest
from portal.backups.manifest import Manifest, Table
from portal.backups.restoring import PREFIX, restore_check, url
from portal.embedded import programs
from tests.factories.applications import make_organisation

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    """A media store with one file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    path = tmp_path / "media" / "applications" / "2026" / "leaflet.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 leaflet")
    return tmp_path / "media"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def made(transactional_db: None, folder: Path, media: Path) -> Made:
    make_organisation("Baobab Mentoring")
    return backup(folder=folder, media=media, now=timezone.now())


def scratch_databases() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return [name for (name,) in cursor.fetchall()]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".lock"))


def days_kept(days_ago: list[int]) -> list[int]:
    taken = [NOW - A_DAY * days for days in days_ago]
    gone = keeping.to_remove(taken, now=NOW)
    return [days for days in days_ago if NOW - A_DAY * days not in gone]


def test_all_of_a_week_then_one_a_week_then_none_are_kept() -> None:
    assert NOW.strftime("%A") == "Monday"
    assert days_kept(list(range(60))) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 22, 29]


@pytest.mark.parametrize("age", [1, 34, 36, 4000])
def test_the_newest_backup_is_never_removed(age: int) -> None:
    assert days_kept([age]) == [age]


def test_a_backup_over_35_days_goes_once_there_is_a_newer_one() -> None:
    assert days_kept([34, 36]) == [34]


def test_a_backup_holds_the_rows_and_files_of_its_moment(made: Made, folder: Path) -> None:
    read = manifest.read(made.path)
    assert read == made.manifest
    assert read.tables["network_organisation"].rows == 1
    assert set(read.files) == {DUMP, "media/applications/2026/leaflet.pdf"}
    assert manifest.faults(read, made.path) == []
    assert newest(folder) == made.path


def test_a_backup_can_be_read_by_its_account_alone(made: Made) -> None:
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (made.path, made.path / DUMP)]
    assert modes == [0o700, 0o600]


def test_sessions_are_not_in_a_backup(made: Made) -> None:
    assert "django_session" not in made.manifest.tables


@pytest.mark.usefixtures("transactional_db")
def test_files_of_the_backup_before_are_linked(folder: Path, media: Path) -> None:
    first = backup(folder=folder, media=media, now=NOW - A_DAY)
    (media / "new.pdf").write_bytes(b"new")
    second = backup(folder=folder, media=media, now=NOW)
    files = [made.path / "media/applications/2026/leaflet.pdf" for made in (first, second)]
    assert files[0].samefile(files[1])
    assert not (first.path / "media/new.pdf").exists()
    assert (second.path / "media/new.pdf").read_bytes() == b"new"


@pytest.mark.usefixtures("transactional_db")
def test_a_new_backup_makes_room_and_clears_what_a_killed_run_left(
    folder: Path, media: Path
) -> None:
    backup(folder=folder, media=media, now=NOW - 40 * A_DAY)
    (folder / ".incomplete-x").mkdir()
    last = backup(folder=folder, media=media, now=NOW)
    assert names_in(folder) == [last.path.name]


@pytest.mark.usefixtures("transactional_db")
def test_a_backup_that_fails_leaves_nothing_behind(
    folder: Path, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path(tmp_path, monkeypatch, "pg_dump", "echo 'pg_dump: error: no space left' >&2; exit 1")
    with pytest.raises(BackupError, match=r"^pg_dump failed: pg_dump: error: no space left$"):
        backup(folder=folder, media=media, now=NOW)
    assert names_in(folder) == []


def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    """Put a program of this name before all others that says it is PostgreSQL 18's."""
    path = tmp_path / "bin" / name
    path.parent.mkdir(exist_ok=True)
    version = f'[ "$1" = --version ] && {{ echo "{name} (PostgreSQL) 18.0"; exit; }}'
    path.write_text(f"#!/bin/sh\n{version}\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")


@pytest.mark.usefixtures("transactional_db")
def test_programs_see_no_password_in_their_arguments(
    folder: Path, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "arguments"
    for name in ("pg_dump", "pg_restore"):
        real = programs() / name
        on_path(tmp_path, monkeypatch, name, f'echo {name} "$@" >> {said}\nexec {real} "$@"')
    backup(folder=folder, media=media, now=NOW)
    assert [line.split()[0] for line in said.read_text().splitlines()] == ["pg_dump", "pg_restore"]
    assert connection.settings_dict["PASSWORD"] not in said.read_text()


@pytest.mark.usefixtures("transactional_db")
def test_too_old_programs_are_said(
    folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "_major", lambda path: 15)
    with pytest.raises(BackupError, match=r"^pg_dump of PostgreSQL 18 or newer is needed"):
        backup(folder=folder, media=media, now=NOW)


def test_a_backup_can_be_restored(made: Made, folder: Path) -> None:
    Organisation.objects.all().delete()  # what happens afterwards changes no backup
    found = restore_check(folder=folder, now=timezone.now())
    assert found.faults == []
    assert found.said[-1] == "Files, sealed texts and sign-in are well."
    assert scratch_databases() == []
    assert names_in(folder) == [made.path.name]


def test_a_broken_dump_is_noticed(made: Made, folder: Path) -> None:
    dump = made.path / DUMP
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    faults = restore_check(folder=folder, now=timezone.now()).faults
    assert faults[0] == "database.dump is damaged: it is not what was backed up."
    assert faults[1].startswith("pg_restore failed: pg_restore: error: ")
    assert (len(faults), scratch_databases()) == (2, [])


def test_what_a_restored_database_lacks_is_said() -> None:
    had = {"a": Table(1, "5"), "b": Table(2, "7"), "c": Table(3, "9")}
    expected = Manifest(NOW, {}, ["portal.0001_initial"], had, {})
    assert list(manifest.differences(expected, had, ["portal.0001_initial"])) == []
    there = {"a": Table(1, "6"), "b": Table(1, "7")}
    assert list(manifest.differences(expected, there, [])) == [
        "The table a holds other rows than those that were backed up.",
        "The table b has 1 rows and had 2.",
        "The table c is missing.",
        "Other migrations are applied than those that the backup names.",
    ]


def test_one_changed_word_changes_the_digest_of_its_table(db: None) -> None:
    made = make_organisation("Baobab Mentoring")
    with connection.cursor() as cursor:
        before = contents.tables(cursor)
        Organisation.objects.filter(pk=made.pk).update(name="Baobab mentoring")
        after = contents.tables(cursor)
    changed = {name for name, table in after.items() if table != before[name]}
    assert (changed, after["network_organisation"].rows) == ({"network_organisation"}, 1)


def test_a_file_that_is_missing_from_the_backup_is_noticed(made: Made) -> None:
    (made.path / "media/applications/2026/leaflet.pdf").unlink()
    words = "media/applications/2026/leaflet.pdf is missing from the backup."
    assert manifest.faults(made.manifest, made.path) == [words]


def test_what_a_killed_check_left_is_dropped_by_the_next(made: Made, folder: Path) -> None:
    dump = made.path / DUMP
    dump.write_bytes(dump.read_bytes()[:1000])
    with restoring._scratch_database(folder) as left, restoring._scratch_database(folder):
        (folder / f"{TRIAL}x").mkdir()
        assert left["NAME"] not in scratch_databases()
        restore_check(folder=folder, now=timezone.now())
        assert (scratch_databases(), names_in(folder)) == ([], [made.path.name])


def test_two_runs_at_once_in_one_folder_are_refused(made: Made, folder: Path, media: Path) -> None:
    with alone_in(folder):
        for run in (
            lambda: restore_check(folder=folder, now=timezone.now()),
            lambda: backup(folder=folder, media=media, now=NOW),
        ):
            with pytest.raises(BackupError, match=r"^Another backup is being written or tried"):
                run()


def test_backups_are_not_put_into_the_media_store(media: Path) -> None:
    with pytest.raises(BackupError, match="would be backed up with it"):
        backup(folder=media / "backups", media=media, now=NOW)


@pytest.mark.usefixtures("transactional_db")
def test_a_media_store_that_nobody_has_used_yet_is_empty(folder: Path, tmp_path: Path) -> None:
    made = backup(folder=folder, media=tmp_path / "nowhere", now=NOW)
    assert list(made.manifest.files) == [DUMP]


def test_a_missing_dump_is_noticed(made: Made, folder: Path) -> None:
    (made.path / DUMP).unlink()
    found = restore_check(folder=folder, now=timezone.now())
    assert found.faults == ["database.dump is missing from the backup."]


def test_an_old_newest_backup_is_noticed(transactional_db: None, folder: Path, media: Path) -> None:
    made = backup(folder=folder, media=media, now=NOW)
    (made.path / DUMP).unlink()
    faults = restore_check(folder=folder, now=NOW + 2 * A_DAY).faults
    assert faults[0] == "The newest backup is of 02 March 2026 02:00."
    assert len(restore_check(folder=folder, name=made.path.name, now=NOW + 2 * A_DAY).faults) == 1


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1}', "[]"])
def test_a_damaged_manifest_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / manifest.NAME).write_text(content)
    with pytest.raises(BackupError, match=r"manifest\.json is damaged\.$"):
        manifest.read(tmp_path)


def test_a_folder_without_backups_is_said(tmp_path: Path) -> None:
    words = f"^Nothing could be checked. There is no backup in {tmp_path}.$"
    with pytest.raises(CommandError, match=words):
        call_command("restore_check", tmp_path)


def test_a_name_that_is_no_backup_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("restore_check", tmp_path, name="../etc")


def test_how_the_line_is_secured_is_handed_on() -> None:
    given = "postgresql://me:p%40w@db.example.org:5433/portal?sslmode=verify-full&sslrootcert=/ca"
    entry = environment.database(given)
    found = tools.connecting(entry)
    wanted = (
        "PGHOST",
        "PGPORT",
        "PGUSER",
        "PGPASSWORD",
        "PGDATABASE",
        "PGSSLMODE",
        "PGSSLROOTCERT",
    )
    assert [found[name] for name in wanted] == [
        "db.example.org", "5433", "me", "p@w", "portal", "verify-full", "/ca"
    ]  # fmt: skip
    assert environment.database(url(entry)) == entry
