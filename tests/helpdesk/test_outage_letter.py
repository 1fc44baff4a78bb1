"""The PDF of the berita acara gangguan: length in words, zone, a table over pages, facts only, PDF/A."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from core.registries import document_kind
from core.rendering import letter
from helpdesk.documents.outage import OUTAGE_REPORT, outage_context
from tests.helpdesk import outages
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db
OWN = {
    "luwu-utara": ("Peraturan Bupati Luwu Utara Nomor 34 Tahun 2010", "10 Agustus 2026 pukul 10.05 WITA"),
    "temanggung": ("Peraturan Bupati Temanggung Nomor 17 Tahun 2011", "10 Agustus 2026 pukul 09.05 WIB"),
}


def made(context: dict[str, Any], slug: str = "luwu-utara") -> bytes:
    document = samples.unsaved(slug, kind=document_kind(OUTAGE_REPORT))
    document.context, document.number, document.case_number = context, "027/7/BA-GG/LPSE-LU/XI/2026", "BAG-2026-00007"
    return letter(document).content


@pytest.mark.parametrize("slug", list(OWN))
def test_it_speaks_as_its_regulation_does_and_looks_as_approved(slug: str, make_account: Any) -> None:
    use_profile(slug)
    writer = make_account(full_name="Wati Layanan Contoh")
    writer.person.nip = "198701012010012001"
    content = made(outage_context(outages.complete(writer, incident_number="GGN-2026-00004")), slug)
    text = pdfs.words(content)
    zone = OWN[slug][1].split()[-1]
    for part in (
        *OWN[slug], "1 (satu) hari 3 (tiga) jam 5 (lima) menit", f"menurut waktu {zone}", "2 (dua) tahap pada 2 (dua) tender",
        "Jaringan atau internet; Listrik", "12 (dua belas) salinan jadwal", "GGN-2026-00004", "19870101 201001 2 001",
        "Andi Teknisi Contoh", "Mengetahui",
    ):  # fmt: skip
        assert part in text, part
    for word in ("perubahan jadwal", "perpanjang", "diperpanjang", "wajib", "harus", "sebaiknya", "disarankan"):
        assert word not in text.lower(), word
    assert pdfs.is_archival(content)
    pdfs.assert_looks_as_approved(content, f"outage-report-{slug}")


@pytest.mark.parametrize("rows", [0, 40, 120])
def test_the_table_repeats_its_head_and_the_signature_stays_whole(
    rows: int, lpse: Any, make_account: Any, tmp_path: Path
) -> None:
    content = made(outage_context(outages.complete(make_account(), tenders=rows)))
    pages = [pdfs.page_words(content, number) for number in range(pdfs.pages(content))]
    holds_rows = [page for page in pages if "Peningkatan Jalan Contoh" in page]
    assert bool(holds_rows) == bool(rows)
    assert all("Selama gangguan" in page for page in holds_rows)
    (signed,) = [page for page in pages if "Mengetahui" in page]
    assert "dengan sebenarnya" in signed
    assert "Nama Kepala (contoh)" in signed
    assert ("tidak ada tahap tender" in " ".join(pages)) == (rows == 0)
    path = tmp_path / "berita-acara.pdf"
    path.write_bytes(content)
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
