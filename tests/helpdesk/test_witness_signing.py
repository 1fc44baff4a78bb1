"""Seal and signatures: pyHanko with a certifier made in the test; only later stages of this very report are kept."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from core.document_comparison import document_compare
from core.documents import document_facts, document_read
from core.models import AuditEvent, DocumentRevision
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.revisions import revision_read
from core.signatures import SealUnavailable
from core.transitions import WrongState
from helpdesk.models import WitnessReport
from helpdesk.services.witness_signing import witness_report_seal, witness_signature_add
from tests.core import samples
from tests.helpdesk import reports
from tests.support import pdfs
from tests.support.certificates import PASSPHRASE, certifier, pkcs12_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(support: Any, head: Any) -> WitnessReport:
    """A final report with its PDF."""
    made = reports.final(support, head)
    reports.rendered(made)
    return made


@pytest.fixture
def seal(settings: Any, tmp_path: Path) -> None:
    """A seal that is valid today."""
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = pkcs12_of("Segel LPSE Luwu Utara", tmp_path), PASSPHRASE


def signed_by(content: bytes, name: str, folder: Path) -> bytes:
    """The PDF as a person signs it outside, with a visible field."""
    signer = signers.SimpleSigner.load_pkcs12(str(pkcs12_of(name, folder)), passphrase=PASSPHRASE.encode())
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    field = name.replace(" ", "")
    fields.append_signature_field(writer, fields.SigFieldSpec(field, box=(60, 60, 200, 110)))
    return signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name=field), signer=signer).getvalue()


def issued(report: WitnessReport) -> bytes:
    assert report.document
    report.document.refresh_from_db()
    return document_read(report.document)


# The seal


def test_the_seal_is_a_revision_that_a_validator_trusts_and_one_flipped_byte_breaks(report, support, seal) -> None:
    original = issued(report)
    revision = witness_report_seal(report=report, actor=support)
    content = revision_read(revision)
    assert content.startswith(original)
    assert (revision.kind, revision.ordinal, revision.signer) == ("seal", 1, "Segel LPSE Luwu Utara")
    assert pdfs.is_archival(content)
    assert document_read(report.document) == original
    trusted = Certificate.load(certifier()[1].public_bytes(Encoding.DER))
    (one,) = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    status = validate_pdf_signature(one, ValidationContext(trust_roots=[trusted], allow_fetching=False))
    assert status.bottom_line
    flipped = samples.flipped(content, 3000)
    (one,) = PdfFileReader(io.BytesIO(flipped), strict=False).embedded_regular_signatures
    assert not validate_pdf_signature(one, ValidationContext(trust_roots=[trusted], allow_fetching=False)).intact
    with pytest.raises(Refusal, match="sudah bersegel"):
        witness_report_seal(report=report, actor=support)
    assert AuditEvent.objects.filter(action="document.sealed").count() == 1
    report.refresh_from_db()
    assert report.state == "final"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("none", "belum dipasang"),
        ("gone", "tidak dapat dibaca"),
        ("passphrase", "kata sandinya salah"),
        ("garbage", "tidak dapat dibaca"),
        ("expired", "tidak dapat dipakai hari ini"),
        ("early", "tidak dapat dipakai hari ini"),
    ],
)
def test_without_a_usable_seal_the_report_stays_final_and_says_why(
    case: str, words: str, report, support, settings, tmp_path
) -> None:
    settings.SEAL_PASSPHRASE = PASSPHRASE
    begins = {"expired": -60, "early": 5}.get(case, -1)
    settings.SEAL_FILE = None if case == "none" else pkcs12_of("Segel", tmp_path, begins=begins)
    if case == "gone":
        settings.SEAL_FILE.unlink()
    elif case == "garbage":
        settings.SEAL_FILE.write_bytes(b"bukan kunci")
    elif case == "passphrase":
        settings.SEAL_PASSPHRASE = "salah"
    with pytest.raises(SealUnavailable, match=words):
        witness_report_seal(report=report, actor=support)
    report.refresh_from_db()
    assert report.state == "final"
    assert words in report.seal_problem
    assert not DocumentRevision.objects.exists()


def test_a_seal_that_works_again_takes_the_reason_away(report, support, settings, tmp_path) -> None:
    settings.SEAL_FILE = None
    with pytest.raises(SealUnavailable):
        witness_report_seal(report=report, actor=support)
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = pkcs12_of("Segel", tmp_path), PASSPHRASE
    witness_report_seal(report=report, actor=support)
    report.refresh_from_db()
    assert report.seal_problem == ""


def test_nothing_is_sealed_or_signed_before_the_pdf_is_there(support, head, ppk, seal) -> None:
    with pytest.raises(WrongState):
        witness_report_seal(report=reports.complete(support), actor=support)
    waiting = reports.final(support, head)
    with pytest.raises(NotReady, match="masih disiapkan"):
        witness_report_seal(report=waiting, actor=support)
    waiting.refresh_from_db()
    assert waiting.seal_problem == ""
    with pytest.raises(Forbidden):
        witness_report_seal(report=waiting, actor=ppk)
    with pytest.raises(Forbidden):
        witness_signature_add(report=waiting, actor=head, kind="scan", upload=reports.upload(b"%PDF"))


# People


def test_two_people_sign_one_after_the_other_over_the_seal(report, support, seal, tmp_path) -> None:
    sealed = revision_read(witness_report_seal(report=report, actor=support))
    first = signed_by(sealed, "Nurhayati Ketua", tmp_path)
    row = witness_signature_add(report=report, actor=support, kind="signed", upload=reports.upload(first))
    assert (row.ordinal, row.signer) == (2, "Nurhayati Ketua")
    report.refresh_from_db()
    assert report.state == "signed"
    second = signed_by(first, "Rina Kepala", tmp_path)
    row = witness_signature_add(report=report, actor=support, kind="signed", upload=reports.upload(second))
    assert (row.ordinal, row.signer) == (3, "Rina Kepala")
    facts = document_facts(report.document.code)
    assert facts is not None
    assert [one.sha256 for one in facts.revisions] == [
        hashlib.sha256(content).hexdigest() for content in (sealed, first, second)
    ]
    with pytest.raises(BadInput, match="sudah tersimpan"):
        witness_signature_add(report=report, actor=support, kind="signed", upload=reports.upload(second))


def test_a_signed_pdf_of_another_report_is_refused_by_its_number(report, support, head, tmp_path) -> None:
    other = reports.final(support, head)
    reports.rendered(other)
    foreign = signed_by(issued(other), "Nurhayati Ketua", tmp_path)
    with pytest.raises(BadInput) as caught:
        witness_signature_add(report=report, actor=support, kind="signed", upload=reports.upload(foreign))
    assert other.document.number in caught.value.message
    assert caught.value.field == "file"
    assert not DocumentRevision.objects.exists()
    report.refresh_from_db()
    assert report.state == "final"


@pytest.mark.parametrize("case", ["unsigned", "resaved", "broken", "appended", "changed_pages", "not_pdf", "empty"])
def test_what_is_no_signed_stage_of_the_report_is_refused_with_a_reason(case: str, report, support, tmp_path) -> None:
    original = issued(report)
    signed = signed_by(original, "Nurhayati Ketua", tmp_path)
    content, words = {
        "unsigned": (lambda: original, "sama dengan yang sudah tersimpan"),
        "resaved": (lambda: _resaved(signed), "bukan kelanjutan"),
        "broken": (lambda: samples.flipped(signed, len(original) + 700), "tanda tangan|dibaca|rusak"),
        "appended": (lambda: _with_other_page(signed), "berubah sesudah"),
        "changed_pages": (lambda: signed_by(_with_other_page(original), "Nurhayati Ketua", tmp_path), "Halaman"),
        "not_pdf": (samples.jpeg, "PDF"),
        "empty": (lambda: b"", "kosong"),
    }[case]
    with pytest.raises(BadInput, match=words) as caught:
        witness_signature_add(report=report, actor=support, kind="signed", upload=reports.upload(content()))
    assert caught.value.field == "file"
    assert not DocumentRevision.objects.exists()


def _resaved(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out)
    return out.getvalue()


def _with_other_page(content: bytes) -> bytes:
    """The same file with an appended stage in which the first page says something else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_scan_of_the_wet_ink_copy_is_kept_as_a_safe_copy_known_by_both_hashes(report, support) -> None:
    scanned = samples.pdf(2)
    row = witness_signature_add(report=report, actor=support, kind="scan", upload=reports.upload(scanned))
    report.refresh_from_db()
    assert (report.state, row.kind) == ("signed", "scan")
    facts = document_facts(report.document.code)
    assert facts is not None
    for content in (scanned, revision_read(row)):
        said = document_compare(facts=facts, upload=io.BytesIO(content))
        assert (said.verdict, said.revision) == ("revision", "revisi 1, pindaian naskah bertanda tangan basah")
    with pytest.raises(BadInput, match="bukan pindaian"):
        witness_signature_add(report=report, actor=support, kind="scan", upload=reports.upload(issued(report)))


# /periksa/


def test_anyone_checks_any_revision_and_a_changed_copy_is_exposed(
    report, support, head, seal, tmp_path, client
) -> None:
    signed = signed_by(revision_read(witness_report_seal(report=report, actor=support)), "Nurhayati Ketua", tmp_path)
    witness_signature_add(report=report, actor=support, kind="signed", upload=reports.upload(signed))
    other = reports.final(support, head)
    reports.rendered(other)
    address = reverse("core:document_check", args=[report.document.code])
    for content, words in (
        (issued(report), "persis seperti yang kami terbitkan"),
        (signed, "revisi 2, tanda tangan elektronik"),
        (issued(other), f'nomor <a href="/periksa/{other.document.code}/">'),
        (samples.flipped(signed, 3000), "sudah diubah"),
    ):
        page = client.post(address, {"berkas": reports.upload(content)}).content.decode()
        assert words in page
        for hidden in (report.tender_code, "CV Peserta Contoh", report.package_name):
            assert hidden not in page
    page = client.post(
        reverse("core:document_check", args=[other.document.code]), {"berkas": reports.upload(signed)}
    ).content.decode()
    assert "milik naskah lain" in page
