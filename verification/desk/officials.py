"""The desk for officials: the queue, the letter beside the data, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.admin.acts import form_version
from core.admin.base import history_of
from core.components import SummaryRow
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import OFFICIAL_ROLES
from registration.enums import OfficialState, OfficialStep
from registration.models import OFFICIAL_DECIDED, OfficialRequest, role_word
from registration.official_answers import answers
from registration.official_rules import findings, steps
from registration.transitions import OFFICIAL_TYPE
from verification.desk.frame import carried_out, desk_page, page, said, to_case
from verification.forms import OfficialRejectForm, OfficialReturnForm, OriginalForm
from verification.models import OfficialReview
from verification.official_selectors import (
    desk_officials,
    obstacle,
    official_find,
    official_queue,
    official_review_of,
)
from verification.permissions import can_decide_official, can_work_official
from verification.services.officials import (
    is_original_seen,
    official_already_decided,
    official_decision_approve,
    official_decision_reject,
    official_original_record,
    official_send_back,
)
from verification.services.seen import official_view_record


@desk_page("GET", "HEAD")
def queue_page(request: HttpRequest) -> HttpResponse:
    """25 waiting requests, oldest first; a number typed into the search opens its request."""
    user = actor(request)
    words = request.GET.get("q", "")[:40]
    if words.strip() and (found := official_find(user, words)):
        return redirect("desk:official", number=found.number)
    role = request.GET.get("peran", "")
    rows = keyset_page(official_queue(user, role=role), request=request, order="first_submitted_at")
    filters = [("", "Semua", role not in OFFICIAL_ROLES)]
    filters += [(key, role_word(key), key == role) for key in OFFICIAL_ROLES]
    return page(
        request,
        "officials/queue.html",
        "Antrean pejabat",
        {
            "rows": [(row, is_original_seen(row, getattr(row, "review", None))) for row in rows],
            "pages": rows,
            "filters": filters,
            "role": role,
            "words": words,
        },
    )


@desk_page("GET", "HEAD")
def official_page(request: HttpRequest, number: str) -> HttpResponse:
    """The letter beside the data. Opening it leaves a trace, because a NIP stands on it."""
    row = _request(request, number)
    official_view_record(request=row, actor=actor(request))
    return _page(request, row)


@desk_page("POST")
def original(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the original letter was shown."""
    row = _to_work_on(request, number)
    form = OriginalForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=400)
    try:
        official_original_record(
            request=row, actor=actor(request), mode=form.cleaned_data["mode"], version=form_version(request)
        )
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return _page(request, row, form, status=400)
    except Refusal as refusal:
        return said(request, refusal, row)
    messages.success(request, "Surat asli tercatat dilihat.")
    return to_case(row, "asli")


@desk_page("GET", "HEAD", "POST")
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason, then return the request for completion."""
    row = _to_work_on(request, number)
    if stop := _stopped(request, row):
        return stop

    def act(data: dict[str, Any]) -> str:
        official_send_back(request=row, actor=actor(request), reason=data["reason"], note=data["note"])
        return f"Permohonan {number} dikembalikan untuk dilengkapi; pemohon diberi tahu."

    form = OfficialReturnForm(request.POST if request.method == "POST" else None)
    return carried_out(request, row, form, act) or _form_page(request, "return.html", f"Kembalikan {number}", row, form)


@desk_page("GET", "HEAD", "POST")
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the approval gives and until when; the button approves."""
    row = _to_decide(request, number)
    if stop := _stopped(request, row):
        return stop
    if request.method == "POST":
        try:
            official_decision_approve(request=row, actor=actor(request))
        except Refusal as refusal:
            return said(request, refusal, row)
        messages.success(request, f"Permohonan {number} disetujui. Surat dan surel sedang disiapkan.")
        return to_case(row)
    review = official_review_of(row)
    context = {
        "official": row,
        "review": review,
        "is_seen": is_original_seen(row, review),
        "obstacle": obstacle(row),
        "agencies": list(row.audit_agencies.order_by("name")),
    }
    return page(request, "officials/approve.html", f"Setujui {number}", context)


@desk_page("GET", "HEAD", "POST")
def reject(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason and the words of the letter, then reject."""
    row = _to_decide(request, number)
    if stop := _stopped(request, row):
        return stop

    def act(data: dict[str, Any]) -> str:
        official_decision_reject(request=row, actor=actor(request), reason=data["reason"], note=data["note"])
        return f"Permohonan {number} ditolak. Surat dan surel sedang disiapkan."

    form = OfficialRejectForm(request.POST if request.method == "POST" else None)
    return carried_out(request, row, form, act) or _form_page(request, "reject.html", f"Tolak {number}", row, form)


def _request(request: HttpRequest, number: str) -> OfficialRequest:
    rows = desk_officials(actor(request)).select_related("owner__person", "organization", "letter_file", "renews")
    return get_object_or_404(rows, number=number)


def _to_work_on(request: HttpRequest, number: str) -> OfficialRequest:
    row = _request(request, number)
    if not can_work_official(actor(request), row):
        raise Forbidden(
            "Hanya petugas Unit Registrasi dan Verifikasi yang dapat memeriksa permohonan, dan bukan permohonannya sendiri.",
            code="not_officer",
        )
    return row


def _to_decide(request: HttpRequest, number: str) -> OfficialRequest:
    row = _request(request, number)
    if not can_decide_official(actor(request), row):
        raise Forbidden(
            "Anda tidak dapat memutuskan permohonan ini: keputusan diambil petugas Unit Registrasi dan Verifikasi "
            "yang tidak memiliki dan tidak mengisi permohonan itu. Minta petugas lain memutuskan.",
            code="may_not_decide",
        )
    return row


def _stopped(request: HttpRequest, row: OfficialRequest) -> HttpResponse | None:
    """The answer for a request that does not wait any more; None while it does."""
    if row.state == OfficialState.SUBMITTED:
        return None
    if row.state in OFFICIAL_DECIDED:
        return said(request, official_already_decided(row), row)
    words = f"Permohonan {row.number} sekarang “{row.get_state_display()}”, jadi tidak dapat diputuskan."
    return said(request, Refusal(words, code="wrong_state"), row)


def _form_page(request: HttpRequest, template: str, title: str, row: OfficialRequest, form: Any) -> HttpResponse:
    context = {"official": row, "form": form}
    return page(request, f"officials/{template}", title, context, status=400 if form.errors else 200)


def _page(
    request: HttpRequest, row: OfficialRequest, form: OriginalForm | None = None, *, status: int = 200
) -> HttpResponse:
    user = actor(request)
    review = official_review_of(row)
    is_waiting = row.state == OfficialState.SUBMITTED
    may_work = is_waiting and can_work_official(user, row)
    sections = [
        (step.label, [SummaryRow(label, value) for label, value in answers(row, step)])
        for step in steps(row)
        if step != OfficialStep.SCAN
    ]
    context = {
        "official": row,
        "review": review or OfficialReview(request=row),
        "is_seen": is_original_seen(row, review),
        "sections": sections,
        "findings": findings(row),
        "obstacle": obstacle(row) if is_waiting else "",
        "may_work": may_work,
        "may_decide": is_waiting and can_decide_official(user, row),
        "form": form or (OriginalForm(initial={"mode": review.original_mode if review else ""}) if may_work else None),
        "events": history_of(OFFICIAL_TYPE, row.number, 50),
    }
    return page(request, "officials/case.html", f"{row.number} {row.full_name}", context, status=status)
