"""A small client of clamd (promise F2): one file, one connection, one deadline; everything but a clear answer is a failure."""

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

BASE_SECONDS = 20.0
SECONDS_PER_MIB = 2.0
_CHUNK = 128 * 1024
_MOST_ANSWER = 4096
_VERSION = re.compile(r"ClamAV ([^/]+)(?:/(\d+)/(.+))?")


class ScannerError(Exception):
    """The scanner gave no verdict: down, hung, too busy, or the file is larger than it takes."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said; `virus` is empty for a clean file."""

    virus: str = ""


@dataclass(frozen=True)
class ScannerStatus:
    """State of the scanner for /readyz: is one configured, does it answer, how old are its signatures."""

    configured: bool
    answers: bool
    detail: str
    signatures_at: datetime | None = None


def scan(content: bytes) -> Verdict:
    """Ask clamd about the content. The deadline grows with the size.

    Raises:
        ScannerError: no verdict; the file stays in quarantine.
    """
    deadline = time.monotonic() + BASE_SECONDS + SECONDS_PER_MIB * len(content) / 1_048_576
    with _connection(deadline) as connection:
        try:
            connection.send(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                part = content[start : start + _CHUNK]
                connection.send(struct.pack(">I", len(part)) + part)
            connection.send(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # clamd answers before it hangs up, for example when the file is larger than it takes
        answer = connection.answer()
    if answer == "stream: OK":
        return Verdict()
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(virus=answer[8:-6][:150])
    raise ScannerError(answer[:200] or "hung up without an answer")


def scanner_status(seconds: float = 2.0) -> ScannerStatus:
    """Ask clamd for its version; never raises and never waits longer than `seconds`."""
    if not settings.CLAMD_ADDRESS:
        return ScannerStatus(configured=False, answers=False, detail="pemindai belum dipasang")
    try:
        with _connection(time.monotonic() + seconds) as connection:
            connection.send(b"zVERSION\0")
            answer = connection.answer()
    except ScannerError:
        return ScannerStatus(configured=True, answers=False, detail="pemindai tidak menjawab")
    found = _VERSION.match(answer)
    if not found:
        return ScannerStatus(configured=True, answers=False, detail="jawaban pemindai tidak dikenal")
    return ScannerStatus(configured=True, answers=True, detail="menjawab", signatures_at=_signature_time(found[3]))


def _signature_time(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass
class _Connection:
    """A socket on which every step has only what is left of one deadline."""

    socket: socket.socket
    deadline: float

    def send(self, content: bytes) -> None:
        self._hurry()
        self.socket.sendall(content)

    def answer(self) -> str:
        received = b""
        while b"\0" not in received and len(received) < _MOST_ANSWER:
            self._hurry()
            part = self.socket.recv(1024)
            if not part:
                break
            received += part
        return received.partition(b"\0")[0].decode(errors="replace").strip()

    def _hurry(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        self.socket.settimeout(left)


@contextmanager
def _connection(deadline: float) -> Iterator[_Connection]:
    kind, _, place = settings.CLAMD_ADDRESS.partition(":")
    try:
        wait = min(5.0, deadline - time.monotonic())
        if kind == "unix":
            raw = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            raw.settimeout(wait)
            target: str | tuple[str, int] = place
        elif kind == "tcp":
            host, _, port = place.rpartition(":")
            raw = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
            raw.settimeout(wait)
            target = (host.strip("[]"), int(port))
        else:
            raise ScannerError("LPSE_CLAMD: use unix:/path or tcp:host:port")
        with raw:
            raw.connect(target)
            yield _Connection(raw, deadline)
    except (OSError, ValueError) as error:
        raise ScannerError(f"{type(error).__name__}: {error}"[:200]) from error
