"""Says whether the gathered static files are still those of the sources.

Gathering hashes and compresses hundreds of files anew each time, which is most of a warm start.
"""

import hashlib
from pathlib import Path

from portal.embedded import write_private
from portal.local.processes import ROOT

_STAMP = "static.stamp"


def is_current(data: Path) -> bool:
    """Say whether what `data` holds was gathered from the sources as they are now."""
    try:
        same = (data / _STAMP).read_text() == fingerprint(ROOT)
    except FileNotFoundError:
        return False
    return same and (data / "static" / "staticfiles.json").is_file()


def forget(data: Path) -> None:
    """Call before gathering: what is interrupted is done again."""
    (data / _STAMP).unlink(missing_ok=True)


def remember(data: Path, sources: str) -> None:
    """Call after gathering, with the fingerprint taken before it."""
    write_private(data / _STAMP, sources)


def fingerprint(root: Path) -> str:
    """Return a digest of the sources: our own files by size and time, packages by their lock."""
    digest = hashlib.sha256((root / "requirements" / "run.txt").read_bytes())
    own = sorted(path for path in root.glob("static/**/*") if path.is_file())
    for path in [root / "portal" / "settings.py", *own]:
        state = path.stat()
        digest.update(f"{path.relative_to(root)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
