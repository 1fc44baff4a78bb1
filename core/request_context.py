"""What the running request is: id, address, person. Read by the audit trail and the log; set by the middleware."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class RequestContext:
    """Identity of one unit of work; commands and workers get one of their own."""

    request_id: str = field(default_factory=lambda: secrets.token_hex(8))
    ip: str | None = None


current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def get() -> RequestContext:
    """The context of this unit of work, made on first use outside a request."""
    context = current.get()
    if context is None:
        context = RequestContext()
        current.set(context)
    return context


@contextmanager
def without_address() -> Iterator[None]:
    """Inside, nothing is noted down about where the request came from: for who was promised to stay unnamed."""
    token = current.set(replace(get(), ip=None))
    try:
        yield
    finally:
        current.reset(token)
