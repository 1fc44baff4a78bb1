"""Where the files of official documents lie: outside the web root, written so that they survive a power cut."""

import os
from pathlib import Path

from django.conf import settings


def store(name: str, content: bytes) -> Path:
    """Write the bytes durably before any row says that they exist."""
    folder = path_of(name).parent
    created = not folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    for changed in (folder, folder.parent) if created else (folder,):
        handle = os.open(changed, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return folder / name


def path_of(name: str) -> Path:
    """Where a stored file lies, under a name that tells nothing."""
    return Path(settings.DOCUMENTS_DIR) / name[:2] / name
