"""The letters of a decision: words, articles and zone of each profile, PDF/A, and their picture."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.documents import document_facts, document_read
from core.models import OfficialDocument
from core.registries import document_kind
from core.rendering import document_render, letter
from registration.enums import RequirementKey
from registration.models import Application, DocumentItem
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile
from tests.verification import cases
from verification.checklist import DeskItem
from verification.documents import (
    APPROVAL,
    OBJECTION_ANSWER,
    REJECTION,
    approval_context,
    objection_context,
    rejection_context,
)
from verification.models import Decision, DocumentCheck, Objection, Review
from verification.services.decisions import decision_approve, decision_reject

pytestmark = pytest.mark.django_db
SEEN = datetime(2026, 11, 20, 2, 15, tzinfo=UTC)
DECIDED = datetime(2026, 11, 22, 2, 20, tzinfo=UTC)
LABELS = {
    RequirementKey.REGISTRATION_FORM: "Formulir Pendaftaran",
    RequirementKey.PARTICIPATION_FORM: "Formulir Keikutsertaan",
    RequirementKey.KTP: "KTP direktur atau pejabat yang berwenang",
    RequirementKey.DEED: "Akta pendirian",
    RequirementKey.NPWP: "NPWP badan usaha",
    RequirementKey.LICENCE: "Surat izin usaha",
}


def application(**changes: Any) -> Application:
    return Application(
        **{
            "number": "REG-2026-00042",
            "kind": "business_entity",
            "business_form": "pt",
            "name": "Cahaya Sawerigading Contoh",
            "npwp": "0012345678901000",
            "street": "Jalan Simpurusiang Nomor 12",
            "postal_code": "92961",
            "signatory_name": "Rahmat Hidayat",
            "signatory_position": "Direktur Utama",
            "submitted_at": datetime(2026, 11, 19, 1, 5, tzinfo=UTC),
            **changes,
        }
    )


def items(**bad: tuple[str, str]) -> list[DeskItem]:
    """The complete checklist; `bad` gives reason and note of documents that are not in order."""
    rows = []
    for key, label in LABELS.items():
        reason, note = bad.get(key.value, ("", ""))
        check = DocumentCheck(
            original_seen_at=SEEN,
            original_mode="in_person",
            result="mismatch" if reason else "match",
            reason_code=reason,
            note=note,
        )
        rows.append(DeskItem(DocumentItem(key=key), label, check, ()))
    return rows


def approval(**changes: Any) -> dict[str, Any]:
    review = Review(
        presenter_kind="envoy",
        presenter_name="Nurhayati Utusan",
        presenter_mode="in_person",
        surat_kuasa_number="004/SK/XI/2026",
        surat_kuasa_date=date(2026, 11, 18),
    )
    return approval_context(
        application=application(**changes),
        review=review,
        items=items(),
        user_id="SAWERIGADING.01",
        decided_at=DECIDED,
    )


def rejection(**changes: Any) -> dict[str, Any]:
    return rejection_context(
        application=application(**changes),
        items=items(ktp=("data_differs", "Nama pada KTP: Rahmad Hidayat."), npwp=("npwp_of_another", "")),
        reasons=["data_differs", "npwp_of_another"],
        note="Perbaiki isian sesuai KTP, lalu ajukan lagi.",
        decided_at=DECIDED,
        register_address="https://lpse.contoh.invalid/daftar/",
        objection_address="https://lpse.contoh.invalid/keberatan/REG-2026-00042/",
        objection_until=datetime(2026, 12, 6, 15, 59, 59, tzinfo=UTC),
    )


def made(slug: str, kind: str, words: dict[str, Any], number: str = "027/42/LPSE/XI/2026") -> bytes:
    document = samples.unsaved(slug, kind=document_kind(kind))
    document.context, document.number, document.case_number = words, number, "REG-2026-00042"
    return letter(document).content


def read(content: bytes) -> str:
    """The text with the words joined that a line's end divides."""
    return pdfs.words(content).replace("/ ", "/")


@pytest.mark.parametrize(
    ("slug", "own", "foreign"),
    [
        (
            "luwu-utara",
            [
                "PEMERINTAH KABUPATEN LUWU UTARA",
                "Peraturan Bupati Luwu Utara Nomor 34 Tahun 2010",
                "Pasal 22 ayat (5)",
                "ULP/Pejabat Pengadaan",
                "Kepala LPSE Kabupaten Luwu Utara",
                "10.20 WITA",
            ],
            ["Temanggung", "Panitia Pengadaan", "WIB"],
        ),
        (
            "temanggung",
            [
                "PEMERINTAH KABUPATEN TEMANGGUNG",
                "Peraturan Bupati Temanggung Nomor 17 Tahun 2011",
                "Pasal 22 ayat (3)",
                "Panitia Pengadaan",
                "Ketua LPSE Kabupaten Temanggung",
                "09.20 WIB",
            ],
            ["Luwu Utara", "ULP/Pejabat Pengadaan", "WITA", "Pasal 22 ayat (5)"],
        ),
    ],
)
def test_an_approval_speaks_as_its_regulation_does(slug: str, own: list[str], foreign: list[str]) -> None:
    use_profile(slug)
    content = made(slug, APPROVAL, approval())
    text = read(content)
    for part in own:
        assert part in text, part
    for part in foreign:
        assert part not in text, part
    assert "verifikasi ini tidak menggantikan pengisian dan pengiriman data kualifikasi" in text
    assert "SAWERIGADING.01" in text
    assert "Nurhayati Utusan (utusan, surat kuasa nomor 004/" in text
    assert "tanggal 18 November 2026), tatap muka" in text
    assert "0012345678901000" not in text
    assert pdfs.is_archival(content)
    assert pdfs.pages(content) <= 2
    pdfs.assert_looks_as_approved(content, f"approval-{slug}")


