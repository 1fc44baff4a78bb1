"""The base of every view of the API, its schema, and the page that explains it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.permissions import HasScope
from core.api.reading import ApiText, read_schema


class ApiView(APIView):
    """One address of the API. It names the scope a token needs, or calls itself public; otherwise nobody gets in.

    Attributes:
        required_scope: key of a registered scope.
        public: answers without a token.
        calls_per_minute: a limit of its own, smaller than the common one.
    """

    required_scope: str = ""
    public: bool = False
    calls_per_minute: int | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse plain http before anything else; a redirect would hide that the call was readable on its way."""
        if settings.HTTPS and not request.is_secure():
            raise PermissionDenied("API hanya melayani https. Ganti http:// dengan https://.", code="plain_http")
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What was asked for is for the asker; nothing between keeps it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store" if "Authorization" in request.headers else "no-cache")
        return response


@extend_schema(exclude=True)
class SchemaView(SpectacularAPIView):
    """The OpenAPI document of what the caller may use: without a token, of the public addresses only."""

    public = True
    permission_classes = [HasScope]
    renderer_classes = [OpenApiJsonRenderer]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The document as JSON."""
        return super().get(request, *args, **kwargs)


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The schema as a page to read, made on the server, so that it needs no script."""
    return render(request, "core/api/docs.html", {"api": _text(), "base_url": settings.BASE_URL})


@cache
def _text() -> ApiText:
    """Made once in each process: it changes with the code only."""
    return read_schema(SchemaGenerator().get_schema(request=None, public=True))
