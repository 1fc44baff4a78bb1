"""Sends files to the sandboxed child (`core.inspect_file`) and waits no longer than promised (F5)."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict

from django.conf import settings

from core.files import policy
from core.refusals import NotReady
from core.sandbox.report import Job, Report, read_answer

logger = logging.getLogger(__name__)

INSPECT_SECONDS = 4.0
COPY_SECONDS = 25.0
PAGE_SECONDS = 8.0
_SLOTS = threading.BoundedSemaphore(max(os.cpu_count() or 1, 2))
_SLOT_SECONDS = 4.0


def inspect(content: bytes, *, content_type: str, name: str) -> Report:
    """Look into a file in the child process: whole, plain, within the limits of the policy.

    Raises:
        BadInput: it is not; the sentence says why and what to do.
        NotReady: too many files are being looked into right now.
    """
    kind = "inspect-pdf" if content_type == "application/pdf" else "inspect-image"
    report, _ = run(_job(kind), content, seconds=INSPECT_SECONDS)
    if report.code:
        raise policy.refusal(report.code, name)
    return report


def copy(content: bytes, *, content_type: str) -> tuple[Report, bytes]:
    """The copy that people see; `Report.code` is set when none could be made."""
    kind = "copy-pdf" if content_type == "application/pdf" else "copy-image"
    return run(_job(kind), content, seconds=COPY_SECONDS)


def emblem(content: bytes) -> tuple[Report, bytes]:
    """A picture drawn anew as a small PNG with its transparency; `Report.code` is set when that cannot be done."""
    return run(_job("emblem"), content, seconds=COPY_SECONDS)


def draw_page(content: bytes, *, page: int, width: int) -> tuple[Report, bytes]:
    """One page of a PDF as JPEG; `Report.code` is set when it cannot be drawn."""
    return run(_job("draw-page", page=page, width=width), content, seconds=PAGE_SECONDS)


def run(job: Job, content: bytes, *, seconds: float) -> tuple[Report, bytes]:
    """Run one job of the child with a deadline on the wall clock.

    Raises:
        NotReady: no slot became free in time.
    """
    if not _SLOTS.acquire(timeout=_SLOT_SECONDS):
        raise NotReady(
            "Portal sedang memeriksa banyak berkas. Tunggu satu menit, lalu coba lagi; tidak ada yang tersimpan.",
            code="inspection_busy",
        )
    try:
        return _run(job, content, seconds)
    finally:
        _SLOTS.release()


def _run(job: Job, content: bytes, seconds: float) -> tuple[Report, bytes]:
    started = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "core.inspect_file", json.dumps(asdict(job))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        answer, _ = child.communicate(content, timeout=seconds)
        return read_answer(answer)
    except subprocess.TimeoutExpired:
        return _gave_up(job, "deadline", started)
    except ValueError:
        return _gave_up(job, f"exit {child.returncode}", started)
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()


def _gave_up(job: Job, why: str, started: float) -> tuple[Report, bytes]:
    logger.warning(
        "file job gave up", extra={"job": job.name, "why": why, "seconds": round(time.monotonic() - started, 2)}
    )
    return Report(code="too_complex"), b""


def _job(name: str, *, page: int = 1, width: int = 0) -> Job:
    limits = policy.limits()
    return Job(name=name, max_pages=limits.file_pages, max_pixels=limits.pixels, page=page, width=width)
