"""Destruction at the archive desk: the list of proposals, a new one, and the second person's decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from verification.archive import archive_rows
from verification.desk.frame import desk_page, page
from verification.forms import ArchiveReasonForm
from verification.models import Destruction
from verification.permissions import can_decide_destruction, can_propose_destruction
from verification.services.destruction import (
    MOST_CASES,
    destruction_approve,
    destruction_propose,
    destruction_refuse,
    proposable,
)


@desk_page("GET", "HEAD")
def destructions(request: HttpRequest) -> HttpResponse:
    """25 proposals, the newest first."""
    visible = Destruction.objects.visible_to(actor(request)).select_related(
        "proposed_by__person", "decided_by__person", "report"
    )
    rows = keyset_page(visible, request=request)
    may = can_propose_destruction(actor(request))
    return page(request, "destructions.html", "Pemusnahan arsip", {"rows": rows, "pages": rows, "may_propose": may})


@desk_page("GET", "HEAD", "POST")
def propose(request: HttpRequest) -> HttpResponse:
    """Show what would be listed; the button proposes it."""
    user = actor(request)
    if not can_propose_destruction(user):
        raise Forbidden("Pemusnahan diusulkan oleh pimpinan atau Unit Registrasi dan Verifikasi.", code="forbidden")
    if request.method == "POST":
        try:
            destruction = destruction_propose(actor=user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("desk:destructions"))
        messages.success(request, f"Usul {destruction.number} dibuat. Kepala atau Wakil yang lain memutuskannya.")
        return _to(destruction)
    rows = archive_rows(proposable(user))
    return page(request, "destruction_propose.html", "Usulkan pemusnahan", {"rows": rows, "most": MOST_CASES})


@desk_page("GET", "HEAD")
def destruction_page(request: HttpRequest, number: str) -> HttpResponse:
    """One proposal with its cases and how far it has come."""
    return _page(request, _destruction(request, number), ArchiveReasonForm())


@desk_page("POST")
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Approve, or refuse with a reason."""
    destruction, user = _destruction(request, number), actor(request)
    if not user.has_perm("verification.decide_destruction"):
        raise Forbidden("Pemusnahan diputuskan oleh Kepala atau Wakil.", code="forbidden")
    form = ArchiveReasonForm()
    try:
        if request.POST.get("putusan") == "setuju":
            destruction_approve(destruction=destruction, actor=user)
            messages.success(request, "Pemusnahan disetujui. Berita acara disiapkan dan isi berkas sedang dihapus.")
        else:
            form = ArchiveReasonForm(request.POST)
            if not form.is_valid():
                return _page(request, destruction, form, status=400)
            destruction_refuse(destruction=destruction, reason=form.cleaned_data["reason"], actor=user)
            messages.success(request, "Usul ditolak; berkasnya tetap disimpan.")
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return _page(request, destruction, form, status=400)
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return _to(destruction)


def _destruction(request: HttpRequest, number: str) -> Destruction:
    rows = Destruction.objects.visible_to(actor(request)).select_related(
        "proposed_by__person", "decided_by__person", "report"
    )
    return get_object_or_404(rows, number=number)


def _page(
    request: HttpRequest, destruction: Destruction, form: ArchiveReasonForm, *, status: int = 200
) -> HttpResponse:
    items = list(destruction.items.select_related("application").order_by("pk"))
    context = {
        "destruction": destruction,
        "items": items,
        "erased": sum(item.erased_at is not None for item in items),
        "form": form,
        "may_decide": destruction.state == "proposed" and can_decide_destruction(actor(request), destruction),
    }
    return page(request, "destruction.html", f"Usul pemusnahan {destruction.number}", context, status=status)


def _to(destruction: Destruction) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:destruction", args=[destruction.number]))
