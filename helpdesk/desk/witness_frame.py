"""What every page of the desk of reports shares: the admin's frame and gate, the report behind a number, the answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.admin.frame import framed, staff_page
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
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
    )
    return get_object_or_404(rows, number=number)


def require_writer(request: HttpRequest) -> None:
    """Refuse who only looks on.

    Raises:
        Forbidden: becomes the page 403.
    """
    if not can_write(actor(request)):
        raise Forbidden("Berita acara ditulis petugas Unit Layanan dan Dukungan.", code="not_officer")


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files of a form that was sent, else nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_version(request: HttpRequest, report: WitnessReport) -> int:
    """Version the form was opened with; a form that does not say counts as outdated."""
    if request.method != "POST":
        return report.version
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def to_report(report: WitnessReport, anchor: str = "") -> HttpResponseRedirect:
    """On to the page of the report."""
    address = reverse("witness_desk:report", args=[report.number])
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


def carried_out(
    request: HttpRequest, report: WitnessReport, form: Form, act: Callable[[dict[str, Any]], str], anchor: str = ""
) -> HttpResponse | None:
    """Act on a good form and lead to the report; None when the form's own page is to be shown.

    Args:
        act: does it and returns the sentence of success; its `BadInput` is written into the form.
    """
    if not form.is_valid():
        return None
    try:
        words = act(form.cleaned_data)
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return to_report(report, anchor)


def done(
    request: HttpRequest, report: WitnessReport, act: Callable[[], object], words: str, anchor: str = ""
) -> HttpResponse:
    """Act, then lead to the report with the sentence of success or of the refusal."""
    try:
        act()
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return to_report(report, anchor)
