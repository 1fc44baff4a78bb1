"""The log of tickets in the browser admin, with the columns of the official form; the desk has pages of its own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from unfold.decorators import display

from core.admin.base import PortalAdmin, ReadOnlyAdmin
from core.audit import audit_record
from core.formats import masked
from core.permissions import actor
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.models import AnswerTemplate, Ticket
from helpdesk.selectors.ticket import NOBODY, SECRET, desk_tickets


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    """The log, newest first; whoever asked for secrecy is named nowhere in it."""

    desk_list = "ticket_desk:queue"
    list_before_template = "helpdesk/desk/log_link.html"
    list_display = ("number", "subject", "reporter", "priority", "state", "opened_at")
    export_fields = (
        "number", "opened_at", "reporter", "contact", "channel", "subject", "type", "category", "user_group", "kind",
        "urgency", "impact", "priority", "unit", "officer", "state", "responded_at", "response_due_at", "solution",
        "resolved_at", "resolution_due_at", "confirmation", "is_out_of_scope",
    )  # fmt: skip
    list_filter = ("state", "type", "priority", "channel", "unit", "is_out_of_scope")
    list_select_related = ("officer__person",)
    search_fields = ("number",)
    search_help_text = "Nomor tiket; isi tiket dicari di meja tiket"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """What the person's desk shows."""
        visible = desk_tickets(actor(request)).values("pk")
        rows = super().get_queryset(request)
        return rows if actor(request).has_perm("helpdesk.view_every_ticket") else rows.filter(pk__in=visible)

    @display(description="pelapor")
    def reporter(self, obj: Ticket) -> str:
        """The name, unless it is secret."""
        if obj.secrecy == TicketSecrecy.ANONYMOUS:
            return NOBODY
        return obj.reporter_name if obj.secrecy == TicketSecrecy.OPEN else SECRET

    @display(description="kontak")
    def contact(self, obj: Ticket) -> str:
        """The telephone, masked; nothing of who asked for secrecy."""
        return masked(obj.reporter_phone) if obj.secrecy == TicketSecrecy.OPEN else ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """On to the page of the ticket."""
        return redirect("ticket_desk:case", number=self._ticket(request, object_id).number)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history stands on the page of the ticket."""
        return redirect("ticket_desk:case", number=self._ticket(request, object_id).number)

    def _ticket(self, request: HttpRequest, object_id: str) -> Ticket:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(desk_tickets(actor(request)), pk=object_id)


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(PortalAdmin):
    """Words the desk answers with."""

    audit_type = "answer_template"
    list_display = ("title", "is_active")
    list_filter = ("is_active",)
    search_fields = ("title", "body")
    fields = ("title", "body", "is_active")
    ordering = ("title",)

    def audit_number(self, obj: AnswerTemplate) -> str:
        """Templates have no number of their own."""
        return f"templat-{obj.pk}"

    def save_model(self, request: HttpRequest, obj: AnswerTemplate, form: forms.ModelForm, change: bool) -> None:
        """Stored with its audit event."""
        obj.save()
        audit_record(
            action="answer_template.saved",
            object_type=self.audit_type,
            object_number=self.audit_number(obj),
            actor=actor(request),
            data={"title": obj.title, "is_active": obj.is_active},
        )
