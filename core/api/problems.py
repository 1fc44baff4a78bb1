"""Errors of the API as application/problem+json (RFC 9457)."""

import logging
import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from core.problem import problem_answer
from core.refusals import NotReady, Refusal

logger = logging.getLogger(__name__)
# Sentences of Django REST framework are replaced by ours, except where a view of ours wrote one itself.
_OURS = (exceptions.AuthenticationFailed, exceptions.NotFound, exceptions.PermissionDenied)


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """The answer to an error of a view; never a page, never a trace."""
    set_rollback()
    if isinstance(error, Refusal):
        errors = [{"field": error.field, "message": error.message}] if error.field else []
        wait = 60 if isinstance(error, NotReady) else None
        return problem_answer(error.status, detail=error.message, code=error.code, errors=errors, retry_after=wait)
    if isinstance(error, exceptions.ValidationError):
        return problem_answer(
            400, detail="Ada isian yang perlu diperbaiki.", code="invalid", errors=list(_flat(error.detail))
        )
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, Http404):
        return problem_answer(404)
    if isinstance(error, PermissionDenied):
        return problem_answer(403)
    if isinstance(error, RequestDataTooBig):
        return problem_answer(413)
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.warning("the database did not answer a call of the API", exc_info=error)
        return problem_answer(503, retry_after=60)
    logger.error("a call of the API failed", exc_info=error)
    return problem_answer(500)


def _of_framework(error: exceptions.APIException) -> HttpResponse:
    seconds = getattr(error, "wait", None)
    wait = math.ceil(seconds) if seconds else None
    own = isinstance(error, _OURS) and error.detail != error.default_detail
    code = str(error.get_codes()) if own else ""
    response = problem_answer(error.status_code, detail=str(error.detail) if own else "", code=code, retry_after=wait)
    if header := getattr(error, "auth_header", None):
        response.headers["WWW-Authenticate"] = header
    return response


def _flat(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Field errors in one list; a nested field is named by its path, ``address.village``."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            here = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(part for part in (path, here) if part))
    elif isinstance(detail, (list, tuple)):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _flat(inner, f"{path}.{index}" if nested else path)
    else:
        yield {"field": path, "message": str(detail)}
