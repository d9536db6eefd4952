"""The launcher's data directory: what is in it, the secrets it keeps, and its removal."""

import base64
import json
import os
import secrets
import shutil
from pathlib import Path

from portal.embedded import LOCK_NAME, EmbeddedError, locked, stop_leftovers, write_private

# Everything that the demo makes, and so everything that a reset removes.
CONTENTS = (
    "postgres", "database.stamp", "valkey", "mail", "media", "static", "static.stamp", "log",
    "beat", "secrets.json",
)  # fmt: skip


def check_ours(directory: Path) -> None:
    """Raise EmbeddedError when `directory` holds somebody's files under names that we would use."""
    if (directory / LOCK_NAME).exists() or not directory.exists():
        return
    if not directory.is_dir():
        raise EmbeddedError(f"{directory} is not a directory: set DATA_DIR to another one.")
    foreign = [name for name in CONTENTS if (directory / name).exists()]
    if foreign:
        raise EmbeddedError(
            f"{directory} holds {', '.join(foreign)} that this portal did not make: "
            "set DATA_DIR to another directory."
        )


def clear_leftovers(directory: Path) -> None:
    """Stop what a killed run left running; raises EmbeddedError when another run is alive."""
    if (directory / LOCK_NAME).exists():
        with locked(directory):
            stop_leftovers(directory)


def reset(directory: Path) -> str:
    """Remove what the demo made in `directory`, and it too when nothing else is in it.

    Returns a sentence for the terminal. Raises EmbeddedError for a directory that is in use or
    was not made by the demo.
    """
    if not directory.exists():
        return f"Nothing to remove: {directory} does not exist."
    if not (directory / LOCK_NAME).is_file():
        raise EmbeddedError(
            f"{directory} was not made by `make demo` (it has no {LOCK_NAME}): nothing removed."
        )
    with locked(directory):
        stop_leftovers(directory)
        for name in CONTENTS:
            path = directory / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        (directory / LOCK_NAME).unlink()
    if not any(directory.iterdir()):
        directory.rmdir()
    return f"Removed the demo's data in {directory}."


def fresh_secrets() -> dict[str, str]:
    """Make the secrets that the settings ask for."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ENCRYPTION_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "MAIL_WEBHOOK_SECRET": secrets.token_urlsafe(32),
    }


def kept_secrets(directory: Path) -> dict[str, str]:
    """Return the secrets kept in `directory`, made at the first call; readable by us alone.

    Raises EmbeddedError when the file is damaged: with new keys, what is encrypted in the
    database could never be read again.
    """
    path = directory / "secrets.json"
    try:
        kept: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        kept = {}
    except ValueError:
        raise EmbeddedError(
            f"{path} is damaged: put it back, or start afresh with `make reset`."
        ) from None
    whole = fresh_secrets() | kept
    if whole != kept:
        write_private(path, json.dumps(whole, indent=2) + "\n")
    return whole
