"""How long a public page may be kept, and by whom; figures that stand above a list and may be a minute old."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

Figures = TypeVar("Figures")


def is_personal(request: HttpRequest) -> bool:
    """True when the answer may show who is asking: a session, or a message that waits for this browser."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or CookieStorage.cookie_name in request.COOKIES


def keep_for_strangers(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponse:
    """Let browsers and the proxy keep a page that is the same for all who have no session; any other is kept by nobody."""
    response.headers["Cache-Control"] = "private, no-store" if is_personal(request) else f"public, max-age={seconds}"
    return response


def common_page(request: HttpRequest, key: str, seconds: int, render: Callable[[], str]) -> HttpResponse:
    """A page that all strangers share: drawn once in `seconds` by each process, for everybody else by itself.

    Args:
        render: the whole page as text; called for a stranger it may say nothing about who is asking.
    """
    if is_personal(request):
        return keep_for_strangers(request, HttpResponse(render()), seconds)
    body: str | None = caches["local"].get(key)
    if body is None:
        body = render()
        caches["local"].set(key, body, seconds)
    return keep_for_strangers(request, HttpResponse(body), seconds)


def kept_a_minute(make: Callable[[], Figures]) -> Figures:
    """What `make` gives, at most a minute old: the counts above a list cost more than the list itself (web-3).

    Args:
        make: a function without arguments, known by its module and name; it never gives None.
    """
    key = f"kept.{make.__module__}.{make.__qualname__}"
    found: Any = caches["local"].get(key)
    if found is None:
        found = make()
        caches["local"].set(key, found, 60)
    return cast("Figures", found)
