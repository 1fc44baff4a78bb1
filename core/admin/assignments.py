"""Roles in the browser admin: proposed by one, decided by another."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from core.admin.ask import ConfirmForm, ReasonForm, ask, posted
from core.admin.base import ReadOnlyAdmin
from core.assignments import role_decide, role_end
from core.enums import AssignmentState
from core.formats import short_date
from core.models import RoleAssignment
from core.people import (
    OBJECT_TYPE,
    person_number,
)
from core.permissions import actor

PERIOD_STATES = {"future": "belum mulai", "past": "sudah lewat"}


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ReadOnlyAdmin):
    """Every role that was ever proposed, with who proposed and who decided."""

    audit_type = OBJECT_TYPE
    list_display = ("person", "role_label", "state_label", "days", "letter_number", "proposed_by")
    list_filter = ("state", ("role", ChoicesDropdownFilter))
    list_select_related = ("person", "proposed_by", "decided_by")
    search_fields = ("person__full_name", "person__nip", "letter_number")
    search_help_text = "Nama, NIP, atau nomor SK"
    ordering = ("-pk",)
    fields = (
        "person",
        "role_label",
        "state_label",
        "days",
        "letter_number",
        "proposed_by",
        "created_at",
        "decided_by",
        "decided_at",
    )
    readonly_fields = fields
    actions_detail = ["accept", "refuse", "end"]

    def offers(self, obj: RoleAssignment, name: str) -> bool:
        """Decide what waits, end what was given."""
        return obj.state == (AssignmentState.ACTIVE if name == "end" else AssignmentState.PROPOSED)

    def audit_number(self, obj: RoleAssignment) -> str:
        """The history of a role is the person's."""
        return person_number(obj.person)

    @display(description="peran", ordering="role")
    def role_label(self, obj: RoleAssignment) -> str:
        """The role's name."""
        return obj.role_object.label

    @display(
        description="keadaan",
        ordering="state",
        label={
            AssignmentState.PROPOSED.label: "warning",
            AssignmentState.ACTIVE.label: "success",
            AssignmentState.REFUSED.label: "danger",
        },
    )
    def state_label(self, obj: RoleAssignment) -> str:
        """The state as the period makes it today."""
        now = timezone.now()
        if obj.state == AssignmentState.ACTIVE and now < obj.period.lower:
            return PERIOD_STATES["future"]
        if obj.state == AssignmentState.ACTIVE and obj.period.upper and obj.period.upper <= now:
            return PERIOD_STATES["past"]
        return str(AssignmentState(obj.state).label)

    @display(description="berlaku", ordering="period")
    def days(self, obj: RoleAssignment) -> str:
        """First day, and the last one if there is one."""
        until = short_date(obj.period.upper) if obj.period.upper else "seterusnya"
        return f"{short_date(obj.period.lower)} – {until}"

    @action(description="Setujui", url_path="setujui", permissions=["decide"], icon="check")
    def accept(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Say yes, as the second person."""
        row = self._row(object_id)

        def act(data: dict[str, Any]) -> str:
            role_decide(assignment=row, accept=True, actor=actor(request))
            return f"Peran {row.role_object.label} diberikan kepada {row.person}."

        warning = f"Diusulkan oleh {row.proposed_by.full_name if row.proposed_by else 'portal'}. Haknya berlaku mulai permintaan berikutnya."
        return ask(self, request, row, form=ConfirmForm(posted(request)), title="Setujui", warning=warning, act=act)

    @action(description="Tolak", url_path="tolak", permissions=["decide"], icon="close")
    def refuse(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Say no, with a reason."""
        row = self._row(object_id)

        def act(data: dict[str, Any]) -> str:
            role_decide(assignment=row, accept=False, actor=actor(request), reason=data["reason"])
            return "Usulan ditolak."

        warning = "Usulan yang ditolak tetap tercatat; peran yang sama dapat diusulkan lagi."
        return ask(self, request, row, form=ReasonForm(posted(request)), title="Tolak", warning=warning, act=act)

    @action(description="Akhiri peran", url_path="akhiri", permissions=["decide"], icon="event_busy")
    def end(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """End a role that is in force."""
        row = self._row(object_id)

        def act(data: dict[str, Any]) -> str:
            role_end(assignment=row, actor=actor(request), reason=data["reason"])
            return f"Peran {row.role_object.label} diakhiri."

        warning = "Haknya hilang mulai permintaan berikutnya. Bila diperlukan lagi, usulkan peran yang baru."
        return ask(self, request, row, form=ReasonForm(posted(request)), title="Akhiri peran", warning=warning, act=act)

    def _row(self, object_id: int) -> RoleAssignment:
        rows = RoleAssignment.objects.select_related("person", "proposed_by__person", "decided_by__person")
        return get_object_or_404(rows, pk=object_id)

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name; see `PersonAdmin`. The service asks about the second person."""
        return actor(request).has_perm("core.decide_roleassignment")
