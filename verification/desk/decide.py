"""The ends of a review: what will happen is shown before it happens, on a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.forms import add_refusal
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState
from registration.models import Application
from registration.reasons import REASONS, ReasonCode
from verification.checklist import DeskItem, desk_items, missing
from verification.desk.frame import actor, case, desk_page, page, said, to_case
from verification.forms import ActivationForm, ApproveForm, RejectForm, ReturnForm, approve_initial
from verification.models import Review
from verification.permissions import can_decide, can_record_activation, can_work
from verification.selectors import case_of
from verification.services.decisions import (
    decision_approve,
    decision_reject,
    require_ground,
    review_return,
)
from verification.services.holding import HeldByOther, already_decided
from verification.services.user_ids import user_id_activation_record, user_id_free

_CONFIRMED = "yakin"


@desk_page("GET", "HEAD", "POST")
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Show which documents go back and why; the button sends them."""
    application = case(request, number)
    if not can_work(actor(request), application):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mengembalikan berkas.", code="not_officer")
    review, stop = _under_review(request, application)
    if stop:
        return stop
    items = [row for row in desk_items(application, review) if row.check and row.check.reason_code]
    form = ReturnForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            review_return(application=application, actor=actor(request), note=form.cleaned_data["note"])
        except Refusal as refusal:
            if not isinstance(refusal, BadInput):
                return said(request, refusal, application)
            add_refusal(form, refusal.message, refusal.field)
        else:
            messages.success(request, f"Berkas {number} dikembalikan untuk dilengkapi; pemohon diberi tahu.")
            return to_case(application)
    if form.errors:
        status = 400
    context = {"application": application, "form": form, "items": items}
    return page(request, "return.html", f"Kembalikan {number} untuk dilengkapi", context, status=status)


@desk_page("GET", "HEAD", "POST")
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the User ID, show what will be issued, approve."""
    application = _to_decide(request, number)
    review, stop = _under_review(request, application)
    if stop:
        return stop
    items = desk_items(application, review)
    posted = request.method == "POST"
    form = ApproveForm(request.POST if posted else None, initial=approve_initial(application))
    value, status, confirming = "", 200, False
    if posted and form.is_valid():
        try:
            value = user_id_free(form.cleaned_data["user_id"])
            if request.POST.get(_CONFIRMED):
                decision_approve(application=application, actor=actor(request), user_id=value)
                messages.success(request, f"Berkas {number} disetujui. Surat dan surel sedang disiapkan.")
                return to_case(application, "keputusan")
            confirming = True
        except Refusal as refusal:
            if not isinstance(refusal, BadInput):
                return said(request, refusal, application)
            add_refusal(form, refusal.message, refusal.field)
    if form.errors:
        status = 400
    context = _context(application, review, items, form) | {
        "user_id": value,
        "confirming": confirming,
        "gaps": missing(application, review, items),
    }
    return page(request, "approve.html", f"Setujui {number}", context, status=status)


@desk_page("GET", "HEAD", "POST")
def reject(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason, show what the letter will say, reject."""
    application = _to_decide(request, number)
    review, stop = _under_review(request, application)
    if stop:
        return stop
    items = desk_items(application, review)
    found = [row.check.reason_code for row in items if row.check and row.check.reason_code]
    posted = request.method == "POST"
    form = RejectForm(request.POST if posted else None, found=found)
    status, confirming = 200, False
    if posted and form.is_valid():
        code, note = form.cleaned_data["reason_code"], form.cleaned_data["note"]
        try:
            require_ground(code, found, review, note.strip())
            if request.POST.get(_CONFIRMED):
                decision_reject(application=application, actor=actor(request), reason_code=code, note=note)
                messages.success(request, f"Berkas {number} ditolak. Surat dan surel sedang disiapkan.")
                return to_case(application, "keputusan")
            confirming = True
        except Refusal as refusal:
            if not isinstance(refusal, BadInput):
                return said(request, refusal, application)
            add_refusal(form, refusal.message, refusal.field)
    if form.errors:
        status = 400
    context = _context(application, review, items, form) | {"confirming": confirming}
    if confirming:
        codes = list(dict.fromkeys([form.cleaned_data["reason_code"], *found]))
        context |= {
            "reasons": [ReasonCode(code).label for code in codes],
            "advice": [REASONS[code].advice for code in codes],
        }
    return page(request, "reject.html", f"Tolak {number}", context, status=status)


@desk_page("GET", "HEAD", "POST")
def activate(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the User ID was activated in SPSE, by whom and when."""
    application = case(request, number)
    if not can_record_activation(actor(request)):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatat pengaktifan.", code="not_officer")
    decision = getattr(application, "decision", None)
    entry = getattr(decision, "user_id", None) if decision else None
    if entry is None:
        refusal = Refusal(
            f"Berkas {number} belum disetujui, jadi belum ada User ID yang diaktifkan.", code="no_user_id"
        )
        return said(request, refusal, application)
    form = ActivationForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            user_id_activation_record(user_id=entry, actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            if not isinstance(refusal, BadInput):
                return said(request, refusal, application)
            add_refusal(form, refusal.message, refusal.field)
        else:
            messages.success(request, f"Pengaktifan User ID {entry.value} tercatat.")
            return to_case(application, "keputusan")
    if form.errors:
        status = 400
    context = {"application": application, "form": form, "entry": entry}
    return page(request, "activate.html", f"Catat pengaktifan {entry.value}", context, status=status)


def _to_decide(request: HttpRequest, number: str) -> Application:
    application = case(request, number)
    if not can_decide(actor(request), application):
        raise Forbidden(
            "Anda tidak dapat memutuskan berkas ini: keputusan diambil petugas Unit Registrasi dan Verifikasi "
            "yang tidak memiliki dan tidak mengisi pendaftaran itu. Minta petugas lain memutuskan.",
            code="may_not_decide",
        )
    return application


def _under_review(request: HttpRequest, application: Application) -> tuple[Review, None] | tuple[Review, HttpResponse]:
    """The review of a case that can be ended now; else the answer that says why not."""
    review = case_of(application)
    holder = review.holder_at() if review else None
    if getattr(application, "decision", None):
        return Review(), said(request, already_decided(application), application)
    if review is None or application.state != ApplicationState.UNDER_REVIEW:
        refusal = Refusal(f"Berkas {application.number} belum diperiksa. Ambil dahulu, lalu periksa dokumennya.")
        return Review(), said(request, refusal, application)
    if holder is not None and holder != actor(request):
        words = f"Berkas ini sedang diperiksa {holder.full_name}. Hubungi rekan itu, atau ambil alih dengan alasan."
        return Review(), said(request, HeldByOther(words, code="held"), application)
    return review, None


def _context(application: Application, review: Review, items: list[DeskItem], form: Any) -> dict[str, Any]:
    return {"application": application, "review": review, "items": items, "form": form}
