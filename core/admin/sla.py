"""Targets of the service in the browser admin: the Kepala sets new ones, old ones stay on record."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from core import clock
from core.admin.base import PortalAdmin
from core.forms import add_refusal
from core.models import SlaTarget
from core.permissions import actor
from core.refusals import BadInput
from core.sla.services import OBJECT_TYPE, target_check, target_number, target_save

IN_FORCE, AHEAD, OVER = "berlaku", "belum mulai", "berakhir"


class SlaTargetForm(forms.ModelForm):
    """A new target ends the one before it by itself, so overlaps are judged by the service."""

    class Meta:
        model = SlaTarget
        fields = ("priority", "kind", "minutes", "valid_from", "valid_until")
        help_texts = {
            "minutes": "Menit kerja: hanya jam layanan yang dihitung. Satu hari kerja Senin–Kamis 450 menit.",
            "valid_from": "Untuk permintaan yang dibuka mulai tanggal ini. Target lama berakhir sehari sebelumnya.",
            "valid_until": "Kosongkan bila belum ditentukan.",
        }

    def _get_validation_exclusions(self) -> set[str]:
        # Overlaps are left to `target_check`, which knows that a new target ends the old one.
        return {*super()._get_validation_exclusions(), "priority"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            target_check(self.instance)
        except BadInput as refusal:
            add_refusal(self, refusal.message, refusal.field)


@admin.register(SlaTarget)
class SlaTargetAdmin(PortalAdmin):
    """Dated targets behind the service clock; the history of each shows who set it."""

    audit_type = OBJECT_TYPE
    form = SlaTargetForm
    list_display = ("kind", "priority", "working_time", "valid_from", "valid_until", "standing")
    list_filter = ("kind", "priority")
    ordering = ("kind", "priority", "-valid_from")

    @display(description="waktu kerja")
    def working_time(self, obj: SlaTarget) -> str:
        """The minutes in hours."""
        return clock.duration(obj.minutes)

    @display(description="keadaan", label={IN_FORCE: "success", AHEAD: "info", OVER: "warning"})
    def standing(self, obj: SlaTarget) -> str:
        """Whether it counts for requests opened today."""
        today = clock.today()
        if obj.valid_from > today:
            return AHEAD
        return OVER if obj.valid_until is not None and obj.valid_until < today else IN_FORCE

    def audit_number(self, obj: SlaTarget) -> str:
        """Targets have no number of their own."""
        return target_number(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it is about stays; what is in force can only be ended."""
        if obj is None:
            return ()
        fixed = ("priority", "kind")
        return fixed if obj.valid_from > clock.today() else (*fixed, "minutes", "valid_from")

    def save_model(self, request: HttpRequest, obj: SlaTarget, form: forms.ModelForm, change: bool) -> None:
        """Stored by the service, with its audit event."""
        target_save(target=obj, actor=actor(request))
