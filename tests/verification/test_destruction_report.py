"""The berita acara pemusnahan: words of each profile, a table that moves to an annex, and its picture."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.models import Person, User
from core.registries import document_kind
from core.rendering import letter
from registration.models import Application
from tests.support import letters as samples
from tests.support import pdfs
from verification.destruction_report import DESTRUCTION_REPORT, report_context
from verification.models import Destruction, DestructionItem

pytestmark = pytest.mark.django_db


def user(name: str) -> User:
    return User(username=name, person=Person(full_name=name))


def items(count: int, **changes: Any) -> list[DestructionItem]:
    return [
        DestructionItem(
            application=Application(number=f"REG-2024-{number:05}"),
            class_label="Berkas pendaftaran yang ditolak (contoh)", outcome="rejected",
            decided_at=datetime(2024, 2, 29, 3, 0, tzinfo=UTC), due_from=date(2026, 3, 1), files=7,
            letter_number=f"027/{number}/TLK/LPSE-LU/II/2024", **changes,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def made(slug: str, count: int) -> bytes:
    proposal = Destruction(
        number="USM-2026-0001", proposed_by=user("Sitti Petugas"), proposed_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    )
    document = samples.unsaved(slug, kind=document_kind(DESTRUCTION_REPORT))
    document.context = report_context(
        destruction=proposal, going=items(count), kept=items(1, kept_reason="Ditahan: Audit BPK 2026"),
        actor=user("Ir. Aminah Kepala"),
    )  # fmt: skip
    document.number, document.case_number = "027/7/BA-MSN/LPSE/XI/2026", "USM-2026-0001"
    return letter(document).content


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_the_report_names_law_people_cases_and_what_stays(lpse, slug: str) -> None:
    content = made(slug, 3)
    words = pdfs.words(content).replace("/ ", "/")
    for expected in (
        "Minggu tanggal dua puluh dua bulan November", "Pasal 10 ayat (2) huruf d", "Pasal 27 ayat (3)", "USM-2026-0001",
        "3 (tiga) berkas dengan 21 dokumen", "REG-2024-00003", "Sitti Petugas", "Ir. Aminah Kepala",
        "Ditahan: Audit BPK 2026", "isi dihapus menurut retensi",
    ):  # fmt: skip
        assert expected in words, expected
    assert "Lampiran Berita Acara" not in words
    pdfs.assert_looks_as_approved(content, f"destruction-{slug}")


def test_more_than_a_hundred_rows_stand_in_an_annex_whose_head_repeats(lpse) -> None:
    content = made("luwu-utara", 130)
    words = pdfs.words(content)
    assert "termuat dalam lampiran" in words
    assert "Lampiran Berita Acara Nomor 027/7/BA-MSN/LPSE/XI/2026" in words.replace("/ ", "/")
    assert words.count("Golongan arsip") > 2
    assert words.count("REG-2024-") == 131
    assert "Lampiran" not in pdfs.words(made("luwu-utara", 100))
