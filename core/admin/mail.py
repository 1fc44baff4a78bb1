"""Outgoing mail in the browser admin: how it went, and once more for what was refused."""

import re

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display

from core import formats
from core.admin.base import ReadOnlyAdmin
from core.enums import WorkState
from core.mail import can_resend, mail_resend
from core.models import OutgoingMail
from core.permissions import actor
from core.refusals import Refusal

_STATES = {WorkState.WAITING: "dalam antrean", WorkState.DONE: "terkirim", WorkState.FAILED: "ditolak"}
_ADDRESS = re.compile(r"(https?://[^/\s]+)/\S*")


class ResendForm(forms.Form):
    """Nothing to fill in; the button is the confirmation."""


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Every mail the portal wrote, newest first."""

    audit_type = "mail"
    list_display = ("created_at", "subject", "address", "kind", "state_label", "sent_at")
    list_filter = ("work_state", "kind")
    search_fields = ("=to", "=case_number", "=message_id")
    search_help_text = "Alamat surel atau nomor berkas, ditulis lengkap"
    ordering = ("-pk",)
    fields = (
        "subject", "to", "kind", "case_number", "state_label", "created_at", "sent_at", "attempts", "run_after",
        "retry_until", "last_error", "message_id", "attached", "text",
    )  # fmt: skip
    readonly_fields = fields
    actions_detail = ["resend"]

    def audit_number(self, obj: OutgoingMail) -> str:
        """As `mail_resend` records it."""
        return obj.case_number or obj.message_id.strip("<>")

    @display(description="kepada")
    def address(self, obj: OutgoingMail) -> str:
        """Masked in the list; whole on the mail's own page."""
        return formats.masked_email(obj.to)

    @display(
        description="keadaan",
        ordering="work_state",
        label={"dalam antrean": "info", "terkirim": "success", "ditolak": "danger"},
    )
    def state_label(self, obj: OutgoingMail) -> str:
        """How far it is."""
        return _STATES[WorkState(obj.work_state)]

    @display(description="lampiran")
    def attached(self, obj: OutgoingMail) -> str:
        """Numbers of the attached documents and names of the files made for this mail."""
        numbers = obj.attachments.order_by("pk").values_list("number", flat=True)
        names = obj.parts.order_by("pk").values_list("name", flat=True)
        return ", ".join([*numbers, *names]) or "–"

    @display(description="isi")
    def text(self, obj: OutgoingMail) -> str:
        """The words without the addresses in them: a link in a mail may be somebody's key."""
        return _ADDRESS.sub(r"\1/… (tautan disembunyikan)", obj.body)

    def has_resend_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Asked by name, as in the register of documents."""
        return can_resend(actor(request))

    @action(description="Kirim ulang", url_path="kirim-ulang", permissions=["resend"], icon="forward_to_inbox")
    def resend(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask once, then give the row another two days."""
        mail = get_object_or_404(OutgoingMail, pk=object_id)
        form = ResendForm(request.POST if request.method == "POST" else None)
        back = reverse("admin:core_outgoingmail_change", args=[mail.pk])
        if form.is_valid():
            try:
                mail_resend(mail=mail, actor=actor(request))
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                self.message_user(request, "Surel masuk antrean lagi.", messages.SUCCESS)
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Kirim ulang: {mail.subject}",
            "opts": self.opts,
            "object": mail,
            "form": form,
            "button": "Kirim ulang",
            "warning": (
                f"Surel kepada {mail.to} dicoba lagi selama dua hari, dari {settings.DEFAULT_FROM_EMAIL}. "
                f"Galat terakhir: {mail.last_error or 'tidak ada'}"
            ),
            "back": back,
        }
        return TemplateResponse(request, "admin/core/document_action.html", context, status=409 if form.errors else 200)
