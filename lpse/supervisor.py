"""`script/server`: brings the whole portal up on one machine, keeps it up, and takes it down in order.

Order up: PostgreSQL, Redis, schema and first data, web, worker, dispatcher. Order down: web, dispatcher and worker
together, then Redis, the database last. The environment variables are listed in docs/deployment.md.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import redis

from lpse import embedded
from lpse.children import Child, open_log, spawn
from lpse.embedded import EmbeddedError

ROOT = Path(__file__).resolve().parent.parent
DEMO_ACCOUNTS = [
    "kepala",
    "wakil",
    "sekretariat",
    "adminsistem",
    "verifikator",
    "verifikator2",
    "layanan",
    "penyedia",
    "penyedia2",
    "penyedia3",
    "pa",
    "ppk",
    "pokja",
    "ppengadaan",
    "auditor",
    "lkpp",
]
READY_SECONDS = 90


def say(line: str) -> None:
    """One line for the person at the terminal."""
    print(line, flush=True)


class Supervisor:
    """One running portal; `run()` returns the exit code."""

    def __init__(self) -> None:
        given = os.environ
        self.port = _number(given.get("PORT", ""), 8000)
        self.bind = given.get("LPSE_BIND", "127.0.0.1")
        self.demo = given.get("LPSE_DEMO", "1").strip().lower() not in {"0", "false", "no", "off"}
        self.data_dir = Path(given.get("LPSE_DATA_DIR") or ROOT / "var").expanduser().resolve()
        self.env: dict[str, str] = {}
        self.children: list[Child] = []
        self.stopping = threading.Event()
        self.signals = 0

    # ---- up ---------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Bring everything up, watch it until SIGINT, SIGTERM or SIGHUP, take it down. 0 only if all went in order."""
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, self._hear)
        orderly, lock = False, None
        try:
            lock = self._prepare()
            self._servers()
            self._schema()
            self._programs()
            if not self.stopping.is_set():
                self._announce()
            orderly = True
            while not self.stopping.wait(0.2):
                for child in self.children:
                    if not self.stopping.is_set():
                        child.watch(say)
        except EmbeddedError as error:
            if not self.stopping.is_set():
                say(f"GAGAL: {error}")
            orderly = self.stopping.is_set()
        except OSError as error:
            say(f"GAGAL: {error.strerror or error}: {error.filename or self.data_dir}")
            orderly = False
        finally:
            clean = self._down()
        del lock  # held until everything is down
        return 0 if orderly and clean else 1

    def _hear(self, number: int, frame: object) -> None:
        self.signals += 1
        self.stopping.set()
        if self.signals > 1:  # the person insists: do not wait for running tasks, their rows bring them back
            for child in self.children:
                if child.name not in {"postgres", "redis"}:
                    child.kill_group()

    def _prepare(self) -> object:
        try:
            embedded.private_folder(self.data_dir, 0o711)
            lock = embedded.lock_folder(self.data_dir)
        except PermissionError as error:
            raise EmbeddedError(f"folder data {self.data_dir} tidak dapat ditulis") from error
        embedded.check_space(self.data_dir)
        if not embedded.port_is_free(self.port, self.bind):
            raise EmbeddedError(f"porta {self.port} sudah dipakai; pilih yang lain dengan PORT={self.port + 1}")
        for name in ("log", "run"):
            embedded.private_folder(self.data_dir / name)
        self.env = {
            **os.environ,
            **embedded.keys(self.data_dir, os.environ),
            "PORT": str(self.port),
            "LPSE_DATA_DIR": str(self.data_dir),
            "LPSE_DEMO": "1" if self.demo else "0",
            "PYTHONUNBUFFERED": "1",
        }
        if self.demo:
            given = os.environ.get("LPSE_DEMO_PASSWORD")
            self.env["LPSE_DEMO_PASSWORD"] = given or embedded.secret(self.data_dir, "demo_password", 12)
        return lock

    def _servers(self) -> None:
        if not self.env.get("DATABASE_URL"):
            postgres = embedded.Postgres(self.data_dir)
            child = Child("postgres", postgres.start, postgres.stop_signal, patience=60)
            self.children.append(child)
            child.launch()
            self.env["DATABASE_URL"] = postgres.url(embedded.APPLICATION)
            self.env["DATABASE_OWNER_URL"] = postgres.url(embedded.OWNER)
        else:
            _await_database(self.env["DATABASE_URL"])
        if not self.env.get("REDIS_URL"):
            broker = embedded.Redis(self.data_dir)
            child = Child("redis", broker.start, broker.stop_signal, patience=15)
            self.children.append(child)
            child.launch()
            self.env["REDIS_URL"] = broker.url()
        else:
            _check_broker(self.env["REDIS_URL"])
        wanted = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORT", "LPSE_", "PG")
        embedded.write_settings(self.data_dir, {k: v for k, v in self.env.items() if k.startswith(wanted)})

    def _schema(self) -> None:
        self._manage("prepare_schema")
        first = self.demo and not (self.data_dir / "demo-loaded").exists()
        if first:
            say("Menyiapkan data contoh ...")
        self._manage("prepare_data", *(["--demo"] if first else []))
        if first:
            (self.data_dir / "demo-loaded").touch(0o600)
        static = Path(self.env.get("LPSE_STATIC_ROOT") or self.data_dir / "static")
        stamp, mark = static / ".stamp", _static_mark()
        if not stamp.exists() or stamp.read_text() != mark:
            self._manage("collectstatic", "--noinput", "--clear", "-v", "0")
            stamp.write_text(mark)

    def _manage(self, *arguments: str) -> None:
        """Run one management command to its end; its last line is the message when it fails."""
        if self.stopping.is_set():
            raise EmbeddedError("dihentikan")
        name = f"manage-{arguments[0]}"
        log = open_log(self.data_dir / "log", name)
        try:
            process = spawn([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, log=log)
        finally:
            os.close(log)
        while process.poll() is None:
            if self.stopping.wait(0.05):
                process.terminate()
                process.wait(30)
                raise EmbeddedError("dihentikan")
        if process.returncode:
            lines = (self.data_dir / "log" / f"{name}.log").read_text(errors="replace").strip().splitlines()
            raise EmbeddedError(f"manage.py {arguments[0]}: {(lines or ['tanpa pesan'])[-1][:300]}")

    def _programs(self) -> None:
        for name, command in programs(self.bind, self.port).items():
            self.children.append(Child(name, self._starter(name, command)))
            self.children[-1].launch()
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping.wait(0.1):
            web = next(child for child in self.children if child.name == "web")
            if web.process is None or web.process.poll() is not None:
                raise EmbeddedError(f"web tidak dapat dijalankan; lihat {self.data_dir}/log/web.log")
            if _answers(f"http://{_dial(self.bind)}:{self.port}/healthz"):
                return
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"web belum menjawab setelah {READY_SECONDS} detik; lihat {self.data_dir}/log/web.log"
                )

    def _starter(self, name: str, command: list[str]) -> Callable[[], subprocess.Popen[bytes]]:
        def start() -> subprocess.Popen[bytes]:
            log = open_log(self.data_dir / "log", name)
            try:
                return spawn(command, cwd=ROOT, env=self.env, log=log)
            finally:
                os.close(log)

        return start

    def _announce(self) -> None:
        base = self.env.get("LPSE_BASE_URL") or f"http://{_dial(self.bind)}:{self.port}"
        say(f"Portal siap di {base}")
        if self.demo:
            say(f"Akun contoh: {', '.join(DEMO_ACCOUNTS)}")
            say(f"Kata sandi semua akun contoh: {self.env['LPSE_DEMO_PASSWORD']}")
            if not self.env.get("LPSE_SMTP_HOST"):
                say(f"Surat keluar disimpan di {self.data_dir / 'mail'}")
        say(f"Catatan proses di {self.data_dir / 'log'}; Ctrl-C menghentikan semuanya.")

    # ---- down -------------------------------------------------------------------------------------------------

    def _down(self) -> bool:
        """Stop all parts; True when each ended in order."""
        self.stopping.set()
        servers = [child for child in self.children if child.name in {"postgres", "redis"}]
        parts = [child for child in self.children if child not in servers]
        for child in parts:
            child.ask_to_stop()
        late = [child.name for child in parts if not child.await_stop(0 if self.signals > 1 else None)]
        for child in reversed(servers):
            child.ask_to_stop()
            if not child.await_stop():
                late.append(child.name)
        if self.env:
            embedded.settings_file(self.data_dir).unlink(missing_ok=True)
        if late and self.signals < 2:
            say(f"Dihentikan paksa: {', '.join(late)}")
        return not late or self.signals > 1


