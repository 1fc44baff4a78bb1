"""Child processes of the supervisor: started, watched, restarted with back-off, stopped with their whole group."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lpse.embedded import EmbeddedError
from lpse.processes import as_child

# A child that lived this long has earned a restart without waiting.
SETTLED_SECONDS = 30.0
LONGEST_PAUSE = 10.0
# A stopped (not dead) process holds its work for good; after this long it is replaced.
FROZEN_SECONDS = 60.0
LARGEST_LOG = 20 * 1024 * 1024


def open_log(folder: Path, name: str) -> int:
    """Open `name`.log for appending; a big one is set aside once as `name`.log.1."""
    path = folder / f"{name}.log"
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_name(f"{name}.log.1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def spawn(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: int) -> subprocess.Popen[bytes]:
    """Start a program of the portal in a session of its own, so that Ctrl-C reaches the supervisor only."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        # Nobody is left to wait for an orderly end, and a worker that lost its broker with us would never come to one.
        preexec_fn=as_child(signal.SIGKILL),
        umask=0o077,
    )


@dataclass
class Child:
    """One long-running part of the portal.

    Args:
        start: starts it and returns the process; may raise `EmbeddedError`, which counts as a failed try.
        stop_signal: asks it to finish in order.
        patience: seconds it may take to finish before its group is killed.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 25.0
    process: subprocess.Popen[bytes] | None = None
    _pause: float = 0.0
    _started: float = 0.0
    _next_try: float = 0.0
    _frozen_since: float | None = field(default=None)

    def launch(self) -> None:
        """Start it now; an error is the caller's."""
        self._started = time.monotonic()
        self.process = self.start()

    def watch(self, tell: Callable[[str], None]) -> None:
        """Restart it when it has died or frozen; called a few times a second."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                self._end_if_frozen(now, tell)
                return
            self.kill_group()
            self.process = None
            lived = now - self._started
            self._pause = 0.0 if lived > SETTLED_SECONDS else min(LONGEST_PAUSE, max(0.5, self._pause * 2))
            self._next_try = now + self._pause
            tell(f"{self.name} berhenti ({_reason(code)}); dijalankan lagi")
        if now >= self._next_try:
            try:
                self.launch()
            except (EmbeddedError, OSError) as error:
                self._pause = min(LONGEST_PAUSE, max(0.5, self._pause * 2))
                self._next_try = time.monotonic() + self._pause
                tell(f"{self.name} belum dapat dijalankan: {error}")

    def _end_if_frozen(self, now: float, tell: Callable[[str], None]) -> None:
        if self.process is None or not is_frozen(self.process.pid):
            self._frozen_since = None
        elif self._frozen_since is None:
            self._frozen_since = now
        elif now - self._frozen_since > FROZEN_SECONDS:
            tell(f"{self.name} membeku; diganti")
            self._frozen_since = None
            self.kill_group()

    def ask_to_stop(self) -> None:
        """Send the stop signal without waiting."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            self.process.send_signal(signal.SIGCONT)  # a frozen one could not obey

    def await_stop(self, patience: float | None = None) -> bool:
        """Wait for the end; True when it came in order, False when the group had to be killed."""
        if self.process is None:
            return True
        try:
            self.process.wait(self.patience if patience is None else patience)
            orderly = True
        except subprocess.TimeoutExpired:
            orderly = False
        self.kill_group()
        self.process.wait()
        return orderly

    def kill_group(self) -> None:
        """End whatever is left of the process and its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def is_frozen(pid: int) -> bool:
    """True when the process was stopped (SIGSTOP)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except (OSError, IndexError):
        return False


def _reason(code: int) -> str:
    return f"sinyal {-code}" if code < 0 else f"kode {code}"
