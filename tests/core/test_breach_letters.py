"""Both letters about a failure of protection: what the law asks them to say, in each profile, and their pictures."""

from datetime import UTC, datetime

import pytest

from core.breach.letters import AUTHORITY_LETTER, SUBJECTS_LETTER, breach_context
from core.breach.working import draft
from core.models import BreachNotice
from core.registries import document_kind
from core.rendering import letter
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db


def notice() -> BreachNotice:
    return BreachNotice(
        number="KPD-2026-0001",
        found_at=datetime(2026, 11, 21, 1, 10, tzinfo=UTC),
        period_from=datetime(2026, 11, 19, 0, 0, tzinfo=UTC),
        period_until=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        summary="Kata sandi akun petugas diketahui orang lain.\nDengan akun itu 23 berkas dibuka dan diunduh.",
        handling="Akun dikunci pada hari yang sama dan semua sesi diakhiri. Ganti kata sandi Anda bila sama dengan akun lain.",
        subject_count=23,
        data={
            "Pendaftaran penyedia": ["nama", "NPWP", "telepon", "nama penanggung jawab", "NIK penanggung jawab"],
            "Berkas yang diserahkan": ["isi"],
        },
    )


def made(slug: str, kind: str) -> bytes:
    document = samples.unsaved(slug, kind=document_kind(kind))
    document.context = breach_context(notice())
    document.number, document.case_number = "027/3/KPD/LPSE/XI/2026", "KPD-2026-0001"
    return letter(document).content


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
@pytest.mark.parametrize("kind", [SUBJECTS_LETTER, AUTHORITY_LETTER])
def test_a_letter_says_what_when_how_and_what_was_done(db: None, slug: str, kind: str) -> None:
    use_profile(slug)
    content = made(slug, kind)
    words = pdfs.words(content)
    found = {"luwu-utara": "21 November 2026 pukul 09.10 WITA", "temanggung": "21 November 2026 pukul 08.10 WIB"}[slug]
    for expected in (
        "Pasal 46", "KPD-2026-0001", "23 (dua puluh tiga) orang", "NIK penanggung jawab", "Kata sandi akun petugas",
        "Akun dikunci", found,
    ):  # fmt: skip
        assert expected in words, expected
    assert "RANCANGAN" not in words
    assert ("Menteri" in words) == (kind == AUTHORITY_LETTER)
    assert pdfs.is_archival(content)
    pdfs.assert_looks_as_approved(content, f"{kind.removesuffix('_letter')}-{slug}")


def test_a_draft_says_so_and_has_nothing_to_check(lpse) -> None:
    words = pdfs.words(draft(notice(), SUBJECTS_LETTER))
    assert "RANCANGAN" in words
    assert "Pindai untuk memeriksa" not in words
