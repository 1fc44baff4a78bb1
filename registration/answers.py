"""What an applicant answered, as a person reads it: the review page, and the comparison of two windows."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.formats import short_date
from registration import regions
from registration.completeness import STEP_FIELDS, label_of
from registration.enums import ApplicantKind, BusinessForm, KbliEdition, LicenceKind, Step
from registration.models import Application

_AMENDMENT = "amendment_"
# Said beside the address instead of the code alone.
_CHOICES = {"business_form": dict(BusinessForm.choices)}


def answers(application: Application, step: Step) -> list[tuple[str, str]]:
    """Label and answer of everything asked on one page; empty answers are empty."""
    rows = [(label(application, name), spoken(name, getattr(application, name))) for name in asked(application, step)]
    if step == Step.LICENCES:
        rows += licence_rows(application.licences.all())
    return rows


def asked(application: Application, step: Step) -> list[str]:
    """Columns that this applicant is asked on a page."""
    names = list(STEP_FIELDS[step])
    if application.kind == ApplicantKind.INDIVIDUAL:
        names = [name for name in names if name not in {"business_form", "signatory_position"}]
    elif step == Step.LICENCES:
        names = []
    if not application.has_amendment:
        names = [name for name in names if not name.startswith(_AMENDMENT)]
    return names


def label(application: Application, name: str) -> str:
    """The name of an answer, for this kind of applicant."""
    if name == "region_code":
        return "Wilayah"
    if name == "name" and application.kind == ApplicantKind.INDIVIDUAL:
        return "Nama lengkap"
    return label_of(name)


def spoken(name: str, value: Any) -> str:
    """One stored or typed value in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, date):
        return short_date(value)
    if name == "region_code":
        return f"{regions.region_path(value)}\nKode wilayah {value}"
    return _CHOICES.get(name, {}).get(value, str(value))


def licence_rows(licences: Iterable[Any]) -> list[tuple[str, str]]:
    """Each licence as one answer of several lines; rows of a form or of the database."""
    rows = []
    for number, licence in enumerate(licences, 1):
        row = licence if isinstance(licence, Mapping) else vars(licence)
        lines = [
            f"{LicenceKind(row['kind']).label} {row['number']}",
            row["issuer"] or "",
            _until(row["issued_on"], row["expires_on"]),
            f"{KbliEdition(row['kbli_edition']).label}: {row['kbli_code']}" if row["kbli_code"] else "",
            row["field"] or "",
        ]
        rows.append((f"Izin {number}", "\n".join(line for line in lines if line)))
    return rows


def differences(
    application: Application, step: Step, typed: Mapping[str, Any], licences: Iterable[Any] | None
) -> list[tuple[str, str, str]]:
    """Label, saved and typed value of every answer of a page in which a second window differs from what is saved."""
    pairs = [
        (label(application, name), spoken(name, getattr(application, name)), spoken(name, value))
        for name, value in typed.items()
    ]
    if licences is not None:
        saved = [text for _, text in licence_rows(application.licences.all())]
        mine = [text for _, text in licence_rows(licences)]
        longest = max(len(saved), len(mine))
        pairs += [
            (f"Izin {number + 1}", _at(saved, number), _at(mine, number)) for number in range(longest)
        ]  # fmt: skip
    return [pair for pair in pairs if pair[1] != pair[2]]


def _at(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _until(first: date | None, last: date | None) -> str:
    parts = [f"terbit {short_date(first)}" if first else "", f"berlaku sampai {short_date(last)}" if last else ""]
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]
