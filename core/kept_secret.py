"""What only one browser may know for a while, in a signed cookie for one page: the token of a mail link, an address just typed."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


@dataclass(frozen=True)
class KeptSecret:
    """One such cookie.

    Args:
        name: of the cookie; also its salt, so that one cookie's value is worth nothing in another.
        page: URL name, without arguments, of the only page that gets it.
        seconds: how long it lives.
    """

    name: str
    page: str
    seconds: int

    def keep(self, request: HttpRequest, response: HttpResponse, value: str) -> HttpResponse:
        """Put the value into the answer's cookie."""
        response.set_signed_cookie(
            self.name,
            value,
            salt=self.name,
            max_age=self.seconds,
            path=reverse(self.page),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response

    def read(self, request: HttpRequest) -> str:
        """The value, or an empty string when there is none, it is too old, or it was altered."""
        try:
            return request.get_signed_cookie(self.name, salt=self.name, max_age=self.seconds) or ""
        except (KeyError, signing.BadSignature):
            return ""

    def forget(self, response: HttpResponse) -> HttpResponse:
        """Take the cookie out of the browser."""
        response.delete_cookie(self.name, path=reverse(self.page))
        return response

    def out_of_address(self, request: HttpRequest, token: str) -> HttpResponse:
        """Lead from a link with a token to the page without it (ASVS 14.2.1); nothing is changed by opening the link.

        Programs that look at mail before its reader does may therefore follow it.
        """
        response = self.keep(request, redirect(self.page), token)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
