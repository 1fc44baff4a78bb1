"""Change requests at the desk."""

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    DashboardCard,
    DocumentKind,
    register_dashboard_card,
    register_document_kind,
    register_file_rule,
)
from verification.change_documents import CHANGE_APPROVAL, CHANGE_REJECTION, USER_ID_LETTER
from verification.change_selectors import changes_due_today, desk_changes


def register() -> None:
    """Change requests at the desk."""
    register_actions(
        change_review__claimed="Permohonan perubahan diambil petugas",
        change_review__released="Permohonan perubahan dilepas petugas",
        change_review__taken_over="Permohonan perubahan diambil alih",
        change_review__presenter_recorded="Kehadiran pada permohonan perubahan dicatat",
        change_check__recorded="Dokumen permohonan perubahan diperiksa",
        user_id__holder_changed="Pemegang User ID diubah menurut permohonan",
    )
    register_document_kind(
        DocumentKind(
            key=CHANGE_APPROVAL,
            label="Surat persetujuan perubahan data",
            template="verification/letters/change_approval.html",
            public_fields={"holder_name": "Pemegang"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=CHANGE_REJECTION,
            label="Surat penolakan perubahan data",
            template="verification/letters/change_rejection.html",
            public_fields={"change_number": "Nomor permohonan"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=USER_ID_LETTER,
            label="Surat informasi User ID",
            template="verification/letters/user_id_letter.html",
            public_fields={"holder_name": "Pemegang"},
        )
    )
    register_file_rule(_desk_sees_change)
    register_dashboard_card(
        DashboardCard(
            key="verification.changes",
            template="verification/desk/change_dashboard.html",
            order=12,
            context=lambda request: changes_due_today(request.user),
        )
    )


def _desk_sees_change(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every change request that was handed in, never those of a draft."""
    return desk_changes(user).filter(number=file.case_number).exists()