def programs(bind: str = "127.0.0.1", port: int = 8000) -> dict[str, list[str]]:
    """The three long-running programs of the portal with their commands (the same as in docker-compose.yml)."""
    python = sys.executable
    return {
        "web": [python, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", f"{bind}:{port}", "lpse.wsgi"],
        "worker": [python, "-m", "celery", "-A", "lpse", "worker", *WORKER_OPTIONS],
        "dispatcher": [python, "manage.py", "run_dispatcher"],
    }


# Gossip, mingle and heartbeats are chatter between workers that nothing here listens to.
WORKER_OPTIONS = [
    "--concurrency",
    "2",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
    "--loglevel",
    "INFO",
]


def _number(value: str, default: int) -> int:
    try:
        number = int(value or default)
    except ValueError as error:
        raise SystemExit(f"GAGAL: PORT={value!r}: pakai bilangan") from error
    if not 0 < number < 65536:
        raise SystemExit(f"GAGAL: PORT={value!r}: pakai bilangan 1 sampai 65535")
    return number


def _dial(bind: str) -> str:
    """Address at which this machine reaches a server bound to `bind`."""
    return "127.0.0.1" if bind in {"0.0.0.0", ""} else bind  # noqa: S104


def _answers(url: str) -> bool:
    # No proxy of the environment stands between this process and its own child.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=3) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _await_database(url: str) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            psycopg2.connect(url, connect_timeout=5).close()
        except psycopg2.OperationalError as error:
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"DATABASE_URL tidak dapat dihubungi: {str(error).strip().splitlines()[-1]}"
                ) from error
            time.sleep(0.5)
        else:
            return


def _check_broker(url: str) -> None:
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        raise EmbeddedError(f"REDIS_URL tidak dapat dihubungi: {error}") from error


def _static_mark() -> str:
    """Changes when any static file or the set of libraries changes; collecting takes seconds, so only then."""
    files = [ROOT / "requirements.lock", ROOT / "lpse" / "settings.py"]
    for folder in [ROOT / "static", *ROOT.glob("*/static")]:
        files += sorted(path for path in folder.rglob("*") if path.is_file())
    text = "\n".join(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files if path.exists())
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> int:
    """Run one portal in the foreground."""
    if find_spec("gunicorn") is None or shutil.which("sh") is None:
        say("GAGAL: lingkungan Python belum lengkap; jalankan script/server")
        return 1
    os.umask(0o077)
    with contextlib.suppress(KeyboardInterrupt):
        return Supervisor().run()
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
