"""The named officials' place: their berita acara kesaksian, to read and to download; every download leaves a trace (L1)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.audit import audit_record
from core.documents import document_read, file_name
from core.files.response import pdf_response
from core.models import User
from core.pagination import keyset_page
from core.permissions import actor
from core.revisions import revision_read
from helpdesk.models import WitnessReport
from helpdesk.selectors.witness import best_revision, delivered_reports
from helpdesk.transitions.witness import WITNESS_TYPE


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """25 reports the person may read, the newest first."""
    rows = keyset_page(delivered_reports(actor(request)), request=request)
    response = render(request, "helpdesk/witness/list.html", {"rows": rows, "pages": rows})
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_safe
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """One report: what it is about, and its files."""
    report = _report(request, number)
    context: dict[str, Any] = {
        "report": report,
        "document": report.document,
        "revisions": list(report.document.revisions.all()) if report.document else [],
        "best": best_revision(report),
        "newer": WitnessReport.objects.filter(corrects=report, document__isnull=False)
        .select_related("document")
        .first(),
    }
    response = render(request, "helpdesk/witness/report.html", context)
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_safe
def pdf(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    """The PDF as it was issued (0) or one of its signed copies."""
    return pdf_answer(request, _report(request, number), revision)


def pdf_answer(request: HttpRequest, report: WitnessReport, ordinal: int) -> HttpResponse:
    """A file of a report that the person was found to see, with its trace.

    Raises:
        Http404: there is no such file.
    """
    document = report.document
    if document is None or not document.is_ready:
        raise Http404
    found = document.revisions.filter(ordinal=ordinal).first() if ordinal else None
    if ordinal and found is None:
        raise Http404
    content = revision_read(found) if found else document_read(document)
    if request.method == "GET":
        audit_record(
            action="witness_report.downloaded",
            object_type=WITNESS_TYPE,
            object_number=report.number,
            actor=actor(request),
            data={"revision": ordinal, "sha256": found.sha256 if found else document.sha256},
        )
    name = file_name(document)
    if found:
        name = f"{name.removesuffix('.pdf')}-revisi-{ordinal}.pdf"
    return pdf_response(content, name)


def own_reports_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The newest reports that name the person, for the own page; None when there are none."""
    user = request.user
    if not isinstance(user, User):
        return None
    rows = list(
        WitnessReport.objects.filter(state="delivered", recipients__user=user)
        .select_related("document")
        .order_by("-pk")[:5]
    )
    return {"rows": rows} if rows else None


def _report(request: HttpRequest, number: str) -> WitnessReport:
    return get_object_or_404(delivered_reports(actor(request)).select_related("corrects__document"), number=number)
