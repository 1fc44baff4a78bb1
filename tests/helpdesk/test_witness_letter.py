"""The PDF of the berita acara kesaksian: words of each profile, tables over pages, whole signature blocks, PDF/A."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.documents import document_facts, document_read
from core.registries import document_kind
from core.rendering import letter
from helpdesk.documents.witness import WITNESS_REPORT, report_context
from script.benchmarks import witness_sample
from tests.helpdesk import reports
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db
LONG = "KSO " + " ".join(["Sumber Rejeki Makmur Sentosa Abadi Jaya Perkasa"] * 60)
NAMES = (LONG[:2159], "شركة البناء المثالية", "示例建筑有限公司", "CV <b>Maju</b> & Jaya")
OWN = {
    "luwu-utara": ("Peraturan Bupati Luwu Utara Nomor 34 Tahun 2010", "WITA", "ULP/Pejabat Pengadaan"),
    "temanggung": ("Peraturan Bupati Temanggung Nomor 17 Tahun 2011", "WIB", "Panitia Pengadaan"),
}


def made(context: dict[str, Any], slug: str = "luwu-utara") -> bytes:
    document = samples.unsaved(slug, kind=document_kind(WITNESS_REPORT))
    document.context, document.number, document.case_number = context, "027/7/BA-KS/LPSE-LU/XI/2026", "BAK-2026-00007"
    return letter(document).content


@pytest.mark.parametrize("slug", list(OWN))
def test_it_speaks_as_its_regulation_does_and_looks_as_approved(slug: str, make_account: Any) -> None:
    use_profile(slug)
    context = report_context(reports.complete(make_account()))
    content = made({**context, "case_number": "BAK-2026-00007"}, slug)
    text = pdfs.words(content)
    for part in (*OWN[slug], "Pasal 24 ayat (2)", "BERITA ACARA KESAKSIAN", reports.HASH[:20], "Apendo Panitia 4.2"):
        assert part.lower() in text.lower(), part
    for part in (
        "empat miliar dua ratus juta rupiah",
        "lima puluh sen",
        "dua ribu dua puluh enam",
        "48.210.434 bita",
        "19611113 198803 1 001",
    ):
        assert part in text, part
    assert reports.ERROR in text
    assert pdfs.is_archival(content)
    pdfs.assert_looks_as_approved(content, f"witness-report-{slug}")


def test_no_word_of_it_judges_a_bid(lpse: Any, make_account: Any) -> None:
    text = pdfs.words(made(report_context(reports.complete(make_account())))).lower()
    for word in ("gugur ", "digugurkan", "tidak memenuhi", "tidak lulus", "didiskualifikasi", "pemenang"):
        assert word not in text.replace("sistem gugur", ""), word


@pytest.mark.parametrize(("participants", "files"), [(1, 1), (10, 4), (40, 10), (120, 10)])
def test_tables_break_well_and_blocks_stay_whole(
    participants: int, files: int, lpse: Any, make_account: Any, tmp_path: Path
) -> None:
    report = reports.complete(make_account(), participants, files)
    content = made(report_context(report))
    pages = [pdfs.page_words(content, number) for number in range(pdfs.pages(content))]
    holds_names = [page for page in pages if "CV Peserta Contoh" in page and "Memasukkan penawaran" in page]
    assert holds_names, "the head of the table stands over its rows"
    assert pages[-1].count("Memasukkan") <= 1 or participants > 100
    # Every signer's name stands on the page of the own NIP, and with it "Mengetahui" on that of the Kepala.
    for number in (1, 2, 3):
        (home,) = [page for page in pages if "dengan sebenarnya" in page]
        assert home.count("NIP") >= 2, number
    assert any("Mengetahui" in page and "Nama Kepala (contoh)" in page for page in pages)
    path = tmp_path / "berita-acara.pdf"
    path.write_bytes(content)
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {len(pages)}" in told
    assert pdfs.is_archival(content)


def test_long_foreign_and_hostile_names_are_only_words(lpse: Any, make_account: Any) -> None:
    report = reports.complete(make_account(), 4, 2, names=NAMES, package_name=LONG[:2159])
    content = made(report_context(report))
    text = pdfs.words(content)
    assert "CV <b>Maju</b> & Jaya" in text
    assert "示例建筑有限公司" in text
    assert pdfs.is_archival(content)


def test_the_public_page_tells_no_tender_and_no_participant(support: Any, head: Any, client: Any) -> None:
    report = reports.final(support, head)
    document = reports.rendered(report)
    text = pdfs.words(document_read(document))
    assert document.number in text
    assert "0012345678901000" not in text
    facts = document_facts(document.code)
    assert facts is not None
    assert facts.fields == ()
    page = client.get(f"/periksa/{document.code}/").content.decode()
    assert document.number in page
    for hidden in (report.tender_code, report.package_name, "CV Peserta Contoh 1", report.number):
        assert hidden not in page


def test_a_time_is_printed_in_the_zone_of_the_lpse(lpse: Any, make_account: Any) -> None:
    report = reports.complete(make_account(), held_at=datetime(2026, 11, 25, 22, 5, tzinfo=UTC))
    text = pdfs.words(made(report_context(report)))
    assert "Kamis tanggal dua puluh enam bulan November" in text
    assert "26 November 2026 pukul 06.05 WITA" in text


def test_the_sample_of_the_measurements_has_the_words_of_a_real_report(lpse: Any, make_account: Any) -> None:
    real, sample = report_context(reports.complete(make_account())), witness_sample.context()
    assert sample.keys() == real.keys()
    for part in ("participants", "files", "attempts", "committee"):
        assert sample[part][0].keys() == real[part][0].keys(), part
    assert (len(sample["participants"]), len(sample["files"])) == (40, 10)
