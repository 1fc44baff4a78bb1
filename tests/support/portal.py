"""The real portal, started as a person starts it, for the browser and the fault tests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from lpse.embedded import free_port, private_folder
from lpse.processes import as_child
from tests.support.mail import MailSink

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Portal:
    """One running copy of the portal.

    Args:
        data_dir: its own data folder.
        env: what differs from the environment of a person.
    """

    data_dir: Path
    env: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    output: Path = Path()

    def __post_init__(self) -> None:
        self.output = self.data_dir.parent / f"{self.data_dir.name}.out"

    @property
    def url(self) -> str:
        """Base address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """Addresses of its servers, as `manage.py` by hand would find them."""
        return dict(json.loads((self.data_dir / "runtime.json").read_text()))

    def launch(self) -> None:
        """Start it without waiting."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LPSE_", "DATABASE_", "REDIS_", "DJANGO_"))}
        with self.output.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lpse.supervisor"],
                cwd=ROOT,
                env={
                    **kept,
                    "PORT": str(self.port),
                    "LPSE_DATA_DIR": str(self.data_dir),
                    "LPSE_DEMO_APPLICATIONS": "0",
                    **self.env,
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                preexec_fn=as_child(signal.SIGTERM),
            )

    def start(self, seconds: float = 120) -> "Portal":
        """Start it and wait until it says that it is ready."""
        self.launch()
        self.await_line("Portal siap", seconds)
        return self

    def await_line(self, text: str, seconds: float = 60) -> None:
        """Wait until the terminal shows `text`."""
        deadline = time.monotonic() + seconds
        while text not in self.said():
            ended = self.process is None or self.process.poll() is not None
            assert not ended, f"the portal ended: {self.said()}"
            assert time.monotonic() < deadline, f"no '{text}' within {seconds} s: {self.said()}"
            time.sleep(0.05)

    def said(self) -> str:
        """All it wrote to the terminal."""
        return self.output.read_text() if self.output.exists() else ""

    def stop(self, sig: signal.Signals = signal.SIGTERM, seconds: float = 90) -> int:
        """Stop it as a person does; returns its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(sig)
        return self.process.wait(seconds)

    def pids(self, *words: str) -> list[int]:
        """Processes of this copy whose command line holds all words, oldest first; all of them without words."""
        assert self.process is not None
        return [pid for pid in descendants(self.process.pid) if all(word in command_line(pid) for word in words)]

    def main_pid(self, part: str) -> int:
        """The first process of a part: gunicorn, celery, run_dispatcher, redis-server or postgres."""
        return min(self.pids(part))

    def sql(self, query: str, *values: Any, owner: bool = False) -> list[tuple[Any, ...]]:
        """Ask its database."""
        link = psycopg2.connect(self.settings["DATABASE_OWNER_URL" if owner else "DATABASE_URL"], connect_timeout=5)
        try:
            link.autocommit = True
            with link.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            link.close()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command against it, as a person at the machine would."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LPSE_", "DATABASE_", "REDIS_"))}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**kept, "LPSE_DATA_DIR": str(self.data_dir)},
            capture_output=True,
            text=True,
            timeout=180,
        )

    def get(self, path: str, timeout: float = 15) -> tuple[int, str]:
        """Status and body of a page."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(self.url + path, timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def command_line(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def descendants(root: int) -> list[int]:
    """Every process below `root` that is not a zombie, in order of age."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found, grown = {root}, True
    while grown:
        fresh = {pid for pid, parent in parents.items() if parent in found and pid not in found}
        grown = bool(fresh)
        found |= fresh
    return sorted(found - {root})


def is_alive(pid: int) -> bool:
    """True while the process runs; one that ended and only waits to be noticed (a zombie) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """Wait until `condition()` is true and return its value; errors of a server that is away count as not yet."""
    deadline, last = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        try:
            last = condition()
        except (OSError, psycopg2.Error) as error:
            last = error
        else:
            if last:
                return last
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what or condition} (last: {last!r})")


def portal_folder(name: str) -> Path:
    """A folder that the database's own user can reach, unlike pytest's temporary ones."""
    place = private_folder(Path(os.environ["LPSE_DATA_DIR"]).parent / "portals", 0o711)
    folder = place / f"{os.getpid()}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    return private_folder(folder, 0o711)


@pytest.fixture(scope="session")
def portal(session_mail_sink: MailSink) -> Iterator[Portal]:
    """The demonstration portal with example data, its mail going to `session_mail_sink`; one for the whole run."""
    folder = portal_folder("demo")
    copy = Portal(
        folder / "data",
        {
            "LPSE_DEMO": "1",
            "LPSE_DEMO_PASSWORD": "padi-menguning-di-sawah",
            "LPSE_DEMO_APPLICATIONS": "9",
            "LPSE_SMTP_HOST": session_mail_sink.host,
            "LPSE_SMTP_PORT": str(session_mail_sink.port),
        },
    )
    try:
        yield copy.start(seconds=300)
    finally:
        if copy.process is not None:
            copy.stop()
    shutil.rmtree(folder)


@pytest.fixture
def new_portal(request: pytest.FixtureRequest) -> Iterator[Callable[..., Portal]]:
    """Makes copies that a test may break: `new_portal(LPSE_DEMO="0")`; not started, stopped at the end."""
    folder = portal_folder(f"{abs(hash(request.node.nodeid)):x}")
    copies: list[Portal] = []

    def make(**env: str) -> Portal:
        copies.append(Portal(folder / f"copy-{len(copies)}", env))
        return copies[-1]

    yield make
    for copy in copies:
        if copy.process is not None and copy.process.poll() is None:
            copy.stop()
    shutil.rmtree(folder)
