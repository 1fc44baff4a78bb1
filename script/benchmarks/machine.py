"""Servers under measurement, the load generator, and the processor time of process trees."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil
import psycopg2

from lpse import embedded
from lpse.processes import as_child

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 8
LONGEST = 32
# How often a burst is sent again because one worker got all its connections.
TRIES = 8


@dataclass(frozen=True)
class Load:
    """What one burst of requests cost.

    Args:
        rate: requests a second.
        cpu_ms: processor time of the web server's process tree a request.
        database_ms: the same of PostgreSQL.
        p50, p99: milliseconds until the answer.
    """

    rate: float
    cpu_ms: float
    database_ms: float
    p50: float
    p99: float


@dataclass
class Bench:
    """The servers that live as long as a run: PostgreSQL and Redis of their own.

    Args:
        most: the longest list that is measured, where a suite has a choice.
    """

    folder: Path
    postgres: embedded.Postgres
    redis: embedded.Redis
    database: psutil.Process
    most: int

    @cached_property
    def session(self) -> str:
        """Cookie header of the yardstick's signed-in person; fills the yardstick's tables when first asked for."""
        return f"sessionid={self.python('-m', 'script.benchmarks.yardstick.fill').strip()}"

    def url(self, database: str, role: str = embedded.OWNER) -> str:
        """Address of a database."""
        return self.postgres.url(role, database)

    def superuser(self, database: str) -> "psycopg2.extensions.connection":
        """A connection that may switch triggers off."""
        link = psycopg2.connect(
            host="127.0.0.1",
            port=self.postgres.port,
            user="postgres",
            password=embedded.secret(self.folder, "postgres"),
            dbname=database,
        )
        link.autocommit = True
        return link

    def environment(self, database: str = "lpse") -> dict[str, str]:
        """What the portal needs; nothing of the caller's portal leaks in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LPSE_", "DATABASE_", "REDIS_", "DJANGO_"))}
        return kept | {
            **embedded.keys(self.folder, {}),
            "DATABASE_URL": self.url(database, embedded.APPLICATION),
            "DATABASE_OWNER_URL": self.url(database),
            "REDIS_URL": self.redis.url(),
            "LPSE_DATA_DIR": str(self.folder / "data"),
            "LPSE_DEMO": "1",
            # Enough of every state; web.py multiplies them by SQL.
            "LPSE_DEMO_APPLICATIONS": "40",
            "LPSE_DEMO_PASSWORD": embedded.secret(self.folder, "demo_password", 12),
            "LPSE_LOG_LEVEL": "WARNING",
            "YARDSTICK_DATABASE_URL": self.url("yardstick"),
            "YARDSTICK_SECRET_KEY": embedded.secret(self.folder, "yardstick", 48),
        }

    def python(self, *arguments: str) -> str:
        """Run a Python program to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout


@contextmanager
def bench(folder: Path, most: int) -> Iterator[Bench]:
    """Start the servers, stop them afterwards."""
    embedded.private_folder(folder, 0o711)
    lock = embedded.lock_folder(folder)
    embedded.check_space(folder)
    postgres, redis = embedded.Postgres(folder), embedded.Redis(folder)
    children = [postgres.start(), redis.start()]
    try:
        yield Bench(folder, postgres, redis, psutil.Process(children[0].pid), most)
    finally:
        for child, how in zip(children, (postgres.stop_signal, redis.stop_signal), strict=True):
            child.send_signal(how)
        for child in children:
            child.wait(60)
        del lock


@dataclass(frozen=True)
class Web:
    """A running gunicorn."""

    port: int
    process: psutil.Process

    def address(self, path: str) -> str:
        """Full address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def web(where: Bench, application: str, database: str = "lpse") -> Iterator[Web]:
    """gunicorn with the portal's own settings, two workers of two threads."""
    port = embedded.free_port()
    with (where.folder / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "deploy/gunicorn.py",
                "--bind",
                f"127.0.0.1:{port}",
                application,
            ],
            cwd=ROOT,
            env=where.environment(database) | {"PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=as_child(signal.SIGTERM),
        )
    try:
        await_port(port)
        yield Web(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def await_port(port: int, seconds: float = 60) -> None:
    """Wait until something listens."""
    deadline = time.monotonic() + seconds
    while embedded.port_is_free(port):
        if time.monotonic() > deadline:
            raise SystemExit(f"nobody listens on {port}")
        time.sleep(0.1)


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of a process with all its children, living and ended."""
    total = 0.0
    for part in [process, *process.children(recursive=True)]:
        try:
            times = part.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if part == process:
            total += times.children_user + times.children_system
    return total


def load(url: str, server: psutil.Process, database: psutil.Process, seconds: int, cookie: str = "") -> Load:
    """Ask one page with eight connections for a while, both workers answering.

    All connections sometimes land on one worker; such a burst measures half a server, so it is sent again.

    Raises:
        SystemExit: the page answered anything but success.
    """
    for _ in range(TRIES):
        before = _busy(server)
        found = _burst(url, server, database, seconds, cookie)
        shares = [after - before.get(pid, 0.0) for pid, after in _busy(server).items()]
        if min(shares) >= max(shares) / 4:
            break
    return found


def _busy(server: psutil.Process) -> dict[int, float]:
    """Processor seconds of each worker until now."""
    return {worker.pid: sum(worker.cpu_times()[:2]) for worker in server.children()}


def _burst(url: str, server: psutil.Process, database: psutil.Process, seconds: int, cookie: str) -> Load:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    before = cpu_seconds(server), cpu_seconds(database)
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if re.search(r"^\s+[0-9]{1,2} requests in", said, re.MULTILINE) and seconds < LONGEST:
        # A few answers tell nothing, above all on a machine that is busy with something else.
        return _burst(url, server, database, seconds * 2, cookie)
    after = cpu_seconds(server), cpu_seconds(database)
    if "Non-2xx" in said or "Socket errors" in said or "nan" in said:
        raise SystemExit(f"{url} did not answer well under load:\n{said}")
    requests = int(_found(r"(\d+) requests in", said))
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        cpu_ms=1000 * (after[0] - before[0]) / requests,
        database_ms=1000 * (after[1] - before[1]) / requests,
        p50=_milliseconds(_found(r"^\s+50%\s+(\S+)", said)),
        p99=_milliseconds(_found(r"^\s+99%\s+(\S+)", said)),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise SystemExit(f"wrk said nothing like {pattern}:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


def fetch(url: str, cookie: str = "", encoding: str = "identity") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a page."""
    request = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": encoding})  # noqa: S310
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        return answer.status, dict(answer.headers), answer.read()
