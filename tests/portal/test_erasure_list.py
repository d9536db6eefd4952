"""Erasures outlast the database: a list that names nobody, and what a restore does with it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from network.models import User
from portal import erasure_list, erasures, tasks
from portal.backups.making import backup
from portal.backups.restoring import restore_check
from portal.models import Erasure
from tests.factories.applicants import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURES_ROOT = tmp_path / "erasures"
    return tmp_path / "erasures"


def erase(user: User) -> Erasure:
    return erasures.erase_person(user=user, by=None, now=timezone.now())


def test_an_erasure_is_kept_once_it_is_committed(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = erase(make_person("ada@example.org"))
        assert erasure_list.kept(folder) == []
    assert [(line.key, line.at, line.kind) for line in erasure_list.kept(folder)] == [
        (made.key, made.at, "self")
    ]
    assert "ada" not in (folder / erasure_list.NAME).read_text()


def test_a_disk_that_fails_undoes_nothing_and_the_nightly_job_makes_it_good(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    folder.write_text("no folder")
    with django_capture_on_commit_callbacks(execute=True):
        made = erase(make_person())
    folder.unlink()
    tasks.tidy()
    tasks.tidy()
    assert [line.key for line in erasure_list.kept(folder)] == [made.key]


def test_a_line_that_was_cut_off_is_written_again(folder: Path) -> None:
    made = erase(make_person())
    folder.mkdir()
    (folder / erasure_list.NAME).write_text(made.key[:20])
    assert [erasure_list.keep(folder), erasure_list.keep(folder)] == [1, 0]
    assert [line.key for line in erasure_list.kept(folder)] == [made.key]


def test_who_is_known_again_is_erased_again_and_nobody_else(folder: Path) -> None:
    user, other = make_person("ada@example.org"), make_person("ben@example.org")
    before = User.objects.get(pk=user.pk)
    erase(user)
    erasure_list.keep(folder)
    _as_restored(before)
    again = [erasures.erase_again(folder=folder, now=timezone.now()) for _time in range(2)]
    other.refresh_from_db()
    assert (again, other.is_erased, User.objects.get(pk=user.pk).is_erased) == ([1, 0], False, True)


def _as_restored(before: User) -> None:
    Erasure.objects.all().delete()
    before.save()


def test_another_account_under_the_same_number_is_somebody_else(folder: Path) -> None:
    user = make_person("ada@example.org")
    erase(user)
    erasure_list.keep(folder)
    Erasure.objects.all().delete()
    User.objects.filter(pk=user.pk).update(email="new@example.org", date_joined=timezone.now())
    assert erasures.erase_again(folder=folder, now=timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_forgets_who_was_erased_since(folder: Path, tmp_path: Path) -> None:
    user = make_person("ada@example.org", "Ada Example")
    made = backup(folder=tmp_path / "backups", media=tmp_path / "media", now=timezone.now())
    erase(user)
    assert len(erasure_list.kept(folder)) == 1
    found = restore_check(folder=tmp_path / "backups", now=timezone.now())
    assert (found.faults, "People erased again: 1." in found.said) == ([], True)
    assert made.path.exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_takes_the_list_along(tmp_path: Path) -> None:
    made = erase(make_person())
    call_command("backup", str(tmp_path / "backups"))
    assert [line.key for line in erasure_list.kept(tmp_path / "backups")] == [made.key]
