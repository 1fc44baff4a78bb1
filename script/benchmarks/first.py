"""Goals first-1 to first-3: installing, size, start."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from script.benchmarks.goals import Figure, at_most, holds
from script.benchmarks.machine import ROOT, Bench

ROUNDS = 5
# The same packages without a line of ours: the libraries' own apps, set up as Django does it, and what we import of them.
BARE = """
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    ROOT_URLCONF="django.contrib.auth.urls",
    INSTALLED_APPS=[
        "unfold", "unfold.contrib.filters", "django.contrib.admin", "django.contrib.auth",
        "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages", "django.contrib.postgres",
        "django.contrib.staticfiles", "allauth", "allauth.account", "allauth.mfa", "axes", "csp",
        "django_htmx", "drf_spectacular", "guardian", "pgtrigger", "rest_framework",
    ],
    MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
)
django.setup()
import celery, cryptography.fernet, holidays, lokal, psycopg2, redis, segno, stdnum
import allauth.account.views, allauth.mfa.totp.views, drf_spectacular.views, rest_framework.views, unfold.admin
"""
HEAVY = ("weasyprint", "openpyxl", "pikepdf", "pypdfium2", "celery.backends.redis")


def run(where: Bench) -> Iterator[Figure]:
    """Measure the checkout this runs from, and installations into a temporary folder."""
    yield _install(where.folder / "install")
    yield from _size()
    yield from _check(where)


def _install(folder: Path) -> Figure:
    """The dependency step of script/lib.sh against plain pip, both with empty caches and byte code."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    uv = shutil.which("uv") or str(ROOT / ".venv-tools" / "bin" / "uv")
    base = str(Path(sys.base_prefix) / "bin" / "python3")
    environment = {**os.environ, "UV_CACHE_DIR": str(folder / "cache"), "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    lock = str(ROOT / "requirements.lock")
    began = time.perf_counter()
    subprocess.run([uv, "venv", "-q", "--python", base, str(folder / "uv")], check=True, env=environment)
    target = str(folder / "uv" / "bin" / "python")
    sync = [uv, "pip", "sync", "-q", "--python", target, "--require-hashes", "--compile-bytecode", lock]
    subprocess.run(sync, check=True, env=environment)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run([base, "-m", "venv", str(folder / "pip")], check=True)
    pip = [str(folder / "pip" / "bin" / "python"), "-m", "pip", "install", "-q", "--no-cache-dir", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "--disable-pip-version-check", "-r", lock], check=True)
    theirs = time.perf_counter() - began
    shutil.rmtree(folder)
    return at_most(
        "first-1",
        "uv against pip, empty caches",
        ours / theirs,
        0.35,
        unit=" x pip",
        detail=f"{ours:.0f} s against {theirs:.0f} s",
    )


def _size() -> Iterator[Figure]:
    said = subprocess.run(["du", "-sm", str(ROOT / ".venv")], capture_output=True, text=True, check=True).stdout
    size = int(said.split()[0])
    yield at_most("first-2", "environment with byte code", size, 450, unit=" MiB")
    number = len(re.findall(r"^[A-Za-z0-9._-]+==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    yield at_most("first-2", "distributions, tools included", number, 110)


def _check(where: Bench) -> Iterator[Figure]:
    environment = where.environment()
    check = [sys.executable, "manage.py", "check"]
    bare = [sys.executable, "-c", BARE]
    times: dict[str, list[float]] = {"check": [], "bare": []}
    for _ in range(ROUNDS):
        for name, command in (("bare", bare), ("check", check)):
            before = os.times()
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
            after = os.times()
            times[name].append(
                after.children_user + after.children_system - before.children_user - before.children_system
            )
    checked, imported = statistics.median(times["check"]), statistics.median(times["bare"])
    yield at_most(
        "first-3",
        "manage.py check against the imports alone",
        checked / imported,
        2.5,
        unit=" x",
        detail=f"{checked:.2f} s against {imported:.2f} s of CPU",
    )
    said = where.python(
        "-c",
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'lpse.settings'; import django; django.setup(); "
        f"import lpse.urls; print([name for name in {HEAVY!r} if name in sys.modules])",
    ).strip()
    yield holds("first-3", "engines imported by the addresses", said, "[]", said == "[]")
