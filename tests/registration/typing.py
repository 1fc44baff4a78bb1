"""What a person types on each page, as the browser sends it."""

from registration.enums import Step
from registration.models import Application

NIK = "7322035905953440"
TYPED: dict[Step, dict[str, str]] = {
    Step.IDENTITY: {
        "business_form": "cv",
        "name": "Maju Jaya",
        "npwp": "70.669.074.0-738.000",
        "phone": "0473 21000",
        "website": "",
    },
    Step.ADDRESS: {
        "street": "Jalan Simpurusiang 12",
        "province": "73",
        "regency": "73.22",
        "district": "73.22.03",
        "village": "73.22.03.1001",
        "postal_code": "92913",
    },
    Step.DEED: {
        "deed_number": "012",
        "deed_date": "9 Maret 2015",
        "deed_notary": "Nur Aini, S.H.",
        "deed_notary_seat": "Palopo",
        "has_amendment": "tidak",
    },
    Step.LICENCES: {
        "izin-TOTAL_FORMS": "1",
        "izin-INITIAL_FORMS": "0",
        "izin-0-kind": "nib",
        "izin-0-number": "1234567890123",
        "izin-0-kbli_code": "41011",
        "izin-0-kbli_edition": "2020",
    },
    Step.SIGNATORY: {
        "signatory_name": "Rahmat Hidayat",
        "signatory_position": "Direktur",
        "signatory_nik": NIK,
        "signatory_phone": "0812 3456 7890",
    },
    Step.SPSE: {"spse_registered_on": "2-11-2026", "spse_user_id": "MAJUJAYA", "spse_link": ""},
}


def page(application: Application, step: str = "") -> str:
    """Address of one of its pages; the overview without a step."""
    return f"/pendaftaran/{application.number}/" + (f"{step}/" if step else "")


def typed(application: Application, step: Step, **changes: str) -> dict[str, str]:
    """The form of a page as a browser sends it, opened just now."""
    return {"version": str(Application.objects.get(pk=application.pk).version), **TYPED[step], **changes}
