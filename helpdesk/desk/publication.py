"""The register of publication support: who asked for what, how old, served on time or not, with figures and XLSX.

Work is done on the ticket; this page only reads.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core import clock
from core.admin.frame import framed, staff_page
from core.admin.spreadsheet import is_too_long, xlsx_response
from core.pagination import keyset_page
from core.permissions import actor
from helpdesk.enums.publication import PublicationKind
from helpdesk.models import PublicationRequest
from helpdesk.permissions.publication import VIEW
from helpdesk.selectors.publication import HEADER, SHOWN, figures, publications, rows_of, sheet_of


@staff_page(VIEW, "GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 requests, the newest first, and how the year's were served by kind and agency."""
    wanted = _wanted(request)
    pages = keyset_page(publications(actor(request), **wanted), request=request)
    kinds, agencies = figures(actor(request), _year_began())
    context = {
        "rows": rows_of(pages),
        "pages": pages,
        "filters": [(_query(wanted | {"show": key}), label, key == wanted["show"]) for key, label in SHOWN],
        "kinds": PublicationKind.choices,
        "wanted": wanted,
        "query": _query(wanted),
        "figures": [("Menurut permintaan", kinds), ("Menurut instansi", agencies)],
        "year": _year_began().year,
    }
    return framed(request, "helpdesk/publication/desk/list.html", "Dukungan penayangan", context)


@staff_page(VIEW, "POST")
def export(request: HttpRequest) -> HttpResponseBase:
    """What the filters show, as XLSX."""
    rows = publications(actor(request), **_wanted(request))
    if is_too_long(request, rows):
        return redirect(f"{reverse('publication_desk:list')}?{request.GET.urlencode()}")
    return xlsx_response(
        request,
        object_type=PublicationRequest._meta.model_name or "",
        name=f"dukungan-penayangan-{clock.today():%Y%m%d}.xlsx",
        header=HEADER,
        rows=sheet_of(rows.order_by("-pk")),
    )


def _wanted(request: HttpRequest) -> dict[str, Any]:
    return {
        "show": request.GET.get("tampil", ""),
        "kind": request.GET.get("jenis", ""),
        "agency": " ".join(request.GET.get("instansi", "").replace("\x00", "").split())[:120],
    }


def _query(wanted: dict[str, Any]) -> str:
    named = {"tampil": wanted["show"], "jenis": wanted["kind"], "instansi": wanted["agency"]}
    return urlencode({key: value for key, value in named.items() if value})


def _year_began() -> datetime:
    day = clock.today()
    return datetime(day.year, 1, 1, tzinfo=clock.calendar().zone)
