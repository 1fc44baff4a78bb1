"""A bundle: one ZIP with files, a manifest and SHA256SUMS, written in one pass so that it never lies in memory or plain on disk.

``sha256sum -c SHA256SUMS`` in the unpacked folder checks everything; `unzip -t` checks the archive itself.
"""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from core.formats import local

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
_LONGEST = 100
_FORBIDDEN = re.compile(r"[^A-Za-z0-9._ ()-]+")
# Names that Windows keeps for devices.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One file of a bundle.

    Args:
        folder: ascii path without slashes at its ends, may be empty.
        name: as people know the file; made safe and unique here.
        read: gives the bytes when their turn comes.
        about: what the manifest says of it besides path, size and hash.
    """

    folder: str
    name: str
    read: Callable[[], bytes]
    about: dict[str, Any]


@dataclass(frozen=True)
class Written:
    """What was written: the hash over the whole archive, its size and the number of files."""

    sha256: str
    size: int
    files: int


class _Hashed:
    """Passes bytes on and hashes them; without `seek`, so that the ZIP is written straight through."""

    def __init__(self, out: IO[bytes] | Any) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def safe_name(name: str) -> str:
    """A file name every system takes: plain letters, no path, no device name, never empty, ending kept."""
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2])
    plain = plain.encode("ascii", "ignore").decode()
    plain = _FORBIDDEN.sub("_", plain)
    stem, _, ending = plain.rpartition(".")
    if (not stem and "." not in plain) or not ending.strip() or len(ending) > 8:
        stem, ending = plain, ""
    stem = stem.strip(" ._") or "berkas"
    if _DEVICES.match(f"{stem}."):
        stem = f"_{stem}"
    return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}" if ending else stem[:_LONGEST]


def bundle_write(
    out: IO[bytes] | Any, *, entries: Iterable[Entry], manifest: dict[str, Any], made_at: datetime
) -> Written:
    """Write the ZIP; entries in their order, then the manifest, then the sums over all of them.

    Args:
        out: needs `write` only.
        manifest: facts about the whole; the list of files is added under ``files``.
        made_at: time stamp of every entry, so that the same content makes the same archive.
    """
    target = _Hashed(out)
    taken: set[str] = {MANIFEST.lower(), SUMS.lower()}
    files: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=1) as archive:  # type: ignore[call-overload]
        for entry in entries:
            content = entry.read()
            path = _unique(entry.folder, safe_name(entry.name), taken)
            _put(archive, path, content, made_at)
            files.append(
                {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **entry.about}
            )
        text = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=2, default=str) + "\n"
        _put(archive, MANIFEST, text.encode(), made_at)
        sums = [(hashlib.sha256(text.encode()).hexdigest(), MANIFEST), *((row["sha256"], row["path"]) for row in files)]
        _put(archive, SUMS, "".join(f"{digest}  {path}\n" for digest, path in sums).encode(), made_at)
    return Written(target.digest.hexdigest(), target.size, len(files))


def _put(archive: zipfile.ZipFile, path: str, content: bytes, made_at: datetime) -> None:
    info = zipfile.ZipInfo(path, date_time=local(made_at).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100600 << 16
    archive.writestr(info, content)


def _unique(folder: str, name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    path, number = f"{folder}/{name}".lstrip("/"), 1
    while path.lower() in taken:
        number += 1
        path = f"{folder}/{stem} ({number}).{ending}" if dot else f"{folder}/{name} ({number})"
        path = path.lstrip("/")
    taken.add(path.lower())
    return path
