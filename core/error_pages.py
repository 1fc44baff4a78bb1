"""Error pages: what happened, whether anything was lost, what to do next, and the number to quote.

They stand on their own: no context processor, no session, no database, because any of these may be what failed.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core import request_context
from core.problem import API_PREFIX, problem_answer
from core.refusals import NotReady, Refusal

STATUSES = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})


def error_page(
    request: HttpRequest | None,
    status: int,
    *,
    heading: str = "",
    message: str = "",
    retry_after: int | None = None,
) -> HttpResponse:
    """Render the page of an error; to a caller of the API, the problem that says the same.

    Args:
        status: one of `STATUSES`.
        heading: replaces the page's own heading.
        message: Indonesian sentence in place of the page's own explanation, e.g. that of a `Refusal`.
        retry_after: seconds after which another try makes sense; sent as `Retry-After` and said in words.

    Raises:
        KeyError: there is no page for this status.
    """
    if status not in STATUSES:
        raise KeyError(status)
    if request is not None and request.path.startswith(API_PREFIX):
        return problem_answer(status, detail=message, retry_after=retry_after)
    context: dict[str, Any] = {
        "status": status,
        "heading": heading,
        "message": message,
        "minutes": -(-retry_after // 60) if retry_after else None,
        "request_id": request_context.get().request_id,
        "demo": settings.DEMO,
        "path": request.path if request is not None else "",
    }
    response = HttpResponse(render_to_string(f"{status}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


class RefusalMiddleware:
    """A refusal that no view caught becomes its page, with its own sentence: 409, 403, 400 or 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `Refusal`; leave every other exception to Django."""
        if not isinstance(exception, Refusal):
            return None
        return error_page(
            request,
            exception.status,
            message=exception.message,
            retry_after=60 if isinstance(exception, NotReady) else None,
        )
