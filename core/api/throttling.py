"""How often a caller may ask."""

import logging
from datetime import timedelta
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.tokens import Grant

logger = logging.getLogger(__name__)
_WINDOW = timedelta(minutes=1)
PER_ADDRESS = 60
PER_TOKEN = 300


class SharedThrottle(BaseThrottle):
    """Counts per token, or per address where none was sent, over all processes.

    A view that costs more, or that somebody could guess at, names a smaller `calls_per_minute` and is counted by itself.
    """

    wait_seconds: int = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        """True while the caller is under the limit."""
        own = getattr(view, "calls_per_minute", None)
        if isinstance(request.auth, Grant):
            caller, most = f"token:{request.auth.token.pk}", own or PER_TOKEN
        else:
            caller, most = f"ip:{caller_key(client_ip(request._request))}", own or PER_ADDRESS
        name = type(view).__name__ if own else "all"
        self.wait_seconds = attempt(key=f"api:{name}:{caller}", most=most, within=_WINDOW)
        if self.wait_seconds:
            logger.warning("a caller of the API asks too often", extra={"view": type(view).__name__})
        return not self.wait_seconds

    def wait(self) -> float | None:
        """Seconds until the window ends."""
        return self.wait_seconds or None
