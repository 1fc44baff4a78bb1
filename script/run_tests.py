"""Starts a throw-away PostgreSQL and Redis, then pytest with the given arguments (called by script/test)."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

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
        tests = subprocess.Popen(
            [sys.executable, "-m", "pytest", f"--basetemp={folder / 'tmp'}", *arguments],
            cwd=ROOT,
            env=env,
            preexec_fn=as_child(signal.SIGTERM),
        )
        while True:
            try:
                return tests.wait()
            except KeyboardInterrupt:  # pytest got it too and reports what it has
                continue
    finally:
        for child, how in zip(children, (postgres.stop_signal, broker.stop_signal), strict=True):
            child.send_signal(how)
        for child in children:
            child.wait(30)
        del lock


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
