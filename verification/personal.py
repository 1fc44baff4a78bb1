"""What verification keeps about people: findings, decisions, User IDs, deactivations with replies, objections."""

from django.db.models import Q

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from core.personal.tables import CASE_KEPT, WORK
from verification.enums import DeactivationState, ReactivationState
from verification.models import (
    BlacklistEntry,
    BlacklistSnapshot,
    CaseBundle,
    ChangeCheck,
    ChangeDecision,
    ChangeReview,
    Deactivation,
    DeactivationFile,
    DeactivationReply,
    Decision,
    Destruction,
    DestructionItem,
    DocumentCheck,
    FormerHolder,
    NationalAccountLink,
    Objection,
    ObjectionFile,
    OfficialReview,
    PhoneUpload,
    Reactivation,
    Review,
    UserId,
)

_CHECKED = "Untuk mencatat apa yang diperiksa, oleh siapa, dan kapan."
_DECIDED = "Keputusan beserta dasarnya."
_USER_ID = "Register User ID yang diberikan LPSE."
_USER_ID_KEPT = "Selama User ID tercatat, sesudahnya menurut golongan arsip di bawah."
_DEACTIVATED = "Penonaktifan, dasarnya, dan tanggapan Anda."


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(DeactivationFile, ObjectionFile, Destruction)
    _findings()
    _user_ids()
    _objections()


def _findings() -> None:
    register_personal_tables(
        PersonalTable(
            Review, "Pemeriksaan pendaftaran", "application__owner__person",
            ("presenter_name", "presenter_nik", "presenter_nik_hash", "surat_kuasa_number", "blacklist_note"), _CHECKED,
            CASE_KEPT, plain=("blacklist_source", "blacklist_snapshot"),
            # The NIK of who came may be another person's; the applicant's own stands in the application.
            withheld=("presenter_nik", "presenter_nik_hash", "version", "current_for", "claimed_by", "claimed_at", "claimed_until"),
            case="application__number", since="opened_at", named=(Named("presenter_name"),),
            labels={
                "presenter_nik_hash": "NIK yang hadir", "presenter_recorded_by": "kehadiran dicatat oleh",
                "blacklist_checked_by": "daftar hitam diperiksa oleh",
            },
        ),
        PersonalTable(
            DocumentCheck, "Hasil pemeriksaan dokumen", "review__application__owner__person", ("note",), _CHECKED, CASE_KEPT,
            withheld=("compared", "version"), case="review__application__number", since="review__opened_at",
            labels={
                "copy_received_by": "salinan diterima oleh", "original_seen_by": "asli dilihat oleh",
                "checked_by": "diperiksa oleh",
            },
        ),
        PersonalTable(
            Decision, "Keputusan pendaftaran", "application__owner__person", ("note",), _DECIDED, CASE_KEPT,
            withheld=("owner", "entered_by"), case="application__number", since="decided_at",
        ),
        PersonalTable(
            ChangeReview, "Pemeriksaan permohonan perubahan", "change__owner__person", ("presenter_name", "presenter_nik"),
            _CHECKED, CASE_KEPT, withheld=("presenter_nik", "version", "claimed_by", "claimed_at", "claimed_until"),
            case="change__number", since="presenter_recorded_at", named=(Named("presenter_name"),),
            labels={"presenter_recorded_by": "kehadiran dicatat oleh"},
        ),
        PersonalTable(
            ChangeCheck, "Hasil pemeriksaan dokumen perubahan", "review__change__owner__person", ("note",), _CHECKED,
            CASE_KEPT, withheld=("compared", "version"), case="review__change__number", since="checked_at",
            labels={"original_seen_by": "asli dilihat oleh", "checked_by": "diperiksa oleh"},
        ),
        PersonalTable(
            ChangeDecision, "Keputusan permohonan perubahan", "change__owner__person", ("note",), _DECIDED, CASE_KEPT,
            withheld=("owner", "entered_by"), case="change__number", since="decided_at",
        ),
        PersonalTable(
            OfficialReview, "Pemeriksaan permohonan pejabat", "request__owner__person", (), _CHECKED, CASE_KEPT,
            withheld=("owner", "entered_by", "version"), case="request__number", since="decided_at",
        ),
        PersonalTable(
            PhoneUpload, "Unggahan lewat ponsel di loket", "application__owner__person", (), _CHECKED, CASE_KEPT,
            withheld=("code_hash",), case="application__number", since="opened_at",
        ),
    )  # fmt: skip


