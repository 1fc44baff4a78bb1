"""Bytes at rest: encrypted, under random names, outside the web root, readable by the portal's account only (F3)."""

import contextlib
import errno
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from core.crypto import seal, unseal
from core.refusals import NotReady

_NAME = re.compile(r"[0-9a-f]{32}")
_OUT_OF_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Altered(Exception):
    """The bytes under a name are not the ones that were stored there."""


def write(content: bytes) -> str:
    """Store bytes and return their name; they are on the disk when this returns.

    Raises:
        NotReady: the disk is full or cannot be written; nothing is left behind.
    """
    name = secrets.token_hex(16)
    path = _path(name)
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.FILES_DIR.chmod(0o700)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            # The name is sealed in, so that exchanged files are noticed.
            file.write(seal(name.encode() + content, nonce=secrets.token_bytes(12)))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        for leftover in (part, path):
            with contextlib.suppress(OSError):
                leftover.unlink()
        raise _not_ready(error) from error
    return name


def read(name: str) -> bytes:
    """The bytes stored under a name.

    Raises:
        FileNotFoundError: there are none.
        Altered: they are not what was stored under this name.
    """
    content = unseal(_path(name).read_bytes())
    if content[:32] != name.encode():
        raise Altered(name)
    return content[32:]


def remove(name: str) -> None:
    """Delete the bytes; harmless when they are gone already."""
    if name:
        _path(name).unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            _sync_folder(_path(name).parent)


def remove_all(names: Iterable[str]) -> None:
    """Delete several; what cannot be deleted now is left to the sweep."""
    for name in names:
        with contextlib.suppress(OSError):
            remove(name)


def older_than(seconds: float) -> Iterator[str]:
    """Names that lie in the store since more than `seconds`, half-written ones included."""
    border = time.time() - seconds
    for path in settings.FILES_DIR.glob("??/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < border:
                if path.suffix == ".part":
                    path.unlink()
                elif _NAME.fullmatch(path.name):
                    yield path.name


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of the store")
    return settings.FILES_DIR / name[:2] / name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_ready(error: OSError) -> NotReady:
    if error.errno in _OUT_OF_SPACE:
        return NotReady(
            "Tempat penyimpanan portal sedang penuh sehingga berkas belum dapat diterima; tidak ada yang tersimpan. "
            "Hubungi LPSE, lalu unggah lagi setelah dikabari.",
            code="storage_full",
        )
    return NotReady(
        "Tempat penyimpanan portal sedang tidak dapat ditulis sehingga berkas belum dapat diterima; tidak ada yang tersimpan. "
        "Coba lagi beberapa menit lagi, atau hubungi LPSE.",
        code="storage_down",
    )
