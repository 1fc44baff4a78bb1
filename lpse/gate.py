"""What the access table does not name is refused (A1): addresses without a line, methods that a line does not give.

And what it does not leave to a suspended account is closed to one (Pasal 10(4)).
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.error_pages import error_page
from core.suspension import suspension_of
from lpse.access import ACCESS

logger = logging.getLogger(__name__)


class AccessMiddleware:
    """Lets a request pass to its view only when the table knows the address and the method; who asks is the view's question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """404 for an address that nobody uses or that has no line; 405 for a method that its line does not give."""
        access = ACCESS.get(_name(request))
        if access is None:
            logger.error("an address without a line in lpse/access.py was refused", extra={"address": _name(request)})
            return error_page(request, 404)
        methods = access.methods
        if not methods:
            return error_page(request, 404)
        if request.method in methods:
            return None
        response = error_page(request, 405)
        response.headers["Allow"] = ", ".join(methods)
        return response


class SuspensionMiddleware:
    """Leads a suspended account to its case from every address whose line is not marked `suspended`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the person pass, or lead to the case that is the reason; its own view knows whose case it is."""
        access = ACCESS.get(_name(request))
        if access is None or access.suspended or not request.user.is_authenticated:
            return None
        held = suspension_of(request.user)
        if held is None:
            return None
        return HttpResponseRedirect(reverse("verification:deactivation", args=[held.case_number]))


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    assert match is not None  # noqa: S101 - Django resolves before middleware is asked about the view
    return match.view_name if match.url_name else _pattern(match.route)


@lru_cache(maxsize=1024)
def _pattern(route: str) -> str:
    return simplify_regex(route)
