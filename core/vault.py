"""Large files the portal makes of personal data: sealed part by part while they are written, never plain on the disk.

`core.files.storage` seals a whole upload at once; a bundle of a case may hold hundreds of megabytes, so it is written
and read in parts of one MiB. Every part is bound to the file's name, to its place and to whether it is the last, so that
exchanged, reordered and cut-off files are noticed.
"""

import contextlib
import io
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings

from core.crypto import seal_part, unseal_part

PART = 1 << 20
_OVERHEAD = 16  # tag of a part
_PREFIX = 8
_NAME = re.compile(r"[0-9a-f]{32}")
_OLD = 3600.0
_holders: list[Callable[[], set[str]]] = []


class Altered(Exception):
    """The stored bytes are not the ones that were written under this name."""


class SealedWriter(io.RawIOBase):
    """A file in the vault while it is written; `close` makes it durable, `discard` takes it back."""

    def __init__(self) -> None:
        super().__init__()
        self.name = secrets.token_hex(16)
        path = _path(self.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(settings.BUNDLES_DIR).chmod(0o700)
        handle = os.open(path.with_suffix(".part"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = open(handle, "wb")  # noqa: SIM115 - closed by `close` or `discard`
        self._prefix = secrets.token_bytes(_PREFIX)
        self._file.write(self._prefix)
        self._kept = bytearray()
        self._parts = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; full parts go to the disk."""
        self._kept += data
        while len(self._kept) > PART:
            self._put(bytes(self._kept[:PART]), is_last=False)
            del self._kept[:PART]
        return len(data)

    def close(self) -> None:
        """Write the last part and make the file durable. Closing twice is harmless."""
        if self._file.closed:
            return
        self._put(bytes(self._kept), is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        path = _path(self.name)
        path.with_suffix(".part").replace(path)
        _sync_folder(path.parent)
        super().close()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        for leftover in (_path(self.name).with_suffix(".part"), _path(self.name)):
            leftover.unlink(missing_ok=True)

    def _put(self, content: bytes, *, is_last: bool) -> None:
        about = _about(self.name, self._parts, is_last)
        self._file.write(seal_part(content, nonce=self._prefix + self._parts.to_bytes(4, "big"), about=about))
        self._parts += 1


def read(name: str) -> Iterator[bytes]:
    """The content of a file, part by part.

    Raises:
        FileNotFoundError: there is none.
        Altered: the bytes were changed or cut off; raised at the part that shows it.
    """
    with _path(name).open("rb") as file:
        left = os.fstat(file.fileno()).st_size - _PREFIX
        prefix, number = file.read(_PREFIX), 0
        while True:
            sealed = file.read(PART + _OVERHEAD)
            left -= len(sealed)
            try:
                yield unseal_part(
                    sealed, nonce=prefix + number.to_bytes(4, "big"), about=_about(name, number, left <= 0)
                )
            except InvalidTag as error:
                raise Altered(name) from error
            number += 1
            if left <= 0:
                return


def remove(name: str) -> None:
    """Delete a file; harmless when it is gone."""
    if name:
        with contextlib.suppress(FileNotFoundError):
            _path(name).unlink()
            _sync_folder(_path(name).parent)


def register_holder(names: Callable[[], set[str]]) -> None:
    """Let a table say which files of the vault it names; what nobody names is swept."""
    _holders.append(names)


def orphans_sweep() -> int:
    """Delete files older than an hour that no table names: left by a crash, or by a transaction that was taken back."""
    border = time.time() - _OLD
    found = []
    for path in Path(settings.BUNDLES_DIR).glob("??/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < border:
                found.append(path)
    # Asked after the files were listed, so that a file just named is not taken for an orphan.
    named = set[str]().union(*(holder() for holder in _holders)) if found else set()
    orphans = [path for path in found if path.name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _about(name: str, number: int, is_last: bool) -> bytes:
    return f"{name}:{number}:{'last' if is_last else 'more'}".encode()


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of the vault")
    return Path(settings.BUNDLES_DIR) / name[:2] / name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
