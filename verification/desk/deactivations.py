"""Deactivations at the desk: the list, one case, and every act on it (Pasal 10(4))."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.admin.acts import carried_out, done, sent
from core.admin.base import history_of
from core.files.forms import UploadForm
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden
from verification import permissions
from verification.deactivation_forms import ProposalForm, ReasonForm, SpseForm
from verification.deactivation_selectors import deactivations
from verification.desk.frame import desk_page, page
from verification.enums import DeactivationState as S
from verification.enums import FilePurpose, ReactivationState, UserIdState
from verification.models import Deactivation, Reactivation, UserId
from verification.services.deactivation_records import spse_off_record, spse_on_record
from verification.services.deactivations import (
    AlreadyOpen,
    deactivation_decide,
    deactivation_propose,
    deactivation_refuse,
    evidence_add,
)
from verification.services.reactivations import reactivation_decide, reactivation_propose
from verification.transitions import DEACTIVATION_TYPE

FILTERS = (
    ("", "Semua"),
    ("usulan", "Menunggu keputusan"),
    ("berlaku", "Berlaku"),
    ("spse", "Perlu dicatat di SPSE"),
    ("selesai", "Selesai"),
)
_ACCEPT, _REFUSE = "setujui", "tolak"


@desk_page("GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 deactivations, the newest first."""
    show = request.GET.get("tampil", "")
    rows = keyset_page(deactivations(actor(request), show=show), request=request)
    context = {"rows": rows, "pages": rows, "filters": [(key, label, key == show) for key, label in FILTERS]}
    return page(request, "deactivations.html", "Penonaktifan User ID", context)


@desk_page("GET", "HEAD")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """All that is known of one deactivation, and what may be done next."""
    row = _case(request, number)
    user = actor(request)
    files = list(row.files.select_related("file"))
    waiting = row.reactivations.filter(state=ReactivationState.PROPOSED).first()
    may_record = permissions.can_record_in_spse(user)
    context: dict[str, Any] = {
        "row": row,
        "entry": row.user_id,
        "application": row.user_id.decision.application if row.user_id.decision else None,
        "files": [one for one in files if one.purpose != FilePurpose.REPLY],
        "reply": getattr(row, "reply", None),
        "reply_files": [one for one in files if one.purpose == FilePurpose.REPLY],
        "reactivations": row.reactivations.select_related("proposed_by__person", "decided_by__person"),
        "waiting": waiting,
        "may_decide": row.state == S.PROPOSED and permissions.can_decide_deactivation(user, row),
        "may_add": row.state == S.PROPOSED and permissions.can_propose_deactivation(user, row.user_id),
        "may_propose_end": row.state == S.ACTIVE
        and waiting is None
        and permissions.can_propose_reactivation(user, row),
        "may_decide_end": waiting is not None and permissions.can_decide_deactivation(user, waiting),
        "may_switch_off": may_record and _wants_off(row),
        "may_switch_on": may_record and _wants_on(row),
        "events": history_of(DEACTIVATION_TYPE, row.number, 50),
    }
    return page(request, "deactivation.html", f"Penonaktifan {row.number}", context)


@desk_page("GET", "HEAD", "POST")
def new(request: HttpRequest, value: str) -> HttpResponse:
    """Propose the deactivation of a User ID."""
    entry = get_object_or_404(UserId.objects.select_related("decision__application", "holder"), value=value)
    if not permissions.can_propose_deactivation(actor(request), entry):
        raise Forbidden("Penonaktifan diusulkan petugas Unit Registrasi dan Verifikasi.", code="not_officer")
    form = ProposalForm(*sent(request))
    if form.is_valid():
        try:
            row = deactivation_propose(user_id=entry, actor=actor(request), **form.cleaned_data)
        except AlreadyOpen as refusal:
            messages.warning(request, refusal.message)
            return redirect(_address(refusal.number))
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            messages.success(request, f"Usulan {row.number} tercatat dan menunggu keputusan Kepala atau Wakil Kepala.")
            return redirect(_address(row.number))
    context = {"form": form, "entry": entry, "application": entry.decision.application if entry.decision else None}
    return _form_page(request, "deactivation_new.html", f"Usulkan penonaktifan {entry.value}", context)


@desk_page("GET", "HEAD", "POST")
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """Add one file to a proposal that waits."""
    row = _case(request, number)
    if not permissions.can_propose_deactivation(actor(request), row.user_id):
        raise Forbidden("Bukti ditambahkan petugas Unit Registrasi dan Verifikasi.", code="not_officer")

    def act(data: dict[str, Any]) -> str:
        evidence_add(deactivation=row, actor=actor(request), upload=data["file"])
        return "Bukti ditambahkan."

    form = UploadForm(*sent(request))
    return carried_out(request, form, act, _address(number)) or _form_page(
        request, "deactivation_evidence.html", f"Tambah bukti {number}", {"row": row, "form": form}
    )


