"""Static files: hashed, compressed, and each address worked out once per process."""

from typing import Any, override

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


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
