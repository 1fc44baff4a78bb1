"""What registration keeps about people: applications, documents, change requests, requests of officials."""

import json
from typing import Any

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from core.personal.tables import ACCOUNT_KEPT, CASE_KEPT, WORK
from registration.models import (
    Application,
    ChangeFile,
    ChangeItem,
    ChangeRequest,
    CounterEntry,
    CurrentRegistration,
    DocumentFile,
    DocumentItem,
    EmailConfirmation,
    Licence,
    OfficialRequest,
    PreparedForm,
    RegistrationFact,
)

_WHY = "Untuk memeriksa dan memutuskan pendaftaran Anda."
_WHY_CHANGE = "Untuk memeriksa dan memutuskan permohonan perubahan Anda."
_NPWP = {"npwp": "NPWP", "signatory_nik": "NIK penanggung jawab"}


def field_words(text: str) -> Any:
    """Sealed JSON of an application's fields under the names that people know."""
    try:
        values = json.loads(text)
    except ValueError:
        return text
    if not isinstance(values, dict):
        return values
    names = {field.name: str(field.verbose_name) for field in Application._meta.concrete_fields} | _NPWP
    return {names.get(key, key.replace("_", " ")): value for key, value in values.items()}


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(DocumentFile, ChangeFile)
    register_personal_tables(
        PersonalTable(
            Application,
            "Pendaftaran penyedia",
            "owner__person",
            (
                "name",
                "name_key",
                "npwp",
                "npwp_hash",
                "phone",
                "website",
                "street",
                "region_code",
                "postal_code",
                "deed_number",
                "deed_notary",
                "deed_notary_seat",
                "deed_ahu_number",
                "amendment_number",
                "amendment_notary",
                "amendment_notary_seat",
                "amendment_ahu_number",
                "signatory_name",
                "signatory_position",
                "signatory_nik",
                "signatory_nik_hash",
                "signatory_phone",
                "spse_user_id",
                "spse_link",
            ),
            _WHY,
            CASE_KEPT,
            plain=("number", "privacy_version", "declaration_version"),
            withheld=("npwp_hash", "signatory_nik_hash", "name_key", "version", "step_versions", "office_minutes"),
            case="number",
            since="created_at",
            title="number",
            named=(Named("signatory_name", "signatory_phone"),),
            labels={
                **_NPWP,
                "name_key": "nama",
                "npwp_hash": "NPWP",
                "signatory_nik_hash": "NIK penanggung jawab",
                "signatory_phone": "telepon penanggung jawab",
                "signatory_position": "jabatan penanggung jawab",
                "privacy_accepted_at": "pemberitahuan privasi disetujui",
                "privacy_version": "naskah pemberitahuan privasi",
                "declaration_version": "naskah pernyataan",
            },
        ),
        PersonalTable(
            Licence,
            "Izin usaha",
            "application__owner__person",
            ("number", "issuer", "field"),
            _WHY,
            CASE_KEPT,
            plain=("kbli_code",),
            case="application__number",
            since="application__created_at",
            title="number",
        ),
        PersonalTable(
            DocumentItem,
            "Dokumen pendaftaran",
            "application__owner__person",
            ("note",),
            _WHY,
            CASE_KEPT,
            plain=("reason_code",),
            withheld=("is_open",),
            case="application__number",
            since="application__created_at",
        ),
        PersonalTable(
            PreparedForm,
            "Formulir siap cetak",
            "application__owner__person",
            ("sealed",),
            _WHY,
            CASE_KEPT,
            withheld=(*WORK, "sealed", "version", "profile_version"),
            case="application__number",
            since="created_at",
            labels={"sealed": "isi formulir"},
        ),
        PersonalTable(
            CounterEntry,
            "Isian petugas loket",
            "application__owner__person",
            (),
            _WHY,
            CASE_KEPT,
            withheld=("token_hash",),
            case="application__number",
            since="created_at",
        ),
        PersonalTable(
            EmailConfirmation,
            "Konfirmasi surel pendaftaran",
            "account__person",
            ("email",),
            "Untuk memastikan bahwa alamat surel itu milik Anda.",
            "Dihapus sendiri setelah tautannya dipakai atau lewat waktu.",
            plain=("privacy_version",),
            withheld=("token_hash",),
            since="created_at",
            title="email",
            labels={"account": "akun", "privacy_version": "naskah pemberitahuan privasi"},
            named=(Named("email", "email"),),
        ),
        PersonalTable(
            ChangeRequest,
            "Permohonan perubahan data",
            "owner__person",
            ("proposed", "before", "reason"),
            _WHY_CHANGE,
            CASE_KEPT,
            plain=("number",),
            withheld=("version",),
            case="number",
            since="created_at",
            title="number",
            shown={"proposed": field_words, "before": field_words},
        ),
        PersonalTable(
            ChangeItem,
            "Dokumen permohonan perubahan",
            "change__owner__person",
            ("note",),
            _WHY_CHANGE,
            CASE_KEPT,
            plain=("reason_code",),
            withheld=("is_open",),
            case="change__number",
            since="change__created_at",
        ),
        PersonalTable(
            RegistrationFact,
            "Riwayat data terdaftar",
            "application__owner__person",
            ("old", "new"),
            "Supaya jelas nilai mana berlaku sejak kapan.",
            CASE_KEPT,
            plain=("field",),
            case="application__number",
            since="valid_from",
            shown={"field": lambda name: field_words(json.dumps({name: ""})).popitem()[0]},
        ),
        PersonalTable(
            CurrentRegistration,
            "Data terdaftar yang berlaku",
            "application__owner__person",
            ("values", "name", "npwp_hash", "signatory_nik_hash"),
            "Data yang berlaku setelah perubahan disetujui.",
            CASE_KEPT,
            withheld=("npwp_hash", "signatory_nik_hash"),
            case="application__number",
            since="updated_at",
            shown={"values": field_words},
            labels={"npwp_hash": "NPWP", "signatory_nik_hash": "NIK penanggung jawab"},
        ),
        PersonalTable(
            OfficialRequest,
            "Permohonan pejabat",
            "owner__person",
            ("entity", "full_name", "nip", "position", "rank", "letter_number", "note"),
            "Untuk memeriksa surat penetapan dan memberi peran.",
            ACCOUNT_KEPT,
            plain=("number", "audit_packages", "privacy_version", "declaration_version"),
            withheld=("version",),
            case="number",
            since="created_at",
            title="number",
            labels={"privacy_version": "naskah pemberitahuan privasi", "declaration_version": "naskah pernyataan"},
        ),
    )
