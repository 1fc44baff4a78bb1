"""What the access table does not name is refused (A1): addresses without a line, methods that a line does not give."""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.http import HttpRequest, HttpResponse

from core.error_pages import error_page
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
        match = request.resolver_match
        assert match is not None  # noqa: S101 - Django resolves before it calls this
        name = match.view_name if match.url_name else _pattern(match.route)
        access = ACCESS.get(name)
        if access is None:
            logger.error("an address without a line in lpse/access.py was refused", extra={"address": name})
            return error_page(request, 404)
        methods = access.methods
        if not methods:
            return error_page(request, 404)
        if request.method in methods:
            return None
        response = error_page(request, 405)
        response.headers["Allow"] = ", ".join(methods)
        return response


@lru_cache(maxsize=1024)
def _pattern(route: str) -> str:
    return simplify_regex(route)
