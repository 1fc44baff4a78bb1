"""What verification lets people hand in as a table: the register of User IDs that the office kept before the portal."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.clock import today
from core.crypto import keyed_hash
from core.forms import IndonesianDateField
from core.models import TabularImport
from core.refusals import BadInput
from core.tabular import CellError, Clash, Column, ImportKind, RowChecker, Target, Values, read_cells
from registration.enums import BusinessForm
from registration.identity_numbers import digits, npwp_normalise
from verification.enums import EntrySource, UserIdState
from verification.models import UserId
from verification.services.user_ids import user_id_normalise

NIB_DIGITS = 13
_ROUNDED = re.compile(r"^\d([.,]\d+)?E\+\d+$", re.IGNORECASE)
_RETYPE = "Excel mengubah angka panjang ini. Beri kolomnya format Teks, lalu isi lagi angkanya."
_FORM_IN_NAME = re.compile(
    r"^(PT\s+Perorangan|PT|P\.\s?T|CV|C\.\s?V|UD|U\.\s?D|PD|P\.\s?D|Firma|Fa|Koperasi|Kop|Yayasan|Perkumpulan)\b\.?\s+(?=\S)",
    re.IGNORECASE,
)
_FORMS = {str(form.label).casefold(): form for form in BusinessForm} | {form.value: form for form in BusinessForm}
_FORMS |= {
    "perseroan terbatas": BusinessForm.PT, "persekutuan komanditer": BusinessForm.CV, "fa": BusinessForm.FIRMA,
    "kop": BusinessForm.KOPERASI, "usaha dagang": BusinessForm.UD, "perusahaan dagang": BusinessForm.PD,
    "perseorangan": BusinessForm.OTHER_SOLE, "toko": BusinessForm.OTHER_SOLE,
}  # fmt: skip
_STATES = {
    "": UserIdState.ACTIVE, "aktif": UserIdState.ACTIVE, "ya": UserIdState.ACTIVE, "active": UserIdState.ACTIVE,
    "tidak aktif": UserIdState.INACTIVE, "nonaktif": UserIdState.INACTIVE, "non aktif": UserIdState.INACTIVE,
    "non-aktif": UserIdState.INACTIVE, "tidak": UserIdState.INACTIVE, "inactive": UserIdState.INACTIVE,
}  # fmt: skip
_STATES |= {str(state.label).casefold(): state for state in (UserIdState.ACTIVE, UserIdState.INACTIVE)}


def register_checker() -> RowChecker:
    """The judge of one file's rows."""
    latest = today()
    dates = IndonesianDateField()

    def check(row: dict[str, str]) -> Values | list[CellError]:
        values, errors = read_cells(row, _READERS)
        if "registered_on" in row:
            try:
                values["registered_on"] = _day(dates, row["registered_on"], latest)
            except (ValidationError, BadInput) as error:
                errors.append(
                    CellError(
                        "registered_on", error.messages[0] if isinstance(error, ValidationError) else error.message
                    )
                )
        if "business_form" in values and not values["business_form"] and "holder_name" in values:
            values["business_form"] = _form_of(values["holder_name"])
        return errors or values

    return check


def _user_id(text: str) -> Values:
    return {"value": user_id_normalise(text)}


def _name(text: str) -> Values:
    return {"holder_name": text}


def _form(text: str) -> Values:
    known = _FORMS.get(text.replace(".", "").strip().casefold())
    if text and known is None:
        raise BadInput(f"Bentuk usaha “{text[:40]}” tidak dikenal. Tulis salah satu: {', '.join(BusinessForm.labels)}.")
    return {"business_form": known or ""}


def _npwp(text: str) -> Values:
    if _ROUNDED.match(text):
        raise BadInput(_RETYPE)
    try:
        number = npwp_normalise(text)
    except BadInput:
        raise BadInput(
            "NPWP terdiri atas 16 angka, atau 15 angka pada kartu lama. Periksa angkanya, atau kosongkan."
        ) from None
    return {"npwp": number, "npwp_hash": keyed_hash(number) if number else ""}


def _nib(text: str) -> Values:
    number = digits(text)
    if _ROUNDED.match(text):
        raise BadInput(_RETYPE)
    if number and not (number.isascii() and number.isdigit() and len(number) == NIB_DIGITS):
        raise BadInput(f"NIB terdiri atas {NIB_DIGITS} angka. Periksa angkanya, atau kosongkan.")
    return {"nib": number}


def _address(text: str) -> Values:
    return {"address": text}


def _email(text: str) -> Values:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise BadInput("Tulis satu alamat surel yang lengkap, misalnya nama@contoh.id, atau kosongkan.") from None
    return {"email": text}


