"""Requests of officials at the desk (Pasal 22(1)b)."""

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    DashboardCard,
    DocumentKind,
    register_dashboard_card,
    register_document_kind,
    register_file_rule,
    register_role_permissions,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from verification.documents import OFFICIAL_APPROVAL, OFFICIAL_REJECTION
from verification.official_selectors import desk_officials, officials_due


def register() -> None:
    """Officials (Pasal 22(1)b)."""
    register_actions(
        official__viewed="Permohonan pejabat dibuka di meja verifikasi",
        official__original_seen="Surat asli pejabat dilihat",
    )
    register_document_kind(
        DocumentKind(
            key=OFFICIAL_APPROVAL,
            label="Surat persetujuan pejabat",
            template="verification/letters/official_approval.html",
            public_fields={"holder_name": "Nama", "role": "Peran", "valid_until": "Berlaku sampai dengan"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=OFFICIAL_REJECTION,
            label="Surat penolakan pejabat",
            template="verification/letters/official_rejection.html",
            public_fields={"request_number": "Nomor permohonan"},
        )
    )
    register_file_rule(_desk_sees_official)
    register_dashboard_card(
        DashboardCard(
            key="verification.officials",
            template="verification/desk/officials/dashboard.html",
            order=12,
            context=lambda request: officials_due(request.user),
        )
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["verification.view_officialreview"])
    register_role_permissions(VERIFIER, ["verification.change_officialreview"])


def _desk_sees_official(user: User, file: StoredFile) -> bool:
    """The desk sees the letters of every request that was handed in, never those of a draft."""
    return desk_officials(user).filter(number=file.case_number).exists()
