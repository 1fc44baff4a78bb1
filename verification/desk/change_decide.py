"""The ends of a change request's review, each on a page of its own that shows what will happen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.permissions import actor
from core.refusals import Refusal
from registration.models import ChangeRequest
from registration.register import comparison, registered
from verification.change_checklist import change_desk_items, change_missing
from verification.change_forms import ChangeRejectForm
from verification.desk.frame import carried_out, page, said, to_case
from verification.desk.holding import CHANGE_DESK, end_page
from verification.forms import ReturnForm
from verification.models import ChangeReview
from verification.services.change_decisions import (
    change_decision_approve,
    change_decision_reject,
    change_send_back,
)


@end_page(CHANGE_DESK, decides=False)
def send_back(request: HttpRequest, change: ChangeRequest, review: ChangeReview) -> HttpResponse:
    """Show which documents go back and why; the button sends them."""

    def act(data: dict[str, Any]) -> str:
        change_send_back(change=change, actor=actor(request), note=data["note"])
        return f"Permohonan {change.number} dikembalikan untuk dilengkapi; pemohon diberi tahu."

    form = ReturnForm(request.POST if request.method == "POST" else None)
    items = [row for row in change_desk_items(change, review) if row.check and row.check.reason_code]
    return carried_out(request, change, form, act) or page(
        request,
        "change_return.html",
        f"Kembalikan {change.number} untuk dilengkapi",
        {"change": change, "name": _name(change), "form": form, "items": items},
        status=400 if form.errors else 200,
    )


@end_page(CHANGE_DESK, decides=True)
def approve(request: HttpRequest, change: ChangeRequest, review: ChangeReview) -> HttpResponse:
    """Show what will be issued and changed; the button approves."""
    if request.method == "POST":
        try:
            change_decision_approve(change=change, actor=actor(request))
        except Refusal as refusal:
            return said(request, refusal, change)
        messages.success(request, f"Permohonan {change.number} disetujui. Surat dan surel sedang disiapkan.")
        return to_case(change, "keputusan")
    context = {
        "change": change,
        "name": _name(change),
        "rows": comparison(change),
        "gaps": change_missing(change, review, change_desk_items(change, review)),
    }
    return page(request, "change_approve.html", f"Setujui {change.number}", context)


@end_page(CHANGE_DESK, decides=True)
def reject(request: HttpRequest, change: ChangeRequest, review: ChangeReview) -> HttpResponse:
    """Ask for the reason; the button rejects."""
    items = change_desk_items(change, review)
    found = [row.check.reason_code for row in items if row.check and row.check.reason_code]

    def act(data: dict[str, Any]) -> str:
        change_decision_reject(change=change, actor=actor(request), **data)
        return f"Permohonan {change.number} ditolak. Surat dan surel sedang disiapkan."

    form = ChangeRejectForm(request.POST if request.method == "POST" else None, found=found)
    return carried_out(request, change, form, act, "keputusan") or page(
        request,
        "change_reject.html",
        f"Tolak {change.number}",
        {"change": change, "name": _name(change), "form": form},
        status=400 if form.errors else 200,
    )


def _name(change: ChangeRequest) -> str:
    return registered(change.application).full_name
