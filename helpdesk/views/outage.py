"""The officials' place: issued berita acara gangguan, to read and to download; every download leaves a trace (L1)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.pagination import keyset_page
from core.permissions import actor
from helpdesk.models import OutageReport
from helpdesk.permissions.outage import can_read_issued
from helpdesk.selectors.outage import issued_outages
from helpdesk.selectors.witness import best_revision
from helpdesk.transitions.outage import OUTAGE_TYPE
from helpdesk.views.berita_acara import revision_answer


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """25 issued reports, the newest first; to strangers there is no such page."""
    user = actor(request)
    if not can_read_issued(user):
        raise Http404
    return _private(
        render(request, "helpdesk/outage/list.html", {"rows": keyset_page(issued_outages(user), request=request)})
    )


@require_safe
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """One report: when, what, why, its tenders, its files."""
    report = _report(request, number)
    context: dict[str, Any] = {
        "report": report,
        "document": report.document,
        "tenders": keyset_page(report.tenders.select_related("report"), request=request, order="position"),
        "revisions": list(report.document.revisions.all()) if report.document else [],
        "best": best_revision(report),
        "newer": OutageReport.objects.filter(corrects=report, document__isnull=False)
        .select_related("document")
        .first(),
    }
    return _private(render(request, "helpdesk/outage/report.html", context))


@require_safe
def pdf(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    """The PDF as it was issued (0) or one of its signed copies."""
    return pdf_answer(request, _report(request, number), revision)


def pdf_answer(request: HttpRequest, report: OutageReport, ordinal: int) -> HttpResponse:
    """A file of a report that the person was found to see, with its trace."""
    return revision_answer(request, report, ordinal, action="outage_report.downloaded", object_type=OUTAGE_TYPE)


def outage_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The way there on the own page of officials; staff have the desk."""
    user = actor(request)
    return None if user.is_staff or not can_read_issued(user) else {}


def _report(request: HttpRequest, number: str) -> OutageReport:
    return get_object_or_404(issued_outages(actor(request)), number=number)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    return response
