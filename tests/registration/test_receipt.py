"""The receipt: one per application, with a secret that is printed, never stored, and hard to guess."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection

from core import profile
from core.documents import document_facts, document_read
from core.models import OfficialDocument, ProfileVersion
from core.registries import document_kind
from core.rendering import document_render, letter
from registration.enums import ApplicantKind
from registration.receipts import RECEIPT, receipt_issue, receipt_of, receipt_secret, secret_fits, secret_for
from tests.support import pdfs

pytestmark = pytest.mark.django_db


def test_the_receipt_is_numbered_addressed_to_the_vendor_and_says_what_was_handed_in(make_application) -> None:
    application = make_application(state="submitted")
    receipt = receipt_issue(application=application, actor=application.owner)
    assert receipt.number.startswith("027/1/TT/LPSE-LU/")
    assert (receipt.holder, receipt.case_number) == (application.owner, application.number)
    labels = [row["label"] for row in receipt.context["documents"]]
    assert labels == [
        "Formulir Pendaftaran",
        "Formulir Keikutsertaan",
        "KTP direktur atau pejabat yang berwenang",
        "Akta pendirian",
        "NPWP badan usaha",
        "Surat izin usaha",
    ]


def test_handing_in_again_keeps_the_first_receipt(make_application) -> None:
    application = make_application(state="submitted")
    first = receipt_issue(application=application, actor=application.owner)
    assert receipt_issue(application=application, actor=application.owner) == first == receipt_of(application)
    assert OfficialDocument.objects.filter(kind=RECEIPT).count() == 1


def test_an_application_that_was_never_handed_in_has_none(make_application) -> None:
    assert receipt_of(make_application()) is None


def test_neither_secret_nor_identity_number_is_stored(make_application) -> None:
    application = make_application(state="submitted")
    receipt = receipt_issue(application=application, actor=application.owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM core_officialdocument d WHERE id = %s", [receipt.pk])
        stored = cursor.fetchone()[0]
    for planted in (receipt_secret(application), application.npwp, application.signatory_nik):
        assert str(planted) not in stored


def test_the_pdf_bears_number_secret_and_articles(make_application) -> None:
    application = make_application(state="submitted")
    receipt = receipt_issue(application=application, actor=application.owner)
    assert document_render(receipt.pk)
    receipt.refresh_from_db()
    content = document_read(receipt)
    text = pdfs.words(content)
    for part in (
        application.number,
        "CV Cahaya Sawerigading",
        receipt_secret(application),
        "Pasal 10 ayat (2) huruf a",
        "Pasal 22 ayat (3)",
        "WITA",
    ):
        assert part in text, part
    assert str(application.npwp) not in text
    assert pdfs.is_archival(content)
    assert len(content) <= 150 * 1024


def test_anyone_with_the_code_sees_only_the_public_facts(make_application) -> None:
    application = make_application(state="submitted")
    receipt = receipt_issue(application=application, actor=application.owner)
    facts = document_facts(receipt.code)
    assert facts is not None
    assert [label for label, _ in facts.fields] == ["Nomor pendaftaran", "Pemohon", "Diserahkan"]
    assert receipt_secret(application) not in str(facts)


# The secret


def test_the_secret_is_the_same_every_time_and_different_for_every_number() -> None:
    secrets = {secret_for(f"REG-2026-{number:05}") for number in range(500)}
    assert len(secrets) == 500
    assert secret_for("REG-2026-00001") == secret_for("REG-2026-00001")
    assert all(len(secret) == 19 and set(secret) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-") for secret in secrets)


def test_the_secret_depends_on_the_key(settings) -> None:
    before = secret_for("REG-2026-00001")
    settings.RECEIPT_KEY = b"another key of thirty-two bytes!"
    assert secret_for("REG-2026-00001") != before


@pytest.mark.parametrize("change", [str.lower, lambda text: text.replace("-", " "), lambda text: f" {text} "])
def test_the_secret_may_be_typed_as_people_type(change: Any) -> None:
    assert secret_fits("REG-2026-00001", change(secret_for("REG-2026-00001")))


def test_look_alike_letters_are_forgiven() -> None:
    number = next(f"REG-2026-{n:05}" for n in range(500) if {"0", "1"} <= set(secret_for(f"REG-2026-{n:05}")))
    assert secret_fits(number, secret_for(number).replace("0", "o").replace("1", "l"))


@pytest.mark.parametrize("typed", ["", "-", "0000-0000-0000-0000", "ｱ" * 16, "A" * 100_000])
def test_anything_else_does_not_fit(typed: str) -> None:
    assert not secret_fits("REG-2026-00001", typed)
    assert not secret_fits("REG-2026-00001", secret_for("REG-2026-00002"))


# Its looks

WORDS = {
    "application_number": "REG-2026-00041",
    "holder_name": "CV Cahaya Sawerigading",
    "applicant_kind": ApplicantKind.BUSINESS_ENTITY.label,
    "npwp": "0012**********00",
    "responsible_name": "Rahmat Hidayat",
    "position": "Direktur",
    "submitted_on": "Jumat, 20 November 2026 pukul 09.15",
    "documents": [
        {"label": "Formulir Pendaftaran", "files": 1, "shown": False},
        {"label": "Formulir Keikutsertaan", "files": 1, "shown": False},
        {"label": "KTP direktur atau pejabat yang berwenang", "files": 1, "shown": True},
        {"label": "Akta pendirian", "files": 2, "shown": True},
        {"label": "NPWP badan usaha", "files": 1, "shown": True},
        {"label": "Surat izin usaha", "files": 1, "shown": True},
    ],
}


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_it_looks_as_approved_on_one_page(slug: str, settings) -> None:
    settings.RECEIPT_KEY = b"key of the approved picture"
    settings.BASE_URL = "https://lpse.contoh.invalid"
    version = ProfileVersion(slug=slug, data=profile.dump(profile.shipped(slug)))
    document = OfficialDocument(
        kind=RECEIPT,
        number="027/41/TT/LPSE/XI/2026",
        code="7K2M9QXR4TBV8N3HJ6WDCE5PZG1A",
        case_number="REG-2026-00041",
        context=WORDS,
        profile_version=version,
        issued_at=datetime(2026, 11, 20, 1, 15, tzinfo=UTC),
        issuer_name=version.data["unit"]["name"],
        is_example=False,
    )
    made = letter(document)
    assert made.pages == 1
    text = pdfs.words(made.content)
    assert ("Pasal 22 ayat (3)" in text) is (slug == "luwu-utara")
    pdfs.assert_looks_as_approved(made.content, f"receipt-{slug}")


def test_its_template_and_its_number_series_exist() -> None:
    assert document_kind(RECEIPT).template == "registration/letters/receipt.html"
    assert finders.find("letters/letter.css")
    for slug in ("luwu-utara", "temanggung"):
        assert RECEIPT in profile.shipped(slug).number_patterns
