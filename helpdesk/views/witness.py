"""The named officials' place: their berita acara kesaksian, to read and to download; every download leaves a trace (L1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.models import User
from core.pagination import keyset_page
from core.permissions import actor
from helpdesk.models import WitnessReport
from helpdesk.permissions.outage import can_read_issued
from helpdesk.selectors.witness import best_revision, delivered_reports
from helpdesk.transitions.witness import WITNESS_TYPE
from helpdesk.views.berita_acara import revision_answer


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """25 reports the person may read, the newest first."""
    user = actor(request)
    rows = keyset_page(delivered_reports(user), request=request)
    context = {"rows": rows, "pages": rows, "may_read_outages": can_read_issued(user)}
    response = render(request, "helpdesk/witness/list.html", context)
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
    """A file of a report that the person was found to see, with its trace."""
    return revision_answer(request, report, ordinal, action="witness_report.downloaded", object_type=WITNESS_TYPE)


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
