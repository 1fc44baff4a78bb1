"""The ends of a change request's review, each on a page of its own that shows what will happen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.permissions import actor
from core.refusals import Forbidden, Refusal
from registration.enums import ChangeState
from registration.models import ChangeRequest
from registration.register import comparison, registered
from verification.change_checklist import change_desk_items, change_missing
from verification.change_forms import ChangeRejectForm
from verification.change_selectors import review_of
from verification.desk.changes import desk_change
from verification.desk.frame import carried_out, desk_page, page, said, to_case
from verification.forms import ReturnForm
from verification.models import ChangeReview
from verification.permissions import can_decide, can_work
from verification.services.change_decisions import (
    change_decision_approve,
    change_decision_reject,
    change_send_back,
)
from verification.services.change_review import already_decided_change
from verification.services.holding import HeldByOther


@desk_page("GET", "HEAD", "POST")
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Show which documents go back and why; the button sends them."""
    change = desk_change(request, number)
    if not can_work(actor(request), change):
        raise Forbidden(
            "Hanya petugas Unit Registrasi dan Verifikasi yang mengembalikan permohonan.", code="not_officer"
        )
    review, stop = _under_review(request, change)
    if stop:
        return stop

    def act(data: dict[str, Any]) -> str:
        change_send_back(change=change, actor=actor(request), note=data["note"])
        return f"Permohonan {number} dikembalikan untuk dilengkapi; pemohon diberi tahu."

    form = ReturnForm(request.POST if request.method == "POST" else None)
    items = [row for row in change_desk_items(change, review) if row.check and row.check.reason_code]
    return carried_out(request, change, form, act) or page(
        request,
        "change_return.html",
        f"Kembalikan {number} untuk dilengkapi",
        {"change": change, "name": _name(change), "form": form, "items": items},
        status=400 if form.errors else 200,
    )


@desk_page("GET", "HEAD", "POST")
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Show what will be issued and changed; the button approves."""
    change = _to_decide(request, number)
    review, stop = _under_review(request, change)
    if stop:
        return stop
    if request.method == "POST":
        try:
            change_decision_approve(change=change, actor=actor(request))
        except Refusal as refusal:
            return said(request, refusal, change)
        messages.success(request, f"Permohonan {number} disetujui. Surat dan surel sedang disiapkan.")
        return to_case(change, "keputusan")
    context = {
        "change": change,
        "name": _name(change),
        "rows": comparison(change),
        "gaps": change_missing(change, review, change_desk_items(change, review)),
    }
    return page(request, "change_approve.html", f"Setujui {number}", context)


@desk_page("GET", "HEAD", "POST")
def reject(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason; the button rejects."""
    change = _to_decide(request, number)
    review, stop = _under_review(request, change)
    if stop:
        return stop
    items = change_desk_items(change, review)
    found = [row.check.reason_code for row in items if row.check and row.check.reason_code]

    def act(data: dict[str, Any]) -> str:
        change_decision_reject(change=change, actor=actor(request), **data)
        return f"Permohonan {number} ditolak. Surat dan surel sedang disiapkan."

    form = ChangeRejectForm(request.POST if request.method == "POST" else None, found=found)
    return carried_out(request, change, form, act, "keputusan") or page(
        request,
        "change_reject.html",
        f"Tolak {number}",
        {"change": change, "name": _name(change), "form": form},
        status=400 if form.errors else 200,
    )


def _name(change: ChangeRequest) -> str:
    return registered(change.application).full_name


def _to_decide(request: HttpRequest, number: str) -> ChangeRequest:
    change = desk_change(request, number)
    if not can_decide(actor(request), change):
        raise Forbidden(
            "Anda tidak dapat memutuskan permohonan ini: keputusan diambil petugas Unit Registrasi dan Verifikasi "
            "yang tidak memiliki dan tidak mengisi permohonan itu. Minta petugas lain memutuskan.",
            code="may_not_decide",
        )
    return change


def _under_review(request: HttpRequest, change: ChangeRequest) -> tuple[ChangeReview, HttpResponse | None]:
    """The review of a request that can be ended now; else the answer that says why not."""
    review = review_of(change)
    holder = review.holder_at() if review else None
    if getattr(change, "decision", None):
        return ChangeReview(), said(request, already_decided_change(change), change)
    if review is None or change.state != ChangeState.UNDER_REVIEW:
        refusal = Refusal(f"Permohonan {change.number} belum diperiksa. Ambil dahulu, lalu periksa dokumennya.")
        return ChangeReview(), said(request, refusal, change)
    if holder is not None and holder != actor(request):
        words = f"Permohonan ini sedang diperiksa {holder.full_name}. Hubungi rekan itu."
        return ChangeReview(), said(request, HeldByOther(words, code="held"), change)
    return review, None
