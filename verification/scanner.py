"""The folder of the office scanner: what lies there, and taking one file out of it.

Nothing that a person sends is ever a path: a file is known by a key made from its name, time and size under the
portal's own secret, and is looked for in a new listing. Links, folders, files with several names and files above the
limit are not there at all.
"""

import contextlib
import hashlib
import hmac
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.files import policy
from core.refusals import BadInput, Refusal

MOST_SHOWN = 20
_MOST_LOOKED_AT = 500
_HEAD = 64
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Scan:
    """One file of the scanner.

    Attributes:
        key: how the page names it.
        name: harmless name, to be shown.
        label: PDF, JPG or PNG, by its content.
    """

    key: str
    name: str
    label: str
    size: int
    at: datetime
    entry: str


def is_there() -> bool:
    """An office scanner's folder is named and can be read."""
    return settings.SCANNER_DIR is not None and Path(settings.SCANNER_DIR).is_dir()


def scans() -> list[Scan]:
    """Files that can be taken, newest first."""
    if not is_there():
        return []
    with _folder() as folder:
        names = os.listdir(folder)[:_MOST_LOOKED_AT]
        found = [scan for name in names if (scan := _look(folder, name)) is not None]
    return sorted(found, key=lambda scan: scan.at, reverse=True)[:MOST_SHOWN]


@contextlib.contextmanager
def scan_taken(key: str) -> Iterator[SimpleUploadedFile]:
    """The file as an upload; when the block ends well it is removed from the folder, otherwise it stays.

    Raises:
        Refusal: it is not there any more, or was changed since it was listed.
    """
    wanted = next((scan for scan in scans() if hmac.compare_digest(scan.key, key)), None)
    if wanted is None:
        raise _gone()
    with _folder() as folder:
        content, seen = _read(folder, wanted)
        yield SimpleUploadedFile(wanted.name, content)
        now = os.stat(wanted.entry, dir_fd=folder, follow_symlinks=False)
        # Another file under the same name is another scan.
        if (now.st_dev, now.st_ino, now.st_mtime_ns) == (seen.st_dev, seen.st_ino, seen.st_mtime_ns):
            os.unlink(wanted.entry, dir_fd=folder)


@contextlib.contextmanager
def _folder() -> Iterator[int]:
    descriptor = os.open(str(settings.SCANNER_DIR), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _look(folder: int, name: str) -> Scan | None:
    try:
        descriptor = os.open(name, _FLAGS, dir_fd=folder)
    except OSError:
        return None
    facts = os.fstat(descriptor)
    if not _is_plain(facts):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        try:
            kind = policy.content_type_of(file.read(_HEAD), name)
            shown = policy.named_as(policy.clean_name(name), kind)
        except BadInput:
            return None
    at = datetime.fromtimestamp(facts.st_mtime, tz=timezone.get_default_timezone())
    return Scan(_key(name, facts), shown, policy.LABELS[kind], facts.st_size, at, name)


def _is_plain(facts: os.stat_result) -> bool:
    return stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 and 0 < facts.st_size <= policy.limits().size


def _read(folder: int, scan: Scan) -> tuple[bytes, os.stat_result]:
    try:
        descriptor = os.open(scan.entry, _FLAGS, dir_fd=folder)
    except OSError as error:
        raise _gone() from error
    facts = os.fstat(descriptor)
    if not _is_plain(facts) or not hmac.compare_digest(_key(scan.entry, facts), scan.key):
        os.close(descriptor)
        raise _gone()
    with os.fdopen(descriptor, "rb") as file:
        return file.read(policy.limits().size + 1), facts


def _key(name: str, facts: os.stat_result) -> str:
    words = f"scan:{os.fsencode(name).hex()}:{facts.st_ino}:{facts.st_mtime_ns}:{facts.st_size}"
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hex()[:32]


def _gone() -> Refusal:
    return Refusal(
        "Hasil pindaian itu tidak ada lagi di folder pemindai, atau baru saja berubah. Muat ulang halaman ini, lalu pilih lagi.",
        code="scan_gone",
        field="scan",
    )
