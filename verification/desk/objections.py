"""Objections on the desk: what waits for an answer, and the answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.admin.base import history_of
from core.forms import PortalForm, add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from verification.desk.frame import desk_page, page
from verification.permissions import can_answer, may_answer_objections
from verification.selectors import desk_objections
from verification.services.objections import LONGEST, objection_answer
from verification.transitions import OBJECTION_TYPE

FILTERS = (("", "Menunggu jawaban"), ("dijawab", "Sudah dijawab"))
_OUTCOMES = [("upheld", "Penolakan tetap berlaku"), ("granted", "Keberatan diterima: periksa lagi pendaftaran ini")]


class AnswerForm(PortalForm):
    """What is decided about an objection, and why."""

    outcome = forms.ChoiceField(label="Jawaban", choices=_OUTCOMES, widget=forms.RadioSelect)
    answer = forms.CharField(
        label="Alasan jawaban",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dicetak pada surat jawaban. Jangan menulis kata sandi.",
    )


@desk_page("GET", "HEAD")
def objections_page(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; or what was answered, newest first."""
    show = request.GET.get("tampil", "")
    rows = desk_objections(actor(request), is_answered=show == "dijawab")
    pages = keyset_page(rows, request=request, order="-submitted_at" if show == "dijawab" else "submitted_at")
    context = {
        "rows": pages,
        "pages": pages,
        "filters": [(key, label, key == show) for key, label in FILTERS],
        "show": show,
    }
    return page(request, "objections.html", "Keberatan", context)


@desk_page("GET", "HEAD", "POST")
def objection_page(request: HttpRequest, number: str) -> HttpResponse:
    """One objection beside the rejection it is about; who may answer it finds the form there."""
    user = actor(request)
    objection = get_object_or_404(desk_objections(user), number=number)
    if request.method == "POST" and not may_answer_objections(user):
        raise Forbidden("Keberatan dijawab petugas Unit Registrasi dan Verifikasi atau Kepala.", code="may_not_answer")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    is_confirming = form.is_valid()
    if is_confirming and request.POST.get("yakin"):
        try:
            objection_answer(
                objection=objection,
                actor=user,
                is_granted=form.cleaned_data["outcome"] == "granted",
                answer=form.cleaned_data["answer"],
            )
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
            is_confirming = False
        except Forbidden:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("desk:objection", number=number)
        else:
            messages.success(request, f"Keberatan {number} dijawab. Surat dan surel sedang disiapkan.")
            return redirect("desk:objection", number=number)
    context: dict[str, Any] = {
        "objection": objection,
        "application": objection.application,
        "files": list(objection.files.select_related("file")),
        "may_answer": can_answer(user, objection) and objection.state == "submitted",
        "is_other": may_answer_objections(user) and not can_answer(user, objection),
        "form": form,
        "confirming": is_confirming,
        "outcome": dict(_OUTCOMES).get(form.cleaned_data["outcome"], "") if is_confirming else "",
        "events": history_of(OBJECTION_TYPE, objection.number, 20),
    }
    return page(request, "objection.html", f"Keberatan {number}", context, status=400 if form.errors else 200)
