"""Objections against a rejection, and their way from the applicant's page."""

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    DocumentKind,
    register_document_kind,
    register_file_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import HEAD, VERIFIER
from registration.case_panels import CasePanel, register_case_panel
from verification.case_panel import objection_panel
from verification.documents import OBJECTION_ANSWER
from verification.enums import ObjectionState
from verification.models import ObjectionFile


def register() -> None:
    """Called once, when the apps are ready."""
    register_actions(
        objection__saved="Keberatan disimpan sebagai draf",
        objection__file_added="Berkas keberatan ditambahkan",
        objection__file_removed="Berkas keberatan dihapus",
        objection__submitted="Keberatan disampaikan",
        objection__upheld="Keberatan dijawab: penolakan tetap berlaku",
        objection__granted="Keberatan diterima, pendaftaran diperiksa lagi",
    )
    register_document_kind(
        DocumentKind(
            key=OBJECTION_ANSWER,
            label="Surat jawaban keberatan",
            template="verification/letters/objection_answer.html",
            public_fields={"application_number": "Nomor pendaftaran"},
        )
    )
    register_tones(
        {ObjectionState.UPHELD: "stop", ObjectionState.GRANTED: "good"},
    )
    register_case_panel(CasePanel("objection", "verification/objection_panel.html", objection_panel))
    register_role_permissions(VERIFIER, ["verification.change_objection"])
    register_role_permissions(HEAD, ["verification.change_objection"])
    register_file_rule(_desk_sees_objection)


def _desk_sees_objection(user: User, file: StoredFile) -> bool:
    """Whoever may read an objection sees its files once it was handed in."""
    rows = ObjectionFile.objects.filter(file=file).exclude(objection__state=ObjectionState.DRAFT)
    return user.has_perm("verification.view_objection") and rows.exists()
