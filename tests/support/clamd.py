"""A real clamd on this machine, with two signatures of its own and no download."""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
# What the test's own signature looks for; harmless, and it may stand anywhere in a file.
MARK = b"contoh-virus-untuk-uji-portal"


@dataclass
class Clamd:
    """The scanner: its address, and ways to trouble it."""

    process: "subprocess.Popen[bytes]"
    socket_path: Path

    @property
    def address(self) -> str:
        """As LPSE_CLAMD takes it."""
        return f"unix:{self.socket_path}"

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """While inside, it takes connections and never answers."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """One scanner for the whole run, as a user that is not root."""
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "local.ndb").write_text(f"Contoh.Virus.Uji:0:*:{MARK.hex()}\n")
    socket_path = folder / "clamd.sock"
    config = [
        f"DatabaseDirectory {signatures}",
        f"LocalSocket {socket_path}",
        f"TemporaryDirectory {folder}",
        "Foreground yes",
        "StreamMaxLength 11M",
        "MaxThreads 2",
        "ExitOnOOM yes",
    ]
    if os.geteuid() == 0:
        config.append("User nobody")
        nobody = pwd.getpwnam("nobody")
        for path in (folder, signatures, signatures / "local.ndb"):
            os.chown(path, nobody.pw_uid, grp.getgrgid(nobody.pw_gid).gr_gid)
    config_file = folder / "clamd.conf"
    config_file.write_text("\n".join(config) + "\n")
    config_file.chmod(0o644)
    process = subprocess.Popen(
        [CLAMD, f"--config-file={config_file}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, socket_path)
        yield Clamd(process, socket_path)
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)


@pytest.fixture
def scanner(clamd: Clamd, settings: Any) -> Clamd:
    """The scanner, with this test's settings asking it; no demo mode, so nothing passes without it."""
    settings.CLAMD_ADDRESS = clamd.address
    settings.DEMO = False
    return clamd


def _wait(process: "subprocess.Popen[bytes]", socket_path: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"clamd ended with {process.returncode}"
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            probe.connect(str(socket_path))
            probe.sendall(b"zPING\0")
            if probe.recv(16).startswith(b"PONG"):
                return
        time.sleep(0.1)
    raise AssertionError("clamd did not come up")
