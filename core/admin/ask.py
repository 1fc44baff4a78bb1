"""One page of the browser admin that asks before it acts: a form, a warning, a button (also without JavaScript)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from core.admin.base import PortalAdmin
from core.forms import add_refusal
from core.refusals import Refusal


class ConfirmForm(forms.Form):
    """Nothing to fill in; the button is the confirmation."""


class ReasonForm(forms.Form):
    """Why; it stands in the audit trail."""

    reason = forms.CharField(
        label="Alasan",
        help_text="Tercatat dalam jejak audit. Jangan menulis data pribadi.",
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )


def posted(request: HttpRequest) -> Any:
    """The data of a form that was sent, also when it has no field; None before."""
    return request.POST if request.method == "POST" else None


def ask(
    admin: PortalAdmin,
    request: HttpRequest,
    obj: Model,
    *,
    form: forms.Form,
    title: str,
    warning: str,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Show the form; when it is sent and good, act, and lead back to the object's page.

    Args:
        act: does it with the form's data and returns the sentence of success; its `Refusal` is shown in the form.
    """
    back = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_change", args=[obj.pk])
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                said = act(form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal.message, refusal.field)
                status = refusal.status
            else:
                admin.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(back)
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{title}: {obj}",
        "opts": admin.opts,
        "object": obj,
        "form": form,
        "button": title,
        "warning": warning,
        "back": back,
    }
    return TemplateResponse(request, "admin/core/document_action.html", context, status=status)