@desk_page("GET", "HEAD", "POST")
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Show what will happen; agree, or refuse with a reason."""
    row = _case(request, number)
    _require_decider(request, row)
    form = ReasonForm(request.POST if request.POST.get("putusan") == _REFUSE else None)
    if request.POST.get("putusan") == _ACCEPT:
        return done(
            request,
            lambda: deactivation_decide(deactivation=row, actor=actor(request)),
            f"Penonaktifan {number} diputuskan. Surat dan surel sedang disiapkan.",
            _address(number),
        )

    def refuse(data: dict[str, Any]) -> str:
        deactivation_refuse(deactivation=row, actor=actor(request), **data)
        return f"Usulan {number} ditolak. Penyedia tidak diberi tahu karena tidak ada yang berubah baginya."

    if row.state != S.PROPOSED:
        return redirect(_address(number))
    context = {"row": row, "entry": row.user_id, "form": form, "files": row.files.select_related("file")}
    return carried_out(request, form, refuse, _address(number)) or _form_page(
        request, "deactivation_decide.html", f"Putuskan {number}", context
    )


@desk_page("GET", "HEAD", "POST")
def propose_end(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to end it before its given end."""
    row = _case(request, number)
    if not permissions.can_propose_reactivation(actor(request), row):
        raise Forbidden("Pengaktifan kembali diusulkan petugas Unit Registrasi dan Verifikasi.", code="not_officer")

    def act(data: dict[str, Any]) -> str:
        reactivation_propose(deactivation=row, actor=actor(request), **data)
        return "Usulan pengaktifan kembali tercatat dan menunggu keputusan."

    form = ReasonForm(request.POST if request.method == "POST" else None)
    return carried_out(request, form, act, _address(number)) or _form_page(
        request, "reactivation_new.html", f"Usulkan akhir {number}", {"row": row, "form": form}
    )


@desk_page("GET", "HEAD", "POST")
def decide_end(request: HttpRequest, number: str) -> HttpResponse:
    """Agree to the early end, or refuse it with a reason."""
    row = _case(request, number)
    waiting = row.reactivations.filter(state=ReactivationState.PROPOSED).select_related("proposed_by__person").first()
    _require_decider(request, waiting or row)
    if waiting is None:
        messages.warning(request, "Tidak ada usulan pengaktifan kembali yang menunggu keputusan.")
        return redirect(_address(number))
    proposal: Reactivation = waiting
    form = ReasonForm(request.POST if request.POST.get("putusan") == _REFUSE else None)
    if request.POST.get("putusan") == _ACCEPT:
        return done(
            request,
            lambda: reactivation_decide(reactivation=proposal, accept=True, actor=actor(request)),
            f"Penonaktifan {number} diakhiri. Akun penyedia terbuka lagi; surat dan surel sedang disiapkan.",
            _address(number),
        )

    def refuse(data: dict[str, Any]) -> str:
        reactivation_decide(reactivation=proposal, accept=False, actor=actor(request), **data)
        return f"Usulan ditolak; penonaktifan {number} berjalan terus."

    context = {"row": row, "proposal": proposal, "form": form, "reply": getattr(row, "reply", None)}
    return carried_out(request, form, refuse, _address(number)) or _form_page(
        request, "reactivation_decide.html", f"Putuskan akhir {number}", context
    )


@desk_page("GET", "HEAD", "POST")
def spse(request: HttpRequest, number: str) -> HttpResponse:
    """Record what was switched off, or on again, in SPSE."""
    row = _case(request, number)
    if not permissions.can_record_in_spse(actor(request)):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatatnya.", code="not_officer")
    is_on = row.closed_at is not None
    record = spse_on_record if is_on else spse_off_record

    def act(data: dict[str, Any]) -> str:
        record(deactivation=row, actor=actor(request), **data)
        return f"Perubahan User ID {row.user_id.value} di SPSE tercatat."

    if request.method != "POST" and not (_wants_on(row) or _wants_off(row)):
        messages.warning(request, "Tidak ada perubahan di SPSE yang perlu dicatat sekarang.")
        return redirect(_address(number))
    form = SpseForm(request.POST if request.method == "POST" else None)
    what = "pengaktifan kembali" if is_on else "penonaktifan"
    context = {"row": row, "entry": row.user_id, "form": form, "what": what}
    return carried_out(request, form, act, _address(number)) or _form_page(
        request, "deactivation_spse.html", f"Catat {what} di SPSE", context
    )


def _wants_off(row: Deactivation) -> bool:
    return row.state == S.ACTIVE and row.spse_off_on is None and row.user_id.state == UserIdState.ACTIVE


def _wants_on(row: Deactivation) -> bool:
    return row.closed_at is not None and row.spse_off_on is not None and row.spse_on_on is None


def _case(request: HttpRequest, number: str) -> Deactivation:
    rows = Deactivation.objects.visible_to(actor(request)).select_related(
        "user_id__decision__application",
        "user_id__holder",
        "proposed_by__person",
        "decided_by__person",
        "spse_off_recorded_by__person",
        "spse_on_recorded_by__person",
        "letter",
        "end_letter",
        "reply__written_by__person",
    )
    return get_object_or_404(rows, number=number)


def _require_decider(request: HttpRequest, row: Deactivation | Reactivation) -> None:
    if not permissions.can_decide_deactivation(actor(request), row):
        raise Forbidden(
            "Keputusan diambil Kepala atau Wakil Kepala LPSE yang tidak mengusulkannya.", code="second_person"
        )


def _address(number: str) -> str:
    return reverse("desk:deactivation", args=[number])


def _form_page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return page(request, template, title, context, status=400 if context["form"].errors else 200)
