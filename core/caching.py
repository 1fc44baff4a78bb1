"""How long a public page may be kept, and by whom."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse


def is_personal(request: HttpRequest) -> bool:
    """True when the answer may show who is asking: a session, or a message that waits for this browser."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or CookieStorage.cookie_name in request.COOKIES


def keep_for_strangers(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponse:
    """Let browsers and the proxy keep a page that is the same for all who have no session; any other is kept by nobody."""
    response.headers["Cache-Control"] = "private, no-store" if is_personal(request) else f"public, max-age={seconds}"
    return response
