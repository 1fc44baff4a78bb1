"""Child process that looks into an uploaded file: `python -m core.inspect_file <job>`, file on stdin, answer on stdout.

Whatever the file does, it does it here: with no network, no file to write, no secret in the environment, a bounded
memory and a bounded time (promise F5). Libraries are imported by job, so that a start costs a fraction of a second.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import sys

from core.sandbox.report import Job, Refused, Report

_MIB = 1024 * 1024
_CLONE_NEWUSER_NEWNET = 0x10000000 | 0x40000000
_PR_SET_NO_NEW_PRIVS = 38

# Job name: module, function, memory beyond the libraries in MiB, seconds of processor time.
JOBS: dict[str, tuple[str, str, int, int]] = {
    "inspect-pdf": ("core.sandbox.pdfs", "inspect", 80, 4),
    "inspect-image": ("core.sandbox.images", "inspect", 80, 4),
    "copy-pdf": ("core.sandbox.pdfs", "copy", 256, 20),
    "copy-image": ("core.sandbox.images", "copy", 320, 20),
    "emblem": ("core.sandbox.images", "emblem", 320, 20),
    "draw-page": ("core.sandbox.pages", "draw", 160, 8),
}


def confine(extra_mib: int, seconds: int) -> None:
    """Give up, for good, what looking into a file does not need."""
    with open("/proc/self/statm") as statm:
        in_use = int(statm.read().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, in_use + extra_mib * _MIB),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(limit, (value, value))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Not every machine lets a process have a network of its own; the other walls stand then all the same.
    libc.unshare(_CLONE_NEWUSER_NEWNET)


def main(arguments: list[str]) -> int:
    """Do one job; exit code 0 whenever an answer was written."""
    job = Job(**json.loads(arguments[0]))
    module, function, extra_mib, seconds = JOBS[job.name]
    work = getattr(importlib.import_module(module), function)
    out = sys.stdout.buffer
    confine(extra_mib, seconds)
    try:
        report, body = work(sys.stdin.buffer.read(), job)
    except Refused as refused:
        report, body = Report(code=refused.code, found=refused.found), b""
    except MemoryError:
        report, body = Report(code="too_complex"), b""
    except Exception:  # the libraries raise many kinds for broken bytes, and none may end as a traceback
        report, body = Report(code="damaged"), b""
    with contextlib.suppress(BrokenPipeError):
        out.write(report.head())
        out.write(body)
        out.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
