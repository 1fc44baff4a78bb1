"""The letters about change requests: words, articles and zone of each profile, masked numbers, PDF/A, and their picture."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.documents import document_facts, document_read
from core.models import OfficialDocument
from core.registries import document_kind
from core.rendering import document_render, letter
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile
from tests.verification import cases, changes
from verification.change_documents import CHANGE_APPROVAL, CHANGE_REJECTION, USER_ID_LETTER
from verification.services.change_decisions import change_decision_approve

pytestmark = pytest.mark.django_db
DECIDED = datetime(2026, 11, 22, 2, 20, tzinfo=UTC)
COMMON = {
    "change_number": "UBH-2026-00007",
    "change_kind": "Perubahan nama atau bentuk usaha",
    "application_number": "REG-2026-00042",
    "holder_name": "PT Cahaya Sawerigading Contoh",
    "position": "Direktur Utama",
    "street": "Jalan Simpurusiang Nomor 12",
    "postal_code": "92961",
    "npwp": "0012**********00",
    "submitted_on": "Kamis, 19 November 2026",
    "decided_on": "Minggu, 22 November 2026",
    "presenter": "Rahmat Hidayat, penanggung jawab sendiri, tatap muka",
    "documents": [
        {"label": label, "seen_on": "20 November 2026", "mode": "tatap muka", "result": "sesuai"}
        for label in ("Surat permohonan bermeterai", "Akta perubahan terakhir", "NPWP", "Surat izin usaha")
    ],
}
WORDS: dict[str, dict[str, Any]] = {
    "change-approval": {
        **COMMON,
        "valid_from": "Minggu, 22 November 2026",
        "rows": [
            {"label": "Bentuk usaha", "old": "CV", "new": "PT"},
            {"label": "Nama", "old": "Cahaya Sawerigading", "new": "Cahaya Sawerigading Contoh"},
            {"label": "Nomor akta perubahan terakhir", "old": "", "new": "7"},
        ],
    },
    "change-rejection": {
        **COMMON,
        "grounds": [
            {"document": "NPWP", "reason": "NPWP milik pihak lain, bukan milik pemohon", "note": "Atas nama pengurus."}
        ],
        "note": "Ajukan lagi dengan NPWP badan usaha.",
        "advice": ["Unggah NPWP badan usaha."],
        "request_address": "https://lpse.contoh.invalid/pendaftaran/REG-2026-00042/perubahan/",
    },
    "user-id-letter": {
        **COMMON,
        "change_kind": "Permohonan informasi User ID",
        "is_reset": False,
        "user_id": "SAWERIGADING.01",
        "user_id_state": "aktif di SPSE",
        "responsible_name": "Rahmat Hidayat",
        "recorded_on": "4 Mei 2026",
    },
}
WORDS["password-reset-letter"] = {**WORDS["user-id-letter"], "is_reset": True}
KINDS = {
    "change-approval": CHANGE_APPROVAL,
    "change-rejection": CHANGE_REJECTION,
    "user-id-letter": USER_ID_LETTER,
    "password-reset-letter": USER_ID_LETTER,
}
SAID = {
    "change-approval": ["Semula", "Cahaya Sawerigading Contoh", "UBH-2026-00007", "surat ini melengkapinya"],
    "change-rejection": [
        "NPWP milik pihak lain",
        "Atas nama pengurus.",
        "keberatan",
        "Data yang terdaftar tidak berubah",
    ],
    "user-id-letter": ["SAWERIGADING.01", "Pada register kami tercatat", "tidak pernah menanyakan kata sandi"],
    "password-reset-letter": ["SAWERIGADING.01", "pengaturan ulang kata sandi", "Kata sandi baru Saudara buat sendiri"],
}
OWN = {
    "luwu-utara": (["Peraturan Bupati Luwu Utara Nomor 34 Tahun 2010", "WITA"], ["Temanggung", "WIB"]),
    "temanggung": (["Peraturan Bupati Temanggung Nomor 17 Tahun 2011", "WIB"], ["Luwu Utara", "WITA"]),
}


@pytest.mark.parametrize("slug", list(OWN))
@pytest.mark.parametrize("name", list(WORDS))
def test_each_letter_speaks_as_its_regulation_does_and_looks_as_approved(name: str, slug: str) -> None:
    use_profile(slug)
    document = samples.unsaved(slug, kind=document_kind(KINDS[name]))
    document.context, document.number, document.case_number = WORDS[name], "027/7/LPSE/XI/2026", "UBH-2026-00007"
    content = letter(document).content
    text = pdfs.words(content)
    own, foreign = OWN[slug]
    for part in [*own, *SAID[name]]:
        assert part in text, part
    for part in foreign:
        assert part not in text, part
    assert pdfs.is_archival(content)
    assert pdfs.pages(content) <= 2
    pdfs.assert_looks_as_approved(content, f"{name}-{slug}")


@pytest.mark.parametrize("kind", ["signatory", "lost_user_id"])
def test_the_letter_of_a_real_decision_is_rendered_with_masked_numbers(kind: str, vendor, officer) -> None:
    row = changes.review_all(changes.handed_in(changes.approved(vendor, officer), kind), officer)
    decision = change_decision_approve(change=row, actor=officer)
    assert document_render(decision.letter_id)
    document = OfficialDocument.objects.get(pk=decision.letter_id)
    text = pdfs.words(document_read(document))
    assert document.number in text
    assert row.number in text
    for number in (cases.NIK, "7322035905953440", "081234560000"):
        assert number not in text
    facts = document_facts(document.code)
    assert facts is not None
    assert [label for label, _ in facts.fields] == ["Pemegang"]
