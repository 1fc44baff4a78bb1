"""Small facts about Linux processes that the supervisor and the embedded servers share."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def as_child(sig: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn`: the kernel sends `sig` to the child when its parent dies, even by kill -9."""
    parent = os.getpid()

    def before_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return before_exec
