"""An applicant who fills in everything, by the services the pages call."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import User
from registration.enums import ApplicantKind, Step
from registration.models import Application
from registration.requirements import for_application, steps
from registration.services.application import application_start, application_step_save
from registration.services.items import item_upload
from tests.core.samples import pdf

NIK = "7322035905953440"
ANSWERS: dict[Step, dict[str, Any]] = {
    Step.IDENTITY: {"business_form": "cv", "name": "Maju Jaya", "npwp": "70.669.074.0-738.000", "phone": "0473 21000"},
    Step.ADDRESS: {"street": "Jalan Simpurusiang 12", "region_code": "73.22.03.1001", "postal_code": "92913"},
    Step.DEED: {
        "deed_number": "012",
        "deed_date": date(2015, 3, 9),
        "deed_notary": "Nur Aini, S.H.",
        "deed_notary_seat": "Palopo",
    },
    Step.LICENCES: {"needs_licence": True},
    Step.SIGNATORY: {
        "signatory_name": "Rahmat Hidayat",
        "signatory_position": "Direktur",
        "signatory_nik": NIK,
        "signatory_phone": "081234567890",
    },
    Step.SPSE: {"spse_registered_on": date(2026, 11, 2), "spse_user_id": "MAJUJAYA"},
}
LICENCE = {"kind": "nib", "number": "1234567890123", "kbli_code": "41011", "kbli_edition": "2020"}


def upload(name: str = "akta.pdf") -> SimpleUploadedFile:
    """A small honest PDF."""
    return SimpleUploadedFile(name, pdf(), "application/pdf")


def answered(owner: User, *, kind: str = ApplicantKind.BUSINESS_ENTITY, **changes: dict[str, Any]) -> Application:
    """A draft whose pages are all filled in, without files."""
    application = application_start(owner=owner, kind=kind)
    for step in steps(kind):
        if step == Step.DOCUMENTS:
            continue
        data = {**ANSWERS[step], **changes.get(step.value, {})}
        if kind == ApplicantKind.INDIVIDUAL:
            data.pop("business_form", None)
        application = application_step_save(
            application=application,
            step=step,
            data=data,
            actor=owner,
            licences=[LICENCE] if step == Step.LICENCES else None,
        )
    return application


def complete(owner: User, **changes: Any) -> Application:
    """A draft ready to be handed in."""
    application = answered(owner, **changes)
    for rule in for_application(application):
        item_upload(application=application, key=rule.key, upload=upload(f"{rule.key}.pdf"), actor=owner)
    return application
