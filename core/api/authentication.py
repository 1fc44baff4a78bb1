"""Who calls the API."""

import logging
from typing import Any

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.tokens import Grant, grant_by_secret

logger = logging.getLogger(__name__)


class TokenAuthentication(BaseAuthentication):
    """Authenticates by `Authorization: Bearer <token>`; a session of the portal opens nothing here."""

    def authenticate(self, request: Request) -> tuple[Any, Grant] | None:
        """Return (owner, grant), or None when no token was sent.

        Raises:
            AuthenticationFailed: a token was sent that allows nothing (any more); why is nobody's business.
        """
        header = request.META.get("HTTP_AUTHORIZATION", "")
        kind, _, secret = header.partition(" ")
        if kind.lower() != "bearer":
            return None
        if settings.HTTPS and not request.is_secure():
            raise AuthenticationFailed(
                "Token dikirim lewat sambungan tanpa enkripsi. Cabut token itu, buat yang baru, dan pakai https.",
                code="plain_http",
            )
        grant = grant_by_secret(secret.strip()[:200])
        if grant is None:
            logger.warning("a token of the API was refused")
            raise AuthenticationFailed(
                "Token tidak dikenal, sudah kedaluwarsa, atau sudah dicabut. Buat yang baru di /akun/token/.",
                code="bad_token",
            )
        return grant.token.owner, grant

    def authenticate_header(self, request: Request) -> str:
        """So that a refusal is 401 and names the scheme."""
        return 'Bearer realm="api"'
