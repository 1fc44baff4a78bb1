"""What every page of the desk of reports shares: the admin's frame and gate, the report behind a number."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.frame import framed, staff_page
from core.permissions import actor
from core.refusals import Forbidden
from helpdesk.models import WitnessReport
from helpdesk.permissions.witness import can_view_reports, can_write

witness_page = partial(staff_page, can_view_reports)


def page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page in the admin's frame."""
    return framed(request, f"helpdesk/witness/desk/{template}", title, context, status=status)


def form_page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """Draw the page of a form; 400 when it was refused."""
    return page(request, template, title, context, status=400 if context["form"].errors else 200)


def found(request: HttpRequest, number: str) -> WitnessReport:
    """The report behind a number, or 404."""
    rows = WitnessReport.objects.visible_to(actor(request)).select_related(
        "document",
        "organization",
        "corrects__document",
        "created_by__person",
        "checked_by__person",
        "finalised_by__person",
        "delivered_by__person",
        "discarded_by__person",
    )
    return get_object_or_404(rows, number=number)


def require_writer(request: HttpRequest) -> None:
    """Refuse who only looks on.

    Raises:
        Forbidden: becomes the page 403.
    """
    if not can_write(actor(request)):
        raise Forbidden("Berita acara ditulis petugas Unit Layanan dan Dukungan.", code="not_officer")
