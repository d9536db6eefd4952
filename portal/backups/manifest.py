"""What a backup says of itself: when, of which versions, and how every part of it must look."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from portal.backups import BackupError

NAME = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True)
class Part:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """How many rows a table had, and a digest of them all in any order (contents.tables)."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """`files` are paths below the backup's folder; `migrations` are "app.name", sorted."""

    taken_at: datetime
    versions: dict[str, str]
    migrations: list[str]
    tables: dict[str, Table]
    files: dict[str, Part]


def write(manifest: Manifest, folder: Path) -> None:
    """Keep it in the backup's folder, safely on disk."""
    plain = {"format": _FORMAT, **asdict(manifest), "taken_at": manifest.taken_at.isoformat()}
    with (folder / NAME).open("w") as file:
        json.dump(plain, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError when it is missing or damaged."""
    try:
        plain = json.loads((folder / NAME).read_text())
        if plain["format"] != _FORMAT:
            raise BackupError(f"{folder} was made by another version of the portal.")
        return Manifest(
            taken_at=datetime.fromisoformat(plain["taken_at"]),
            versions=plain["versions"],
            migrations=plain["migrations"],
            tables={name: Table(**of_it) for name, of_it in plain["tables"].items()},
            files={name: Part(**of_it) for name, of_it in plain["files"].items()},
        )
    except FileNotFoundError:
        raise BackupError(f"{folder} has no {NAME}: it is no backup.") from None
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"{folder / NAME} is damaged.") from None


def part(path: Path) -> Part:
    """Measure a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(path.stat().st_size, digest)


def faults(manifest: Manifest, folder: Path) -> list[str]:
    """What of the backup's files is missing or not as it was, in words."""
    found = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing from the backup.")
        elif part(path) != expected:
            found.append(f"{name} is damaged: it is not what was backed up.")
    return found


def differences(
    expected: Manifest, tables: Mapping[str, Table], migrations: list[str]
) -> Iterator[str]:
    """What of a restored database is not as it was, in words."""
    for name, table in expected.tables.items():
        if name not in tables:
            yield f"The table {name} is missing."
        elif tables[name].rows != table.rows:
            yield f"The table {name} has {tables[name].rows} rows and had {table.rows}."
        elif tables[name] != table:
            yield f"The table {name} holds other rows than those that were backed up."
    if migrations != expected.migrations:
        yield "Other migrations are applied than those that the backup names."
