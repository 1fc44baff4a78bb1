"""/persyaratan/: what a Penyedia hands in, from the very rules that the forms enforce (Pasal 10(2)b, 22(1))."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from core.caching import common_page
from registration.enums import ApplicantKind
from registration.requirements import for_kind

_SECONDS = 60


def sets() -> list[dict[str, Any]]:
    """The document set of every kind of applicant, in the order of the form."""
    return [{"kind": kind, "label": kind.label, "documents": for_kind(kind)} for kind in ApplicantKind]


@login_not_required
@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """The public page; no query of its own."""
    page = "registration/public/requirements.html"
    return common_page(
        request, "registration.requirements", _SECONDS, lambda: render_to_string(page, {"sets": sets()}, request)
    )
