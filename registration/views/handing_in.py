"""The end of the form: check the answers, declare, hand in, and the page that says what happens next."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.components import SummaryRow
from core.forms import PortalForm, add_refusal
from core.permissions import actor
from core.refusals import BadInput
from registration.answers import answers
from registration.completeness import gaps, open_steps
from registration.enums import ApplicationState, Step
from registration.findings import findings
from registration.models import Application
from registration.receipts import receipt_of, receipt_secret
from registration.requirements import steps
from registration.services.application import Incomplete, application_submit, application_withdraw
from registration.tasklist import needed_items, step_url
from registration.transitions import SUBMIT, WITHDRAW
from registration.views.own import own_application
from registration.views.papers import current_files
from registration.views.steps import FROM_REVIEW


class DeclarationForm(PortalForm):
    """What one answers for by handing in."""

    declaration = forms.BooleanField(
        label="Saya menyatakan data dan dokumen ini benar, dan saya berwenang menyerahkannya.",
        error_messages={"required": "Centang pernyataan bahwa data dan dokumen benar untuk menyerahkan pendaftaran."},
    )


@require_safe
@never_cache
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Every answer with its change link; what looks odd as a warning; what is missing with the way to it."""
    application = own_application(request, number)
    open_now = open_steps(application)
    context: dict[str, Any] = {
        "application": application,
        "sections": [_section(application, step, step in open_now) for step in steps(application.kind)],
        "findings": findings(application),
        "gaps": [{"text": gap.text, "url": _gap_url(application, gap.step, gap.field)} for gap in gaps(application)],
        "can_submit": SUBMIT.allows(application.state),
    }
    return render(request, "registration/application/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Declare and hand in. Handing in twice leads to the same confirmation."""
    application = own_application(request, number)
    if request.method != "POST":
        if application.state == ApplicationState.SUBMITTED:
            return redirect("registration:submitted", number=number)
        if not SUBMIT.allows(application.state) or gaps(application):
            return redirect("registration:review", number=number)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        try:
            application_submit(
                application=application,
                actor=actor(request),
                declaration_accepted=bool(form.cleaned_data.get("declaration")),
            )
        except Incomplete:
            return redirect("registration:review", number=number)
        except BadInput as refusal:
            if not form.errors:
                add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect("registration:submitted", number=number)
    return render(request, "registration/application/submit.html", {"application": application, "form": form})


@require_safe
@never_cache
def submitted(request: HttpRequest, number: str) -> HttpResponse:
    """Handed in: the number, the receipt, how to ask for the state, what happens next."""
    application = own_application(request, number)
    if application.submitted_at is None:
        return redirect("registration:application", number=number)
    receipt = receipt_of(application)
    context = {
        "application": application,
        "receipt": receipt,
        "secret": receipt_secret(application),
    }
    return render(request, "registration/application/submitted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then take the application back. Twice is the same as once."""
    application = own_application(request, number)
    if application.state == ApplicationState.WITHDRAWN:
        return redirect("registration:application", number=number)
    if request.method == "POST":
        application_withdraw(application=application, actor=actor(request))
        return redirect("registration:application", number=number)
    if not WITHDRAW.allows(application.state):
        return redirect("registration:application", number=number)
    return render(request, "registration/application/withdraw.html", {"application": application})


def _section(application: Application, step: Step, is_open: bool) -> dict[str, Any]:
    if step == Step.DOCUMENTS:
        rows = [
            SummaryRow(
                rule.label,
                "\n".join(row.file.original_name for row in current_files(item))
                or ("" if item.state == "missing" else item.get_state_display()),
                reverse("registration:document", args=[application.number, item.key])
                if is_open and item.is_open
                else "",
            )
            for rule, item in needed_items(application)
        ]
    else:
        url = f"{step_url(application, step)}?dari={FROM_REVIEW}" if is_open else ""
        rows = [SummaryRow(label, value, url) for label, value in answers(application, step)]
    return {"step": step, "label": step.label, "rows": rows}


def _gap_url(application: Application, step: Step, field: str) -> str:
    if step == Step.DOCUMENTS:
        return reverse("registration:document", args=[application.number, field])
    anchor = {"region_code": "#wilayah", "licences": "#izin"}.get(field, f"#id_{field}")
    return f"{step_url(application, step)}?dari={FROM_REVIEW}{anchor}"
