"""Holidays in the browser admin: seeded days, local days by decree, estimates to confirm."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.decorators import display

from core.admin.base import PortalAdmin
from core.enums import HolidayKind
from core.holidays import holiday_remove, holiday_save
from core.models import Holiday
from core.permissions import actor


class HolidayForm(forms.ModelForm):
    """A local holiday stands on a decree; without one it would be a day off by hearsay."""

    class Meta:
        model = Holiday
        fields = ("date", "name", "kind", "decree", "source", "is_observed", "is_estimate")

    def clean(self) -> dict[str, Any]:
        """Ask for the decree of a local day."""
        data = super().clean() or {}
        if data.get("kind") == HolidayKind.LOCAL and not data.get("decree"):
            self.add_error("decree", "Tulis dasar penetapannya, misalnya “Keputusan Bupati Nomor 12 Tahun 2026”.")
        return data


@admin.register(Holiday)
class HolidayAdmin(PortalAdmin):
    """The table behind the working-time clock (domain 8)."""

    audit_type = "holiday"
    list_display = ("date", "name", "kind", "decree", "is_observed", "estimate")
    list_filter = ("kind", "is_observed", "is_estimate")
    search_fields = ("name", "decree")
    date_hierarchy = "date"
    ordering = ("-date",)
    form = HolidayForm

    @display(description="status", label={"perkiraan": "warning", "ditetapkan": "success"})
    def estimate(self, obj: Holiday) -> str:
        """An estimated date moves when the decree comes."""
        return "perkiraan" if obj.is_estimate else "ditetapkan"

    def audit_number(self, obj: Holiday) -> str:
        """Holidays are known by date and name; the date may move, so the key stays the row's."""
        return f"libur-{obj.pk}"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only days that people added; a seeded one is marked as not observed instead."""
        return isinstance(obj, Holiday) and obj.seed_key is None and request.user.has_perm("core.delete_holiday")

    def save_model(self, request: HttpRequest, obj: Holiday, form: forms.ModelForm, change: bool) -> None:
        """Stored by the service, with its audit event."""
        holiday_save(holiday=obj, actor=actor(request))

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        """Removed by the service, with its audit event."""
        holiday_remove(holiday=obj, actor=actor(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nothing hangs on a holiday."""
        return [str(obj) for obj in objs], {"hari libur": len(objs)}, set(), []
