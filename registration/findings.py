"""What looks odd about the numbers an applicant gave: warnings with reasons for a person, never a bar (domain 2.4)."""

from dataclasses import dataclass

from lokal.nik import parse_nik
from stdnum import luhn

from core.formats import long_date
from registration import regions
from registration.enums import ApplicantKind, ApplicationState, LicenceKind
from registration.models import Application

_NIB_DIGITS = 13
_ENTITY_HEAD = 9


@dataclass(frozen=True)
class Finding:
    """One warning.

    Args:
        field: form field it is about.
        text: what was noticed.
        reason: why it was noticed and what may explain it.
    """

    field: str
    text: str
    reason: str


def findings(application: Application) -> list[Finding]:
    """Everything worth a second look, for the applicant's review page and the officer's desk."""
    return [
        *npwp_findings(str(application.npwp), kind=application.kind, nik=str(application.signatory_nik)),
        *nik_findings(str(application.signatory_nik)),
        *_licence_findings(application),
        *_address_findings(application),
    ]


def npwp_findings(npwp: str, *, kind: str, nik: str = "") -> list[Finding]:
    """Check digit of an old number, and whether the number fits the kind of applicant."""
    if not npwp:
        return []
    found = []
    if npwp.startswith("0"):
        if not luhn.is_valid(npwp[1 : _ENTITY_HEAD + 1]):
            found.append(
                Finding(
                    "npwp",
                    "Angka NPWP mungkin salah ketik.",
                    "Angka pemeriksa pada sembilan angka pertama tidak cocok; beberapa NPWP lama memang begitu.",
                )
            )
    elif kind == ApplicantKind.BUSINESS_ENTITY:
        found.append(
            Finding(
                "npwp",
                "NPWP ini tampak seperti NPWP perorangan.",
                "NPWP badan usaha diawali angka 0 pada bentuk 16 angka; yang diminta NPWP atas nama badan usaha.",
            )
        )
    elif nik and npwp != nik:
        found.append(
            Finding(
                "npwp",
                "NPWP berbeda dengan NIK penanggung jawab.",
                "Sejak 2024 NPWP perorangan sama dengan NIK; perbedaan mungkin karena salah ketik atau NPWP orang lain.",
            )
        )
    return found


def nik_findings(nik: str) -> list[Finding]:
    """Shape of the number: district at issue, day of birth, serial."""
    if not nik:
        return []
    read = parse_nik(nik)
    return [
        Finding(
            "signatory_nik",
            f"NIK perlu diperiksa: {issue.message.rstrip('.')}.",
            "NIK memuat wilayah penerbitan, tanggal lahir, dan nomor urut; kode wilayah lama setelah pemekaran tetap sah.",
        )
        for issue in (*read.errors, *read.warnings)
    ]


def same_applicant(application: Application) -> list[str]:
    """Numbers of other applications, open or approved, with the same NPWP: for the officer only."""
    if not application.npwp_hash:
        return []
    others = Application.objects.filter(npwp_hash=application.npwp_hash).exclude(pk=application.pk)
    gone = [ApplicationState.EXPIRED, ApplicationState.WITHDRAWN]
    return list(others.exclude(state__in=gone).order_by("-pk").values_list("number", flat=True)[:10])


def _licence_findings(application: Application) -> list[Finding]:
    found = []
    for licence in application.licences.all():
        number = "".join(sign for sign in licence.number if sign.isalnum())
        if licence.kind == LicenceKind.NIB and not (number.isdigit() and len(number) == _NIB_DIGITS):
            found.append(
                Finding(
                    "licences",
                    f"NIB {licence.number} tidak terdiri atas 13 angka.",
                    "NIB dari OSS memuat 13 angka; mungkin ada angka yang terlewat atau yang ditulis nomor izin lain.",
                )
            )
        if licence.expires_on and application.submitted_at and licence.expires_on < application.submitted_at.date():
            found.append(
                Finding(
                    "licences",
                    f"{licence} sudah berakhir pada {long_date(licence.expires_on)}.",
                    "Izin diperiksa terhadap tanggal penyerahan; perpanjangan mungkin sudah ada.",
                )
            )
    return found


def _address_findings(application: Application) -> list[Finding]:
    found = regions.region(application.region_code)
    if found is None or not application.postal_code or not found.postal_code:
        return []
    if found.postal_code[:3] == application.postal_code[:3]:
        return []
    return [
        Finding(
            "postal_code",
            f"Kode pos {application.postal_code} tidak lazim untuk {found.name}.",
            f"Kode pos wilayah itu biasanya {found.postal_code}.",
        )
    ]
