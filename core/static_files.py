"""Addresses of static files."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """The names with their fingerprints; each is worked out once a process, because a page asks for a dozen of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, as its parent gives it."""
        if force:
            return str(super().url(name, force))
        if name not in self._kept:
            self._kept[name] = str(super().url(name))
        return self._kept[name]