def _user_ids() -> None:
    register_personal_tables(
        PersonalTable(
            UserId, "User ID SPSE", "holder__person",
            (
                "value", "holder_name", "name_key", "npwp", "npwp_hash", "responsible_name", "responsible_position",
                "responsible_nik", "responsible_nik_hash", "nib", "address", "email", "activated_by_name",
            ),
            _USER_ID, _USER_ID_KEPT,
            withheld=("name_key", "npwp_hash", "responsible_nik_hash", "receipt_token_hash", "imported_in"),
            case="decision__application__number", since="recorded_at", title="value",
            named=(Named("responsible_name", "email"),),
            labels={"name_key": "pemegang", "npwp_hash": "NPWP", "responsible_nik_hash": "NIK penanggung jawab"},
        ),
        PersonalTable(
            FormerHolder, "Pemegang User ID sebelumnya", "user_id__holder__person",
            ("holder_name", "npwp_hash", "responsible_name", "responsible_position", "responsible_nik", "responsible_nik_hash"),
            _USER_ID, _USER_ID_KEPT,
            # The NIK of the former responsible person is not the holder's own.
            withheld=("npwp_hash", "responsible_nik", "responsible_nik_hash"), case="decision__change__number",
            since="decision__decided_at", named=(Named("responsible_name"),),
            labels={"npwp_hash": "NPWP", "responsible_nik_hash": "NIK penanggung jawab"},
        ),
        PersonalTable(
            NationalAccountLink, "Tautan akun nasional", "user_id__holder__person", ("reference",), _USER_ID, _USER_ID_KEPT,
            since="recorded_at", case="user_id__decision__application__number",
        ),
        PersonalTable(
            CaseBundle, "Bundel arsip berkas", "application__owner__person", ("storage_name",),
            "Berkas yang diputuskan disimpan sebagai arsip.", CASE_KEPT, plain=("sha256",), withheld=(*WORK, "storage_name"),
            case="application__number", since="created_at",
            labels={"storage_name": "seluruh isi berkas", "sha256": "sidik SHA-256"},
        ),
        PersonalTable(
            DestructionItem, "Pemusnahan arsip", "application__owner__person", (), "Bukti bahwa isi arsip dimusnahkan.",
            "Berita acara pemusnahan disimpan selamanya.",
            plain=("class_key", "class_label", "letter_number", "letter_sha256", "kept_reason"), withheld=WORK,
            case="application__number", since="created_at", labels={"letter_sha256": "sidik surat"},
        ),
    )  # fmt: skip


def _objections() -> None:
    register_personal_tables(
        PersonalTable(
            Deactivation, "Penonaktifan", "user_id__holder__person",
            ("requester_name", "requester_position", "explanation", "refusal_reason", "spse_off_by_name", "spse_on_by_name"),
            _DEACTIVATED, CASE_KEPT, plain=("number", "requester_organization", "letter_number"), case="number",
            since="proposed_at", title="number", named=(Named("requester_name"),),
            # As on the holder's own page: nobody is told of what is not decided yet.
            pending=Q(state=DeactivationState.PROPOSED),
            labels={
                "spse_off_recorded_by": "penonaktifan di SPSE dicatat oleh",
                "spse_on_recorded_by": "pengaktifan di SPSE dicatat oleh",
            },
        ),
        PersonalTable(
            DeactivationReply, "Tanggapan atas penonaktifan", "deactivation__user_id__holder__person", ("text",),
            _DEACTIVATED, CASE_KEPT, case="deactivation__number", since="written_at",
        ),
        PersonalTable(
            Reactivation, "Pengakhiran penonaktifan", "deactivation__user_id__holder__person", ("reason", "refusal_reason"),
            _DEACTIVATED, CASE_KEPT, case="deactivation__number", since="proposed_at",
            pending=Q(state=ReactivationState.PROPOSED),
        ),
        PersonalTable(
            Objection, "Keberatan", "application__owner__person", ("text", "answer"), "Keberatan Anda dan jawabannya.",
            CASE_KEPT, plain=("number",), withheld=("owner", "entered_by"), case="application__number", since="created_at",
            title="number",
        ),
        PersonalTable(
            BlacklistSnapshot, "Salinan daftar hitam nasional", "", ("content", "errors"),
            plain=("file_name", "sha256", "headers", "columns"), since="imported_at",
        ),
        PersonalTable(
            BlacklistEntry, "Entri daftar hitam nasional", "",
            ("name", "plain_name", "tokens", "npwp", "npwp_pattern", "npwp_key", "nib", "address", "sk_number", "violation"),
            plain=("business_form", "province", "regency", "starts", "ends"), since="snapshot__imported_at",
            named=(Named("name"),), labels={"plain_name": "penyedia", "tokens": "penyedia", "npwp_pattern": "NPWP (tersamar)",
            "npwp_key": "NPWP (tersamar)"},
        ),
    )  # fmt: skip
