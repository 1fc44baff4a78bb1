"""What core itself keeps about people."""

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q

from core.models import (
    AccountSuspension,
    ApiToken,
    AttemptCount,
    AuditAnchor,
    AuditEvent,
    AuditScope,
    AuditSeal,
    BreachNotice,
    BreachSubject,
    CaseBelonging,
    DataCopy,
    DocumentRevision,
    ErasureOrder,
    Holiday,
    LegalHold,
    MailPart,
    NumberCounter,
    OfficialDocument,
    Organization,
    OutgoingMail,
    Person,
    PersonRequest,
    ProcessBeat,
    ProfileVersion,
    RoleAssignment,
    ServiceAgreement,
    SlaTarget,
    StoredFile,
    TabularImport,
    User,
    Visit,
    VisitDay,
)
from core.personal.registry import PersonalTable, register_impersonal, register_personal_tables

WORK = ("work_state", "run_after", "claimed_until", "attempts", "last_error")
ACCOUNT_KEPT = "Selama Anda mempunyai akun; dihapus atas permintaan Anda setelah tidak ada berkas yang wajib disimpan."
CASE_KEPT = "Selama berkasnya disimpan menurut golongan arsip di bawah."
SHORT_KEPT = "Sampai sesi berakhir; sisanya dihapus sendiri setiap jam."


def without_links(text: str) -> str:
    """A mail without the portal's addresses: some open something to whoever holds them."""
    return re.sub(re.escape(settings.BASE_URL) + r"/\S*", "[tautan portal]", text)


def _tried(person: Person) -> Q:
    user = User.objects.filter(person=person).first()
    return Q(username__in=[user.username, user.email]) if user else Q(pk__in=[])


def _mailed(person: Person) -> Q:
    user = User.objects.filter(person=person).first()
    return Q(to__iexact=user.email) if user else Q(pk__in=[])


def register() -> None:
    """Called once, when all models are there."""
    for declare in (_account, _access, _papers, _office):
        declare(register_personal_tables)
    register_impersonal(
        AuditAnchor,
        AuditSeal,
        CaseBelonging,
        Holiday,
        SlaTarget,
        NumberCounter,
        Organization,
        ProcessBeat,
        ServiceAgreement,
        VisitDay,
    )


def _account(declare: Callable[..., None]) -> None:
    declare(
        PersonalTable(
            Person,
            "Data diri",
            "self",
            ("full_name", "nip", "nik", "position", "rank"),
            "Supaya peran dan keputusan melekat pada orangnya.",
            ACCOUNT_KEPT,
            withheld=("nik_hash",),
            title="full_name",
        ),
        PersonalTable(
            User,
            "Akun",
            "person",
            ("username", "email"),
            "Supaya Anda dapat masuk dan menerima kabar.",
            ACCOUNT_KEPT,
            withheld=("password", "is_superuser"),
            since="date_joined",
            title="username",
            labels={"last_login": "terakhir masuk"},
        ),
        PersonalTable(
            RoleAssignment,
            "Peran dan masa berlakunya",
            "person",
            ("letter_number",),
            "Peran menentukan apa yang boleh Anda buka dan putuskan.",
            ACCOUNT_KEPT,
            withheld=("side",),
            since="created_at",
        ),
        PersonalTable(
            AuditScope,
            "Lingkup audit",
            "person",
            (),
            "Batas yang boleh dilihat auditor.",
            ACCOUNT_KEPT,
            plain=("package_code", "case_number"),
            case="case_number",
        ),
        PersonalTable(
            PersonRequest,
            "Permintaan yang diputuskan dua petugas",
            "person",
            ("reason",),
            "Penghapusan data dan pelepasan langkah kedua memerlukan dua petugas.",
            ACCOUNT_KEPT,
            since="created_at",
        ),
        PersonalTable(
            AccountSuspension,
            "Pembatasan akun",
            "user__person",
            (),
            "Selama User ID dinonaktifkan, akun hanya menjangkau berkasnya.",
            ACCOUNT_KEPT,
            plain=("case_number",),
            case="case_number",
            since="began_at",
        ),
        PersonalTable(
            DataCopy,
            "Salinan data pribadi yang pernah diminta",
            "user__person",
            (),
            "Supaya tercatat kapan salinan dibuat dan dihapus.",
            ACCOUNT_KEPT,
            plain=("sha256",),
            withheld=(*WORK, "storage_name"),
            since="created_at",
            labels={"sha256": "sidik SHA-256"},
        ),
    )


def _access(declare: Callable[..., None]) -> None:
    declare(
        PersonalTable(
            UserSession,
            "Perangkat yang masuk",
            "user__person",
            ("ip", "user_agent"),
            "Supaya Anda dapat melihat dan mengakhiri sesi Anda.",
            SHORT_KEPT,
            withheld=("session_key", "data"),
            since="created_at",
            labels={
                "ip": "alamat IP",
                "user_agent": "peramban",
                "created_at": "masuk",
                "last_seen_at": "terakhir terlihat",
            },
        ),
        PersonalTable(
            Authenticator,
            "Langkah kedua",
            "user__person",
            ("data",),
            "Supaya hanya Anda yang dapat masuk.",
            ACCOUNT_KEPT,
            withheld=("data",),
            since="created_at",
            labels={
                "data": "rahasia langkah kedua (tersegel)",
                "type": "jenis",
                "created_at": "dipasang",
                "last_used_at": "terakhir dipakai",
            },
        ),
        PersonalTable(
            AccessAttempt,
            "Percobaan masuk yang gagal",
            "",
            ("username", "ip_address", "user_agent"),
            "Supaya orang lain tidak dapat menebak kata sandi Anda.",
            SHORT_KEPT,
            plain=("path_info", "http_accept"),
            withheld=("get_data", "post_data"),
            since="attempt_time",
            also=_tried,
            labels={
                "username": "nama pengguna",
                "ip_address": "alamat IP",
                "user_agent": "peramban",
                "attempt_time": "waktu",
                "failures_since_start": "jumlah",
            },
        ),
        PersonalTable(
            ApiToken,
            "Token API",
            "owner__person",
            ("name", "prefix"),
            "Untuk program yang Anda izinkan membaca data Anda.",
            ACCOUNT_KEPT,
            plain=("scopes",),
            withheld=("digest",),
            since="created_at",
            title="name",
        ),
        PersonalTable(
            AuditEvent,
            "Jejak audit",
            "actor__person",
            ("actor_name", "ip", "data"),
            plain=("action", "object_type", "object_number", "request_id"),
            since="at",
            in_copy=False,
            title="object_number",
        ),
        PersonalTable(AttemptCount, "Hitungan percobaan", "", ("key",), labels={"key": "alamat yang dihitung"}),
    )


