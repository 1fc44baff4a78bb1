"""Starts a throw-away PostgreSQL and Redis, then pytest with the given arguments (called by script/test)."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from lpse import embedded
from lpse.processes import as_child

ROOT = Path(__file__).resolve().parent.parent


def _folder() -> tuple[Path, object]:
    """A data folder of our own, its cluster kept between runs; a second run at the same time takes the next."""
    for number in range(1, 10):
        folder = embedded.private_folder(ROOT / "var" / f"test-{number}", 0o711)
        with contextlib.suppress(embedded.EmbeddedError):
            return folder, embedded.lock_folder(folder)
    raise embedded.EmbeddedError("sembilan uji sedang berjalan di folder ini")


def environment(data_dir: Path, database_url: str, redis_url: str) -> dict[str, str]:
    """What the settings need in a test; nothing of the caller's portal leaks in."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LPSE_", "DATABASE_", "REDIS_"))}
    return kept | {
        **embedded.keys(data_dir, {}),
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": database_url,
        "REDIS_URL": redis_url,
        "LPSE_DATA_DIR": str(data_dir / "data"),
        "LPSE_BASE_URL": "http://127.0.0.1:8000",
        "LPSE_DEMO": "1",
        "LPSE_LOG_LEVEL": "WARNING",
    }


# Name the database that test databases are copied from, and the copy of a part (lpse/env.py).
TEMPLATE = "LPSE_TEST_TEMPLATE"
DATABASE = "LPSE_TEST_DATABASE"


def _template(env: dict[str, str]) -> str:
    """A database with every migration applied, which test databases are copied from; made again when one changes.

    The tests begin after half a minute less, and each further process of them (`-n`, a second lane) in a second.
    """
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/triggers.py"), ROOT / "requirements.lock"]):
        digest.update(path.read_bytes())
    name = f"template_{digest.hexdigest()[:12]}"
    with contextlib.closing(psycopg2.connect(env["DATABASE_OWNER_URL"])) as link:
        link.autocommit = True
        cursor = link.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
        found = {row[0] for row in cursor.fetchall()}
        if name in found:
            return name
        for old in found:
            cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute('CREATE DATABASE "template_new"')
        address = env["DATABASE_OWNER_URL"].rpartition("/")[0] + "/template_new"
        made = env | {"DATABASE_URL": address, "DATABASE_OWNER_URL": address}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=made, check=True)
        cursor.execute(f'ALTER DATABASE "template_new" RENAME TO "{name}"')
    return name


EVERY_COMMIT = "not browser and not fault"
# Killing what works and waiting until another took over takes the longest, nearly all of it in waiting.
KILLS = ("tests/lpse/test_faults.py", "tests/lpse/test_import_faults.py")
DESK = ("tests/verification",)
SUPPORT = ("tests/helpdesk", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("test_*.py")))
PARTS = {
    "rest": ["-m", EVERY_COMMIT, *(f"--ignore={path}" for path in (*DESK, *SUPPORT))],
    "support": ["-m", EVERY_COMMIT, *SUPPORT],
    "desk": ["-m", EVERY_COMMIT, "-n", "2", *DESK],
    "kills": ["-m", "fault", *KILLS],
    "fault": ["-m", "fault", *(f"--ignore={path}" for path in KILLS)],
    "browser": ["-m", "browser and not fault"],
}
# Without arguments the suite runs in lanes side by side: what kills and what drives a browser waits most of the time, for
# leases and pages, while the others keep the processors busy. What needs no test database begins before the template.
# Four lanes: with a fifth, what two processors switch between costs more than the waits that it fills.
LANES = (("rest", "desk"), ("kills",), ("fault", "support"), ("browser",))


def _hurried(arguments: list[str]) -> list[str]:
    """The part for every commit gets both processors: its tests share nothing but the database server."""
    return ["-n", "2", *arguments] if EVERY_COMMIT in arguments and "-n" not in arguments else arguments


def _start(
    folder: Path, env: dict[str, str], name: str, arguments: list[str], output: int | None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", f"--basetemp={folder / 'tmp' / name}", *arguments],
        cwd=ROOT,
        env=env,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        preexec_fn=as_child(signal.SIGTERM),
    )


def _wait(tests: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return tests.wait()
        except KeyboardInterrupt:  # pytest got it too and reports what it has
            continue


def _side_by_side(folder: Path, env: dict[str, str]) -> int:
    """Run all lanes; each part has a test database and a log of its own, which is shown when the part has ended."""
    running: dict[str, tuple[Iterator[str], subprocess.Popen[bytes]]] = {}
    codes: list[int] = []

    def go_on(lane: Iterator[str]) -> None:
        if not stopped and (name := next(lane, "")):
            with (folder / f"{name}.log").open("wb") as log:
                own = env | {DATABASE: f"test_{name}"}
                running[name] = (lane, _start(folder, own, name, PARTS[name], log.fileno()))

    stopped = False
    lanes = sorted(LANES, key=lambda names: EVERY_COMMIT in PARTS[names[0]])
    for names in lanes:
        if EVERY_COMMIT in PARTS[names[0]] and TEMPLATE not in env:
            env[TEMPLATE] = _template(env)
        go_on(iter(names))
    while running:
        try:
            time.sleep(0.5)
        except KeyboardInterrupt:  # pytest got it too and reports what it has
            stopped = True
        for name, (lane, tests) in list(running.items()):
            if tests.poll() is None:
                continue
            del running[name]
            codes.append(tests.returncode)
            print(f"== {name}: {' '.join(PARTS[name])}", flush=True)
            sys.stdout.write((folder / f"{name}.log").read_text(errors="replace"))
            sys.stdout.flush()
            go_on(lane)
    return 130 if stopped else max(codes, key=abs)


def main(arguments: list[str]) -> int:
    folder, lock = _folder()
    try:
        embedded.check_space(folder)
        postgres = embedded.Postgres(folder, durable=False)
        broker = embedded.Redis(folder)
        children = [postgres.start(), broker.start()]
    except embedded.EmbeddedError as error:
        print(f"GAGAL: {error}", file=sys.stderr)
        return 1
    try:
        env = environment(folder, postgres.url(embedded.OWNER), broker.url())
        (folder / "tmp").mkdir(exist_ok=True)
        if not arguments:
            return _side_by_side(folder, env)
        env[TEMPLATE] = _template(env)
        return _wait(_start(folder, env, "all", _hurried(arguments), None))
    finally:
        for child, how in zip(children, (postgres.stop_signal, broker.stop_signal), strict=True):
            child.send_signal(how)
        for child in children:
            child.wait(30)
        del lock


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
