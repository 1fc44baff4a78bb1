"""Middleware of the portal: who is asking, under which request id, and may staff pass."""

import ipaddress
import re
import secrets
from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import profile, request_context

_REQUEST_ID = re.compile(r"^[0-9a-zA-Z-]{8,40}$")


def client_ip(request: HttpRequest) -> str | None:
    """Address of the person asking. X-Forwarded-For is believed only as far as the trusted proxies reach (ASVS 15.3.4)."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(chain) >= settings.TRUSTED_PROXIES:
            address = chain[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


class RequestContextMiddleware:
    """Gives every request an id that is in its log lines, its audit events, its error page and its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        request_id = given if _REQUEST_ID.match(given) else secrets.token_hex(8)
        token = request_context.current.set(request_context.RequestContext(request_id, client_ip(request)))
        try:
            response = self.get_response(request)
        finally:
            request_context.current.reset(token)
        response.headers["X-Request-ID"] = request_id
        return response


class PrivateAnswersMiddleware:
    """What somebody with a session is shown stays in no cache, unless the view knows better (ASVS 14.2.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class AdminMiddleware:
    """What the browser admin needs besides other pages: the LPSE's clock, and a content policy that unfold runs under.

    Lists and forms of the admin print and read times by the active zone (T3). Unfold's Alpine evaluates expressions
    and its page head sets the regency's colours in a style element, so its policy is the narrowest that allows these;
    scripts still come from this portal's own files only, so text that slipped through escaping runs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        with timezone.override(profile.current().zone):
            response = self.get_response(request)
        response._csp_update = {  # type: ignore[attr-defined]
            "script-src": [SELF, UNSAFE_EVAL],
            "style-src": [SELF, UNSAFE_INLINE],
        }
        return response
