"""Uploaded files on disk: kept under generated names, removed with their rows, orphans swept."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from network.uploads import Upload

UNCLAIMED_KEPT = timedelta(hours=24)


@contextmanager
def kept_file(folder: str, upload: Upload, now: datetime) -> Iterator[str]:
    """Write an inspected upload, and yield its name in the storage for the row that names it.

    The file is there before the row; if anything fails in the block, the file goes as well.
    Raises OSError for a full disk, which leaves neither.
    """
    stored = default_storage.save(
        f"{folder}/{now:%Y}/{uuid.uuid4()}{upload.extension}", ContentFile(upload.data)
    )
    try:
        with transaction.atomic():
            yield stored
    except BaseException:
        default_storage.delete(stored)
        raise


def delete_after_commit(names: Iterable[str]) -> None:
    """Delete files once the rows that named them are gone for good."""
    transaction.on_commit(partial(_delete, list(names)))


def sweep(folder: str, rows: models.QuerySet, now: datetime, *, column: str = "file") -> int:
    """Delete files below `folder` over 24 hours old that no row's `column` names; return how many.

    An upload whose transaction was rolled back, or whose process died, leaves such a file. One
    that is younger may belong to an upload that is not committed yet.
    """
    try:
        years, _files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded
        return 0
    return sum(_sweep(f"{folder}/{year}", rows, now, column) for year in years)


def _sweep(folder: str, rows: models.QuerySet, now: datetime, column: str) -> int:
    _folders, names = default_storage.listdir(folder)
    old = {path for name in names if _is_old(path := f"{folder}/{name}", now)}
    named = rows.filter(**{f"{column}__startswith": f"{folder}/"})
    orphans = sorted(old.difference(named.values_list(column, flat=True)))
    _delete(orphans)
    return len(orphans)


def _is_old(path: str, now: datetime) -> bool:
    try:
        return default_storage.get_modified_time(path) < now - UNCLAIMED_KEPT
    except FileNotFoundError:  # removed meanwhile
        return False


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