def _papers(declare: Callable[..., None]) -> None:
    declare(
        PersonalTable(
            OutgoingMail,
            "Surel dari portal",
            "recipient__person",
            ("to", "subject", "body"),
            "Supaya kabar pasti sampai dan tercatat pernah dikirim.",
            CASE_KEPT,
            plain=("kind", "case_number"),
            withheld=(
                *WORK,
                "mailbox",
                "dedup_key",
                "message_id",
                "thread_root",
                "reply_to",
                "retry_until",
                "unsubscribe_url",
            ),
            case="case_number",
            since="created_at",
            title="subject",
            shown={"body": without_links},
            also=_mailed,
        ),
        PersonalTable(
            MailPart,
            "Lampiran surel",
            "mail__recipient__person",
            ("name", "content"),
            "Jadwal dan kode yang disertakan pada surel.",
            CASE_KEPT,
            plain=("content_type",),
            withheld=("content",),
            case="mail__case_number",
            since="mail__created_at",
            title="name",
        ),
        PersonalTable(
            OfficialDocument,
            "Naskah resmi",
            "holder__person",
            ("context",),
            "Surat keputusan dan tanda terima yang Anda pegang.",
            CASE_KEPT,
            plain=("kind", "number", "code", "case_number", "issuer_name", "sha256", "void_reason"),
            withheld=(*WORK, "context", "storage_name", "template_version", "profile_version"),
            case="case_number",
            since="issued_at",
            title="number",
            labels={"context": "isi naskah", "sha256": "sidik SHA-256"},
        ),
        PersonalTable(
            DocumentRevision,
            "Revisi naskah resmi",
            "document__holder__person",
            ("signer",),
            "Salinan naskah yang ditandatangani, dengan sidiknya.",
            CASE_KEPT,
            plain=("sha256", "source_sha256"),
            withheld=("storage_name",),
            case="document__case_number",
            since="added_at",
        ),
        PersonalTable(
            StoredFile,
            "Berkas yang diserahkan",
            "owner__person",
            ("original_name", "storage_name", "view_name"),
            "Bukti pendaftaran dan permohonan Anda.",
            CASE_KEPT,
            plain=("public_id", "case_number", "content_type", "sha256", "verdict"),
            withheld=(*WORK, "storage_name", "view_name"),
            case="case_number",
            since="created_at",
            title="original_name",
            labels={"storage_name": "isi", "view_name": "isi", "sha256": "sidik SHA-256", "public_id": "kode berkas"},
        ),
        PersonalTable(
            Visit,
            "Kunjungan dan jadwal",
            "visitor__person",
            ("purpose",),
            "Jadwal, antrean, dan lama menunggu Anda.",
            CASE_KEPT,
            plain=("number", "code", "case_number", "counter"),
            withheld=("sequence",),
            case="case_number",
            since="created_at",
            title="number",
        ),
    )


def _office(declare: Callable[..., Any]) -> None:
    declare(
        PersonalTable(
            LegalHold,
            "Penahanan berkas",
            "",
            ("reason", "release_reason"),
            plain=("case_number",),
            case="case_number",
            since="set_at",
        ),
        PersonalTable(
            ErasureOrder,
            "Perintah penghapusan",
            "",
            ("basis",),
            plain=("case_number",),
            case="case_number",
            since="ordered_at",
        ),
        PersonalTable(
            TabularImport,
            "Impor data",
            "uploaded_by__person",
            ("original_name", "storage_name", "report_name"),
            plain=("number", "kind", "sha256", "columns", "mapping", "message"),
            withheld=WORK,
            since="created_at",
            title="number",
            in_copy=False,
            labels={"storage_name": "isi tabel", "report_name": "baris contoh dan salah"},
        ),
        PersonalTable(ProfileVersion, "Profil LPSE", "", ("data",), plain=("slug", "reason"), since="created_at"),
        PersonalTable(
            BreachNotice,
            "Kegagalan pelindungan data",
            "",
            ("summary", "handling", "draft_subjects", "draft_authority"),
            plain=("number", "case_number", "files", "tables", "data", "authority_way", "cancel_reason"),
            withheld=WORK,
            since="created_at",
            in_copy=False,
        ),
        PersonalTable(
            BreachSubject,
            "Pemberitahuan kegagalan pelindungan data",
            "person",
            ("name", "contact"),
            "Supaya tercatat data Anda yang mana terungkap dan kapan Anda diberi tahu.",
            ACCOUNT_KEPT,
            plain=("cases", "data"),
            since="notice__created_at",
            title="name",
        ),
    )
