"""The letters that begin and end a deactivation: words, articles and zone of each profile, PDF/A, and their picture."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.registries import document_kind
from core.rendering import letter
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile
from tests.verification.test_letters import application
from verification.documents import DEACTIVATION, REACTIVATION, deactivation_context, reactivation_context
from verification.models import Deactivation, Decision, UserId

pytestmark = pytest.mark.django_db
DECIDED = datetime(2026, 11, 22, 2, 20, tzinfo=UTC)


def row() -> Deactivation:

    entry = UserId(
        value="SAWERIGADING.01",
        decision=Decision(application=application()),
        holder_name="PT Cahaya Sawerigading Contoh",
        responsible_name="Rahmat Hidayat",
        responsible_position="Direktur Utama",
    )
    return Deactivation(
        number="NON-2026-00007",
        user_id=entry,
        ground="blacklist_request",
        requester_name="Andi Contoh",
        requester_position="PPK",
        requester_organization="Dinas Pekerjaan Contoh",
        letter_number="013/PPK/KEP/II/DKP",
        letter_date=date(2026, 11, 18),
        explanation="Kontrak diputus karena pekerjaan tidak diselesaikan sampai batas waktunya.",
        starts_on=date(2026, 11, 23),
        ends_on=date(2027, 11, 22),
    )


def made(slug: str, kind: str, words: dict[str, Any]) -> bytes:
    document = samples.unsaved(slug, kind=document_kind(kind))
    document.context, document.case_number = words, "NON-2026-00007"
    return letter(document).content


@pytest.mark.parametrize(
    ("slug", "own", "foreign"),
    [
        ("luwu-utara", ["Luwu Utara Nomor 34", "WITA"], "Temanggung"),
        ("temanggung", ["Temanggung Nomor 17", "WIB"], "WITA"),
    ],
)
def test_the_letters_name_ground_requester_and_given_period(slug: str, own: list[str], foreign: str) -> None:
    use_profile(slug)
    address = "https://lpse.contoh.invalid/penonaktifan/NON-2026-00007/tanggapan/"
    begin = made(slug, DEACTIVATION, deactivation_context(row=row(), decided_at=DECIDED, reply_address=address))
    end = made(
        slug,
        REACTIVATION,
        reactivation_context(row=row(), ended_at=DECIDED, is_early=True, letter_number="027/3/NON/LPSE/XI/2026"),
    )
    for content, name, parts in (
        (begin, "deactivation", ["Andi Contoh, PPK, Dinas Pekerjaan Contoh", "berhak menanggapi", "013/PPK/KEP/II/"]),
        (end, "reactivation", ["diakhiri sebelum waktunya", "027/3/NON/LPSE/XI/2026", "Kata sandi SPSE"]),
    ):
        text = pdfs.words(content)
        for part in (
            *own,
            *parts,
            "SAWERIGADING.01",
            "Pasal 10 ayat (4)",
            "23 November 2026 sampai dengan 22 November 2027",
        ):
            assert part in text, part
        assert foreign not in text
        assert pdfs.is_archival(content)
        assert pdfs.pages(content) == 1
        pdfs.assert_looks_as_approved(content, f"{name}-{slug}")
