"""The ends of a review: what will happen is shown before it happens, on a page of its own."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from core.permissions import actor
from core.refusals import Forbidden, Refusal
from registration.models import Application
from registration.reasons import REASONS, ReasonCode
from verification.checklist import desk_items, missing
from verification.desk.frame import carried_out, case, desk_page, page, said
from verification.desk.holding import CASE_DESK, end_page
from verification.forms import ActivationForm, ApproveForm, RejectForm, ReturnForm, approve_initial
from verification.models import Review
from verification.permissions import can_record_activation
from verification.selectors import decision_of
from verification.services.decisions import (
    decision_approve,
    decision_reject,
    require_ground,
    review_return,
)
from verification.services.user_ids import user_id_activation_record, user_id_free

_CONFIRMED = "yakin"


@end_page(CASE_DESK, decides=False)
def send_back(request: HttpRequest, application: Application, review: Review) -> HttpResponse:
    """Show which documents go back and why; the button sends them."""

    def act(data: dict[str, Any]) -> str:
        review_return(application=application, actor=actor(request), note=data["note"])
        return f"Berkas {application.number} dikembalikan untuk dilengkapi; pemohon diberi tahu."

    form = ReturnForm(request.POST if request.method == "POST" else None)
    items = [row for row in desk_items(application, review) if row.check and row.check.reason_code]
    return carried_out(request, application, form, act) or _form_page(
        request,
        "return.html",
        f"Kembalikan {application.number} untuk dilengkapi",
        form,
        application=application,
        items=items,
    )


@end_page(CASE_DESK, decides=True)
def approve(request: HttpRequest, application: Application, review: Review) -> HttpResponse:
    """Ask for the User ID, show what will be issued, approve."""

    def act(data: dict[str, Any]) -> str:
        data["user_id"] = user_id_free(data["user_id"], application=application)
        if not request.POST.get(_CONFIRMED):
            return ""
        decision_approve(application=application, actor=actor(request), user_id=data["user_id"])
        return f"Berkas {application.number} disetujui. Surat dan surel sedang disiapkan."

    form = ApproveForm(request.POST if request.method == "POST" else None, initial=approve_initial(application))
    items = desk_items(application, review)
    return carried_out(request, application, form, act, "keputusan") or _form_page(
        request,
        "approve.html",
        f"Setujui {application.number}",
        form,
        application=application,
        review=review,
        items=items,
        confirming=form.is_valid(),
        user_id=form.cleaned_data["user_id"] if form.is_valid() else "",
        gaps=missing(application, review, items),
    )


@end_page(CASE_DESK, decides=True)
def reject(request: HttpRequest, application: Application, review: Review) -> HttpResponse:
    """Ask for the reason, show what the letter will say, reject."""
    items = desk_items(application, review)
    found = [row.check.reason_code for row in items if row.check and row.check.reason_code]

    def act(data: dict[str, Any]) -> str:
        require_ground(data["reason_code"], found, review, data["note"].strip())
        if not request.POST.get(_CONFIRMED):
            return ""
        decision_reject(application=application, actor=actor(request), **data)
        return f"Berkas {application.number} ditolak. Surat dan surel sedang disiapkan."

    form = RejectForm(request.POST if request.method == "POST" else None, found=found)
    answer = carried_out(request, application, form, act, "keputusan")
    codes = list(dict.fromkeys([form.cleaned_data["reason_code"], *found])) if form.is_valid() else []
    return answer or _form_page(
        request,
        "reject.html",
        f"Tolak {application.number}",
        form,
        application=application,
        review=review,
        items=items,
        confirming=form.is_valid(),
        reasons=[ReasonCode(code).label for code in codes],
        advice=[REASONS[code].advice for code in codes],
    )


@desk_page("GET", "HEAD", "POST")
def activate(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the User ID was activated in SPSE, by whom and when."""
    application = case(request, number)
    if not can_record_activation(actor(request)):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatat pengaktifan.", code="not_officer")
    decision = decision_of(application)
    entry = getattr(decision, "user_id", None) if decision else None
    if entry is None:
        refusal = Refusal(
            f"Berkas {number} belum disetujui, jadi belum ada User ID yang diaktifkan.", code="no_user_id"
        )
        return said(request, refusal, application)

    def act(data: dict[str, Any]) -> str:
        user_id_activation_record(user_id=entry, actor=actor(request), **data)
        return f"Pengaktifan User ID {entry.value} tercatat."

    form = ActivationForm(request.POST if request.method == "POST" else None)
    return carried_out(request, application, form, act, "keputusan") or _form_page(
        request, "activate.html", f"Catat pengaktifan {entry.value}", form, application=application, entry=entry
    )


def _form_page(request: HttpRequest, template: str, title: str, form: Form, **context: Any) -> HttpResponse:
    return page(request, template, title, {"form": form, **context}, status=400 if form.errors else 200)
