"""Mails that came in, to be read by the desk: what became of each, and why."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from core.admin.base import ReadOnlyAdmin
from core.formats import masked_email
from helpdesk.enums.inbound import InboundState
from helpdesk.models import InboundMail

_COLOURS = {
    InboundState.OPENED.label: "success",
    InboundState.ADDED.label: "success",
    InboundState.REVIEW.label: "warning",
    InboundState.IGNORED.label: "info",
    InboundState.REFUSED.label: "warning",
    InboundState.FAILED.label: "danger",
}


@admin.register(InboundMail)
class InboundMailAdmin(ReadOnlyAdmin):
    """Newest first; reached from the tickets' page."""

    list_display = ("received_at", "subject", "address", "state_label", "reason", "ticket_number")
    list_filter = ("state",)
    list_select_related = ("ticket",)
    search_fields = ("=sender", "=message_id", "=ticket__number")
    search_help_text = "Alamat pengirim atau nomor tiket, ditulis lengkap"
    ordering = ("-pk",)
    fields = (
        "received_at", "sender", "sender_name", "subject", "state_label", "reason", "ticket_number", "files", "size",
        "message_id", "body",
    )  # fmt: skip
    readonly_fields = fields

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the menu: the tickets' page leads here."""
        return False

    @display(description="pengirim")
    def address(self, obj: InboundMail) -> str:
        """Masked in the list; whole on the mail's own page."""
        return masked_email(obj.sender) if obj.sender else ""

    @display(description="keadaan", ordering="state", label=_COLOURS)
    def state_label(self, obj: InboundMail) -> str:
        """What became of it."""
        return obj.get_state_display()

    @display(description="tiket")
    def ticket_number(self, obj: InboundMail) -> str:
        """The way to its page."""
        if obj.ticket is None:
            return ""
        number = obj.ticket.number
        return format_html('<a href="{}">{}</a>', reverse("ticket_desk:case", args=[number]), number)
