"""Says whether what a start makes of the sources is still theirs, so that it is not made again.

Gathering static files and bringing the database up to date are most of a warm start.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import write_private


@dataclass(frozen=True)
class Made:
    """`sources` are patterns below the project's folder, `proof` a file of what was made."""

    stamp: str
    sources: tuple[str, ...]
    proof: str

    def is_current(self, data: Path, root: Path) -> bool:
        """Say whether what `data` holds was made from the sources in `root` as they are now."""
        try:
            same = (data / self.stamp).read_text() == self.fingerprint(root)
        except FileNotFoundError:
            return False
        return same and (data / self.proof).is_file()

    def forget(self, data: Path) -> None:
        """Call before making it: what is interrupted is done again."""
        (data / self.stamp).unlink(missing_ok=True)

    def remember(self, data: Path, fingerprint: str) -> None:
        """Call after making it, with the fingerprint taken before."""
        write_private(data / self.stamp, fingerprint)

    def fingerprint(self, root: Path) -> str:
        """Return a digest of the sources: our own by size and time, packages by their lock."""
        digest = hashlib.sha256((root / "requirements" / "run.txt").read_bytes())
        for path in sorted({path for pattern in self.sources for path in root.glob(pattern)}):
            if path.is_file():
                state, name = path.stat(), path.relative_to(root)
                digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
        return digest.hexdigest()


STATIC_FILES = Made(
    "static.stamp", ("portal/settings.py", "static/**/*"), "static/staticfiles.json"
)
DATABASE = Made(
    "database.stamp",
    tuple(f"{app}/**/*.py" for app in ("portal", "network", "events", "forums", "bulletins")),
    "postgres/data/PG_VERSION",
)
