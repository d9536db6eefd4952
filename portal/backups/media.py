"""Copies of uploaded files."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal.backups import BackupError, manifest
from portal.backups.manifest import Part

MEDIA = "media"


@dataclass
class MediaCopy:
    """The media store's way into a backup; a file that the earlier backup has is linked.

    That is safe as files under generated names are never written again.
    """

    source: Path
    aside: Path
    earlier: Path | None

    @cached_property
    def _known(self) -> dict[str, Part]:
        """The files of the earlier backup; none of one that is damaged."""
        with suppress(BackupError):
            return manifest.read(self.earlier).files if self.earlier else {}
        return {}

    def copied(self) -> dict[str, Part]:
        """Copy what is not yet there and return it."""
        (self.aside / MEDIA).mkdir(exist_ok=True)
        found = {}
        for path in sorted(self.source.rglob("*")):
            name = f"{MEDIA}/{path.relative_to(self.source)}"
            if path.is_file() and not (self.aside / name).exists():
                with suppress(FileNotFoundError):  # removed meanwhile
                    found[name] = self._copy(path, name)
        return found

    def _copy(self, path: Path, name: str) -> Part:
        measured, target = manifest.part(path), self.aside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.earlier and self._known.get(name) == measured and (self.earlier / name).is_file():
            os.link(self.earlier / name, target)
        else:
            shutil.copy2(path, target)
        return measured
