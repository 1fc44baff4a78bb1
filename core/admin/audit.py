"""The audit trail in the browser admin: to look through and to export, never to change."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter
from unfold.decorators import display

from core.admin.base import ReadOnlyAdmin
from core.audit import action_label, registered_actions
from core.models import AuditAnchor, AuditEvent


class ActionFilter(DropdownFilter):
    """The actions that the apps registered, by their names."""

    title = "tindakan"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Key and name of each, by name."""
        return sorted(registered_actions().items(), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Events of the chosen action."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class OfficeDayFilter(RangeDateFilter):
    """From one day to another, both whole, as the office counts days; unfold's own ends at the last day's midnight."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Moments of those days; what is no date does not narrow anything."""
        for end, look_up, later in (("_from", "gte", 0), ("_to", "lt", 1)):
            day = _day(self.used_parameters.get(f"{self.parameter_name}{end}"))
            if day is not None:
                moment = timezone.make_aware(datetime.combine(day, time())) + timedelta(days=later)
                queryset = queryset.filter(**{f"{self.parameter_name}__{look_up}": moment})
        return queryset


def _day(text: Any) -> date | None:
    """A date as the picker writes it or as people here do."""
    try:
        return forms.DateField(required=False).clean(text)
    except forms.ValidationError:
        return None


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what, when, from where; the newest first."""

    list_display = ("at", "action_name", "object_number", "actor_name", "ip")
    list_filter = (ActionFilter, ("at", OfficeDayFilter))
    search_fields = ("=object_number", "=actor_name", "=request_id")
    search_help_text = "Nomor berkas, nama pelaku, atau nomor kejadian, ditulis lengkap"
    ordering = ("-pk",)
    fields = ("at", "action_name", "object_type", "object_number", "actor_name", "ip", "request_id", "facts", "link")
    readonly_fields = fields

    @display(description="tindakan", ordering="action")
    def action_name(self, obj: AuditEvent) -> str:
        """The Indonesian name of the action."""
        return action_label(obj.action)

    @display(description="rincian")
    def facts(self, obj: AuditEvent) -> SafeString:
        """The facts as they were stored."""
        return format_html(
            '<pre class="whitespace-pre-wrap">{}</pre>', json.dumps(obj.data, ensure_ascii=False, indent=1)
        )

    @display(description="segel")
    def link(self, obj: AuditEvent) -> str:
        """Place and hash in the chain."""
        return f"{obj.seal.pk}: {obj.seal.hash}" if hasattr(obj, "seal") else "tidak bersegel"


@admin.register(AuditAnchor)
class AuditAnchorAdmin(ReadOnlyAdmin):
    """The head of the chain day by day, to be compared with the mails that went out."""

    list_display = ("day", "events", "hash", "at")
    ordering = ("-pk",)
    fields = ("day", "at", "seal_id", "events", "hash")
    readonly_fields = fields