@pytest.mark.parametrize(
    ("slug", "own", "foreign"),
    [
        ("luwu-utara", ["Pasal 10 ayat (3) Peraturan Bupati Luwu Utara", "Pasal 22 ayat (3)", "WITA"], ["Temanggung"]),
        ("temanggung", ["Pasal 10 ayat (3) Peraturan Bupati Temanggung", "WIB"], ["Luwu Utara", "Pasal 22 ayat (3)"]),
    ],
)
def test_a_rejection_names_documents_reasons_and_the_way_on(slug: str, own: list[str], foreign: list[str]) -> None:
    use_profile(slug)
    content = made(slug, REJECTION, rejection())
    text = read(content)
    for part in [
        *own,
        "Data yang diisi berbeda dengan dokumen",
        "Nama pada KTP: Rahmad Hidayat.",
        "NPWP badan usaha",
        "Unggah NPWP badan usaha",
        "https://lpse.contoh.invalid/daftar/",
        "keberatan dapat disampaikan satu kali, paling lambat Minggu, 6 Desember 2026",
        "https://lpse.contoh.invalid/keberatan/REG-2026-00042/",
    ]:
        assert part in text, part
    for part in foreign:
        assert part not in text, part
    assert pdfs.is_archival(content)
    pdfs.assert_looks_as_approved(content, f"rejection-{slug}")


@pytest.mark.parametrize("is_granted", [True, False], ids=["granted", "upheld"])
@pytest.mark.parametrize(("slug", "own"), [("luwu-utara", "Luwu Utara"), ("temanggung", "Temanggung")])
def test_an_answer_to_an_objection_names_the_letter_it_answers(slug: str, own: str, is_granted: bool) -> None:
    use_profile(slug)
    old = OfficialDocument(number="027/40/TLK/LPSE/XI/2026", issued_at=SEEN)
    objection = Objection(
        number="KBT-2026-0003",
        application=application(),
        decision=Decision(letter=old),
        submitted_at=SEEN,
    )
    words = objection_context(
        objection=objection,
        is_granted=is_granted,
        answer="KTP yang diunggah memang KTP lama.\n\nKTP yang baru memuat nama yang sama dengan isian.",
        answered_at=DECIDED,
    )
    content = made(slug, OBJECTION_ANSWER, words)
    text = read(content)
    for part in ("KBT-2026-0003", "027/40/TLK/LPSE/XI/2026", "20 November 2026", "Pasal 10 ayat (3)", own):
        assert part in text, part
    assert ("diperiksa lagi" in text) == is_granted
    assert ("tetap berlaku" in text) == (not is_granted)
    assert pdfs.is_archival(content)
    assert pdfs.pages(content) == 1
    pdfs.assert_looks_as_approved(content, f"objection-{'granted' if is_granted else 'upheld'}-{slug}")


def test_names_of_any_script_and_markup_are_set_and_stay_text(lpse) -> None:
    name = 'شركة النور 商贸公司 <b>Maju</b> & "Jaya" 🏗️'
    content = made("luwu-utara", APPROVAL, approval(name=name, business_form=""))
    text = read(content)
    assert '<b>Maju</b> & "Jaya"' in text
    assert "商贸公司" in text
    assert pdfs.is_archival(content)


def test_a_long_checklist_keeps_the_signature_with_its_text(lpse) -> None:
    words = approval()
    words["documents"] = words["documents"] * 9
    content = made("luwu-utara", APPROVAL, words)
    assert pdfs.pages(content) >= 2
    with_signature = [
        page for page in range(pdfs.pages(content)) if "Demikian disampaikan" in pdfs.page_words(content, page)
    ]
    assert len(with_signature) == 1
    assert "Nama Kepala (contoh)" in pdfs.page_words(content, with_signature[0])


def test_the_letter_of_a_real_approval_is_rendered_read_and_checked(reviewed, officer) -> None:
    decision = decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    assert document_render(decision.letter_id)
    document = OfficialDocument.objects.get(pk=decision.letter_id)
    text = pdfs.words(document_read(document))
    for part in (document.number, reviewed.number, "CAHAYA1", reviewed.full_name, "disetujui"):
        assert part in text, part
    assert cases.NIK not in text
    assert document.size <= 150 * 1024
    facts = document_facts(document.code)
    assert facts is not None
    assert facts.fields == (("Pemegang", reviewed.full_name),)


def test_the_letter_of_a_real_rejection_shows_the_public_its_number_only(reviewed, officer) -> None:
    cases.compare(reviewed.items.get(key="ktp"), officer, result="invalid", reason_code="not_valid_anymore")
    decision = decision_reject(application=reviewed, actor=officer, reason_code="not_valid_anymore")
    assert document_render(decision.letter_id)
    facts = document_facts(OfficialDocument.objects.get(pk=decision.letter_id).code)
    assert facts is not None
    assert facts.fields == (("Nomor pendaftaran", reviewed.number),)
