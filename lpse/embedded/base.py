"""What both embedded servers need: a user of their own, free ports, private files, a child process."""

import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from lpse.processes import as_child

# Above 32767 the kernel hands out outgoing ports, which would collide with ours.
PORTS = range(20000, 30000)
ACCOUNT_NAME = "lpse-db"
ACCOUNT_HOME = Path("/var/lib/lpse-db")
LEAST_FREE_BYTES = 300 * 1024 * 1024


class EmbeddedError(Exception):
    """Something outside the portal is missing; the text is one line for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """The system user the servers run as when the portal was started by root."""

    uid: int
    gid: int


def account() -> Account | None:
    """Return the unprivileged user for the servers, made on first use; None unless root starts the portal.

    PostgreSQL refuses root, and a database process must not be able to read the uploaded files.
    `nobody` is shared by other services, so a user of our own is made.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin") or "useradd"
        options = [
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            str(ACCOUNT_HOME),
            "--shell",
            "/usr/sbin/nologin",
        ]
        try:
            subprocess.run([command, *options, ACCOUNT_NAME], check=True, capture_output=True)
            entry = pwd.getpwnam(ACCOUNT_NAME)
        except (OSError, subprocess.CalledProcessError, KeyError) as error:
            # Two first starts at once: the other one may just have made it.
            try:
                entry = pwd.getpwnam(ACCOUNT_NAME)
            except KeyError:
                raise EmbeddedError(
                    f"pengguna sistem {ACCOUNT_NAME} tidak dapat dibuat; jalankan portal bukan sebagai root"
                ) from error
    return Account(entry.pw_uid, entry.pw_gid)


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    for port in random.sample(PORTS, k=200):
        if port_is_free(port):
            return port
    raise EmbeddedError("tidak ada porta bebas antara 20000 dan 30000")


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return True when a server could listen on the port now."""
    with socket.socket() as probe:
        # Without it a port with connections in TIME_WAIT counts as taken for a minute after a restart.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def private_folder(path: Path, mode: int = 0o700) -> Path:
    """Make a folder (with parents) and set its mode, whatever the umask says."""
    path.mkdir(parents=True, exist_ok=True)
    if path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)
    return path


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner can read; a reader never sees half of it."""
    draft = path.with_name(path.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret(data_dir: Path, name: str, nbytes: int = 48) -> str:
    """Return the generated secret of that name, made once and kept in the data folder for its owner only."""
    path = private_folder(data_dir / "secrets") / name
    if not path.exists():
        write_private(path, secrets.token_urlsafe(nbytes))
    return path.read_text(encoding="utf-8").strip()


def check_space(data_dir: Path) -> None:
    """Refuse to start on a disk that is nearly full: PostgreSQL would stop in the middle of its work."""
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_FREE_BYTES:
        raise EmbeddedError(
            f"ruang disk untuk {data_dir} tinggal {free // 1024**2} MiB; "
            f"sediakan sedikitnya {LEAST_FREE_BYTES // 1024**2} MiB"
        )


def lock_folder(data_dir: Path) -> IO[str]:
    """Take the data folder for this process; keep the returned file open. Refused when a copy has it."""
    handle = (data_dir / "lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise EmbeddedError(f"portal lain sudah memakai folder data {data_dir}") from error
    return handle


def package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(f"pustaka {name} belum terpasang; jalankan script/server sekali lagi")
    return Path(next(iter(found.submodule_search_locations)))


def reachable(path: Path) -> bool:
    """True when every folder on the way may be passed by everybody, as the server's own user must."""
    return all(part.stat().st_mode & 0o001 for part in [path, *path.parents])


def for_account(folder: Path, who: Account | None) -> Path:
    """Return the folder, or a copy of it where the servers' own user can reach it.

    A checkout in a private home is closed to everybody else; opening that home would be worse than a copy.
    """
    if who is None or reachable(folder):
        return folder
    mark = hashlib.sha256(f"{folder}:{folder.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    private_folder(ACCOUNT_HOME, 0o711)
    target = private_folder(ACCOUNT_HOME / "programs", 0o711) / f"{folder.name}-{mark}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(folder, draft, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"))
        for part in [draft, *draft.rglob("*")]:
            if not part.is_symlink():
                part.chmod(0o755 if part.is_dir() or part.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(draft)
    return target


@dataclass
class Server:
    """A child process with a log file; `command()` says what runs."""

    data_dir: Path
    port: int = 0
    who: Account | None = field(default_factory=account)

    name = ""
    stop_signal = signal.SIGTERM

    def _log(self) -> IO[bytes]:
        return (private_folder(self.data_dir / "log") / f"{self.name}.log").open("ab")

    def log_tail(self) -> str:
        """Last meaningful line of the server's log, for a message to a person."""
        path = self.data_dir / "log" / f"{self.name}.log"
        lines = path.read_text(errors="replace").strip().splitlines() if path.exists() else []
        telling = [line for line in lines[-40:] if "FATAL" in line or "PANIC" in line or "No space" in line]
        return (telling or lines or [""])[-1][-300:]

    def spawn(self, command: Sequence[str], stdin: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        with self._log() as log:
            return subprocess.Popen(
                command,
                stdin=stdin,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                start_new_session=True,
                preexec_fn=as_child(self.stop_signal),
                umask=0o077,
                user=self.who.uid if self.who else None,
                group=self.who.gid if self.who else None,
                extra_groups=[] if self.who else None,
            )


def keys(data_dir: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The portal's two keys: the given ones, or generated once into the data folder."""
    return {
        "LPSE_SECRET_KEY": environment.get("LPSE_SECRET_KEY") or secret(data_dir, "secret_key", 64),
        "LPSE_IDENTITY_KEY": environment.get("LPSE_IDENTITY_KEY") or secret(data_dir, "identity_key", 32),
    }


def settings_file(data_dir: Path) -> Path:
    """Where a running portal leaves its addresses, so that `manage.py` by hand meets the same servers."""
    return data_dir / "runtime.json"


def write_settings(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Leave the addresses of a running portal, readable by its owner only."""
    write_private(settings_file(data_dir), json.dumps(dict(environment), indent=1))