def _state(text: str) -> Values:
    known = _STATES.get(text.casefold())
    if known is None:
        raise BadInput(f"Keadaan “{text[:40]}” tidak dikenal. Tulis aktif atau tidak aktif.")
    return {"state": known}


def _day(field: IndonesianDateField, text: str, latest: date) -> date | None:
    day = field.to_python(text.partition(" ")[0] if re.match(r"^\d{4}-\d\d-\d\d ", text) else text)
    if day is not None and not date(2000, 1, 1) <= day <= latest:
        raise BadInput("Tanggal terdaftar terletak antara tahun 2000 dan hari ini. Periksa tahunnya.")
    return day


def _form_of(name: str) -> str:
    found = _FORM_IN_NAME.match(name)
    if found is None:
        return ""
    word = " ".join(found[1].replace(".", " ").split()).casefold()
    return str(_FORMS.get(word) or _FORMS.get(word.replace(" ", "")) or "")


_READERS = {
    "value": _user_id,
    "holder_name": _name,
    "business_form": _form,
    "npwp": _npwp,
    "nib": _nib,
    "address": _address,
    "email": _email,
    "state": _state,
}


def _fixed(row: TabularImport) -> Values:
    return {"source": EntrySource.IMPORTED, "imported_in": row.pk}


USER_ID_REGISTER = ImportKind(
    key="user_id_register",
    label="Register User ID SPSE",
    text="Daftar User ID SPSE yang sudah ada sebelum portal dipakai. Data ini berdampingan dengan User ID yang disetujui lewat portal dan tidak mengubahnya.",
    columns=(
        Column(
            "value",
            "User ID",
            aliases=("userid", "user name", "username", "id pengguna", "nama pengguna", "kode pengguna"),
            required=True,
            hint="3–30 huruf A–Z, angka, garis bawah, titik, atau tanda hubung",
            example="CAHAYAMANDIRI",
        ),
        Column(
            "holder_name",
            "Nama pemegang",
            aliases=(
                "pemegang",
                "nama",
                "nama penyedia",
                "nama perusahaan",
                "nama badan usaha",
                "penyedia",
                "nama rekanan",
                "rekanan",
                "perusahaan",
            ),
            required=True,
            hint="nama penyedia, boleh beserta bentuk usahanya",
            example="CV Cahaya Mandiri",
        ),
        Column(
            "business_form",
            "Bentuk usaha",
            aliases=("bentuk", "bentuk badan usaha", "badan usaha", "jenis usaha"),
            hint=", ".join(BusinessForm.labels),
            example="CV",
        ),
        Column(
            "npwp",
            "NPWP",
            aliases=("no npwp", "nomor npwp", "npwp perusahaan"),
            fields=("npwp", "npwp_hash"),
            hint="15 atau 16 angka, kolom berformat Teks",
            example="0012345678901000",
        ),
        Column(
            "nib",
            "NIB",
            aliases=("no nib", "nomor nib", "nomor induk berusaha"),
            hint="13 angka, kolom berformat Teks",
            example="9120001234567",
        ),
        Column(
            "address", "Alamat", aliases=("alamat perusahaan", "alamat penyedia"), example="Jalan Contoh 1, Masamba"
        ),
        Column(
            "email",
            "Surel",
            aliases=("email", "e-mail", "alamat email", "alamat surel"),
            hint="satu alamat surel",
            example="cahaya@contoh.id",
        ),
        Column(
            "registered_on",
            "Terdaftar di SPSE",
            aliases=(
                "tanggal daftar",
                "tgl daftar",
                "tanggal registrasi",
                "tanggal terdaftar",
                "terdaftar",
                "tgl registrasi",
            ),
            hint="hari, bulan, tahun",
            example="27-3-2019",
        ),
        Column(
            "state",
            "Keadaan",
            aliases=("status", "status akun", "status user"),
            first_only=True,
            hint="aktif atau tidak aktif; kosong berarti aktif",
            example="aktif",
        ),
    ),
    checker=register_checker,
    target=Target(
        model=UserId,
        key="value",
        conflict="upper(value)",
        guard="t.decision_id IS NULL",
        fixed=_fixed,
        clashes=(
            Clash(
                "t.decision_id IS NOT NULL",
                "value",
                "User ID ini sudah tercatat lewat keputusan di portal, dan keputusan itu yang berlaku. Hapus baris ini.",
            ),
            Clash(
                "t.state <> s.state",
                "state",
                "Keadaan User ID ini di register berbeda. Keadaan tidak diubah lewat impor, melainkan lewat penonaktifan atau pengaktifan kembali.",
                needs=("state",),
            ),
        ),
    ),
    permission="verification.import_userid",
    done_url="admin:verification_userid_changelist",
)
