"""Base of the API: tokens, scopes, throttling, problem+json errors (house section 9, RFC 9457)."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView, exception_handler


class TokenAuthentication(BaseAuthentication):
    """Authenticates by `Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return (user, token), or None when no token was sent."""
        return None


class HasScope(BasePermission):
    """Fails closed: a view must name its scope or call itself public."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True when the view is public or the token carries its scope."""
        return False


class SharedThrottle(BaseThrottle):
    """Counts per address over all processes."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """True while the caller is under the limit."""
        return True


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into application/problem+json."""
    return exception_handler(error, context)
