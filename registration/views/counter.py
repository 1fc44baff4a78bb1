"""Behind the mail of the counter: what the officer typed, a password, and the owner's own declaration."""

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.components import SummaryRow
from core.forms import PortalForm, add_refusal
from core.kept_secret import KeptSecret
from core.refusals import BadInput
from registration.answers import answers
from registration.enums import Step
from registration.forms.signup import AccountForm
from registration.models import Application
from registration.requirements import steps
from registration.services.application import Incomplete
from registration.services.counter import counter_confirm, counter_find
from registration.services.signup import LinkExpired
from registration.tasklist import needed_items
from registration.views.papers import current_files

_LINK = KeptSecret("loket", "registration:counter_confirm", 60 * 60)
_BACKEND = "core.backends.RoleBackend"


class ConfirmForm(PortalForm):
    """A password of one's own, and what one answers for by handing in."""

    password = AccountForm.base_fields["password"]
    declaration = forms.BooleanField(
        label="Saya menyatakan data dan dokumen ini benar, dan saya berwenang menyerahkannya.", required=False
    )


@login_not_required
@require_safe
@never_cache
def counter_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: takes the token out of the address at once."""
    counter_find(token)
    return _LINK.out_of_address(request, token)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Check, then hand in or take over to set something right. Sent twice, the second leads to the application."""
    token = _LINK.read(request)
    try:
        entry = counter_find(token)
    except LinkExpired:
        if request.method == "POST" and token and request.user.is_authenticated:
            return redirect("registration:own")
        raise
    application = entry.application
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hand_in = "perbaiki" not in request.POST
        try:
            confirmed = counter_confirm(
                token=token,
                password=form.cleaned_data["password"],
                declaration_accepted=form.cleaned_data["declaration"],
                hand_in=hand_in,
            )
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except Incomplete as refusal:
            add_refusal(form, refusal.message)
        else:
            login(request, confirmed.owner, backend=_BACKEND)
            name = "registration:submitted" if hand_in else "registration:review"
            return _LINK.forget(redirect(name, number=confirmed.number))
    context = {"application": application, "entry": entry, "sections": _sections(application), "form": form}
    return render(request, "registration/counter/confirm.html", context)


def _sections(application: Application) -> list[tuple[str, list[SummaryRow]]]:
    found = [
        (step.label, [SummaryRow(label, value) for label, value in answers(application, step)])
        for step in steps(application.kind)
        if step != Step.DOCUMENTS
    ]
    papers = [
        SummaryRow(rule.label, "\n".join(row.file.original_name for row in current_files(item)))
        for rule, item in needed_items(application)
    ]
    return [*found, (Step.DOCUMENTS.label, papers)]
