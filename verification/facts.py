"""What each document proves: the applicant's data put beside the scan. Pure: an application in, rows out."""

from collections.abc import Callable

from core.components import SummaryRow
from core.formats import short_date
from registration.enums import RequirementKey as K
from registration.findings import Finding, findings
from registration.models import Application, Licence
from registration.regions import region_path

# The document in which a warning about a field of the form can be checked.
_PROVED_BY = {"npwp": K.NPWP, "signatory_nik": K.KTP, "licences": K.LICENCE, "postal_code": K.REGISTRATION_FORM}


def facts(application: Application, key: str, licences: list[Licence]) -> list[SummaryRow]:
    """The data to compare with one document, in the order in which the document shows it."""
    rows = [row for part in _PARTS[K(key)] for row in part(application)]
    if key in {K.LICENCE, K.REGISTRATION_FORM}:
        rows += [_licence(licence) for licence in licences]
    return rows


def warnings(application: Application) -> dict[str, list[Finding]]:
    """What looks odd about the numbers, under the document that settles it; a warning never bars (domain 2.4)."""
    found: dict[str, list[Finding]] = {}
    for finding in findings(application):
        found.setdefault(_PROVED_BY.get(finding.field, K.REGISTRATION_FORM), []).append(finding)
    return found


def spse_facts(application: Application) -> list[SummaryRow]:
    """The registration in SPSE itself (Pasal 22(1)a.1), as the applicant told it."""
    on = application.spse_registered_on
    return [
        SummaryRow("Tanggal mendaftar di SPSE", short_date(on) if on else ""),
        SummaryRow("User ID di SPSE", application.spse_user_id),
        SummaryRow("Alamat SPSE", application.spse_link),
    ]


def contact_facts(application: Application) -> list[SummaryRow]:
    """How the applicant is reached; no document proves it."""
    return [
        SummaryRow("Jenis pemohon", application.get_kind_display()),
        SummaryRow("Telepon", application.phone),
        SummaryRow("Telepon penanggung jawab", application.signatory_phone),
        SummaryRow("Situs web", application.website),
    ]


def _name(application: Application) -> list[SummaryRow]:
    return [SummaryRow("Nama", application.full_name)]


def _npwp(application: Application) -> list[SummaryRow]:
    return [SummaryRow("NPWP", grouped(str(application.npwp)))]


def _signatory(application: Application) -> list[SummaryRow]:
    return [
        SummaryRow("Nama penanggung jawab", application.signatory_name),
        SummaryRow("NIK", grouped(str(application.signatory_nik))),
        SummaryRow("Jabatan", application.signatory_position),
    ]


def _address(application: Application) -> list[SummaryRow]:
    return [
        SummaryRow("Alamat", f"{application.street} {application.postal_code}".strip()),
        SummaryRow("Wilayah", region_path(application.region_code) or application.region_code),
        SummaryRow("Telepon", application.phone),
    ]


def _deed(application: Application) -> list[SummaryRow]:
    return _act(
        application.deed_number,
        application.deed_date,
        application.deed_notary,
        application.deed_notary_seat,
        application.deed_ahu_number,
        application.deed_ahu_date,
    )


def _amendment(application: Application) -> list[SummaryRow]:
    return _act(
        application.amendment_number,
        application.amendment_date,
        application.amendment_notary,
        application.amendment_notary_seat,
        application.amendment_ahu_number,
        application.amendment_ahu_date,
    )


def _act(number: str, on: object, notary: str, seat: str, ahu_number: str, ahu_on: object) -> list[SummaryRow]:
    return [
        SummaryRow("Nomor akta", number),
        SummaryRow("Tanggal akta", short_date(on) if on else ""),  # type: ignore[arg-type]
        SummaryRow("Notaris", notary),
        SummaryRow("Kedudukan notaris", seat),
        SummaryRow("Nomor AHU", ahu_number),
        SummaryRow("Tanggal AHU", short_date(ahu_on) if ahu_on else ""),  # type: ignore[arg-type]
    ]


def _authorised(application: Application) -> list[SummaryRow]:
    return [
        SummaryRow("Penanggung jawab menurut isian", f"{application.signatory_name}, {application.signatory_position}")
    ]


def _licence(licence: Licence) -> SummaryRow:
    words = [licence.number, licence.issuer]
    if licence.issued_on:
        words.append(f"terbit {short_date(licence.issued_on)}")
    words.append(f"berlaku sampai {short_date(licence.expires_on)}" if licence.expires_on else "tanpa batas waktu")
    if licence.kbli_code:
        words.append(f"{licence.get_kbli_edition_display()} {licence.kbli_code}")
    words.append(licence.field)
    return SummaryRow(licence.get_kind_display(), "; ".join(word for word in words if word))


def grouped(number: str) -> str:
    """A long number in fours, so that it can be compared with a card: ``0012 3456 7890 1000``."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


_PARTS: dict[K, tuple[Callable[[Application], list[SummaryRow]], ...]] = {
    K.KTP: (_signatory,),
    K.NPWP: (_name, _npwp),
    K.DEED: (_name, _deed, _authorised),
    K.DEED_AMENDMENT: (_amendment, _authorised),
    K.LICENCE: (_name,),
    K.REGISTRATION_FORM: (_name, _npwp, _address, _signatory),
    K.PARTICIPATION_FORM: (_name, _npwp, _address, _signatory),
}
