"""Static files: hashed, compressed, and each address worked out once per process."""

from collections.abc import Iterable, Iterator
from typing import Any, override

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The page for a broken site (500.html) names our own files as they are, without the manifest.
_NAMED_PLAINLY = ("css/", "img/", "vendor/")


class Storage(CompressedManifestStaticFilesStorage):
    """A page names a dozen of them; what an address is made from stays as long as the process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    @override
    def url(self, name: str, force: bool = False) -> str:
        if settings.DEBUG or force:  # a developer's files change all the time
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]

    @override
    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages name: most of the work went into source maps and second copies."""
        hashed = set(self.hashed_files.values())
        named = [path for path in paths if path in hashed or path.startswith(_NAMED_PLAINLY)]
        yield from super().compress_files(path for path in named if not path.endswith(".map"))
