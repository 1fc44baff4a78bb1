"""What notices about failures of protection bring to core's registries."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from core.audit import register_actions
from core.breach.clock import due_at, is_late
from core.breach.letters import AUTHORITY_LETTER, SUBJECTS_LETTER, TEMPLATES
from core.breach.transitions import ACTIONS
from core.enums import BreachState
from core.models import BreachNotice, User
from core.registries import (
    DashboardCard,
    DocumentKind,
    register_dashboard_card,
    register_document_kind,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SYSTEM_ADMIN
from core.work import WorkSource, register_source


def register() -> None:
    """Called once, when core is ready."""
    register_actions(**ACTIONS)
    for key, label in (
        (SUBJECTS_LETTER, "Pemberitahuan kegagalan pelindungan data kepada subjek data"),
        (AUTHORITY_LETTER, "Laporan kegagalan pelindungan data kepada lembaga"),
    ):
        register_document_kind(
            DocumentKind(key, label, TEMPLATES[key], public_fields={"notice_number": "Nomor kejadian"})
        )
    register_source(
        WorkSource(
            key="breaches",
            label="Daftar dan surat kegagalan pelindungan data",
            model=BreachNotice,
            task="core.work_on_breach",
            late_after=timedelta(minutes=15),
        )
    )
    register_tones(
        {
            BreachState.ISSUED: "warn",
            BreachState.SUBJECTS_TOLD: "warn",
            BreachState.AUTHORITY_TOLD: "warn",
        }
    )
    register_dashboard_card(DashboardCard("breaches", "core/breach/card.html", 2, due_card))
    for role in (HEAD, DEPUTY, SYSTEM_ADMIN):
        register_role_permissions(role, ["core.view_breachnotice", "core.add_breachnotice"])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, ["core.decide_breachnotice"])


def due_card(request: HttpRequest) -> dict[str, Any] | None:
    """Failures of which somebody is still to be told, with their deadline."""
    user = request.user
    if not isinstance(user, User):
        return None
    rows = BreachNotice.objects.visible_to(user).open().defer("draft_subjects", "draft_authority").order_by("pk")[:5]
    found = [{"notice": row, "due_at": due_at(row), "is_late": is_late(row)} for row in rows]
    return {"rows": found} if found else None
