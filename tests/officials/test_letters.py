"""The letters of a decision about an official: words and articles of each profile, PDF/A, and their picture."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.models import Organization
from core.registries import document_kind
from core.rendering import letter
from registration.enums import OfficialReason
from registration.models import OfficialRequest
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.people import use_profile
from verification.documents import (
    OFFICIAL_APPROVAL,
    OFFICIAL_REJECTION,
    official_approval_context,
    official_rejection_context,
)
from verification.models import OfficialReview

pytestmark = pytest.mark.django_db
DECIDED = datetime(2026, 11, 22, 2, 20, tzinfo=UTC)
PROFILES = {
    "luwu-utara": ("Peraturan Bupati Luwu Utara Nomor 34 Tahun 2010", "WITA", "Temanggung"),
    "temanggung": ("Peraturan Bupati Temanggung Nomor 17 Tahun 2011", "WIB", "Luwu Utara"),
}


def request(**changes: Any) -> OfficialRequest:
    return OfficialRequest(
        **{
            "number": "PJB-2026-00042",
            "role": "ppk",
            "full_name": "Andi Pejabat Contoh, S.T.",
            "nip": "198003142006041003",
            "position": "Kepala Bidang Bina Marga",
            "rank": "Pembina (IV/a)",
            "organization": Organization(name="Dinas Pekerjaan Umum Contoh"),
            "letter_kind": "sk",
            "letter_number": "800/12/SK/XI/2026",
            "letter_date": date(2026, 11, 2),
            "valid_until": date(2027, 11, 1),
            "submitted_at": datetime(2026, 11, 19, 1, 5, tzinfo=UTC),
            **changes,
        }
    )


def approval(agencies: Iterable[Organization] = (), **changes: Any) -> dict[str, Any]:
    seen = OfficialReview(original_seen_at=datetime(2026, 11, 20, 2, 15, tzinfo=UTC), original_mode="in_person")
    return official_approval_context(request=request(**changes), review=seen, decided_at=DECIDED, agencies=agencies)


def made(slug: str, kind: str, words: dict[str, Any]) -> bytes:
    document = samples.unsaved(slug, kind=document_kind(kind))
    document.context, document.number, document.case_number = words, "027/42/PJB/LPSE/XI/2026", "PJB-2026-00042"
    return letter(document).content


def read(content: bytes) -> str:
    """The text with the words joined that a line's end divides."""
    return pdfs.words(content).replace("/ ", "/")


@pytest.mark.parametrize("slug", PROFILES)
def test_an_approval_names_the_role_its_end_and_the_articles_of_its_regulation(slug: str) -> None:
    use_profile(slug)
    content = made(slug, OFFICIAL_APPROVAL, approval())
    text = read(content)
    title, zone, foreign = PROFILES[slug]
    for part in (
        title, zone, "Pasal 22 ayat (1) huruf b", "Pasal 13 ayat (3)", "PPK", "1 November 2027",
        "20 November 2026, tatap muka", "800/12/SK/XI/2026",
    ):  # fmt: skip
        assert part in text, part
    assert foreign not in text
    assert "198003142006041003" not in text
    assert pdfs.is_archival(content)
    assert pdfs.pages(content) == 1
    pdfs.assert_looks_as_approved(content, f"official-approval-{slug}")


def test_an_auditors_approval_lists_the_scope_and_speaks_of_no_exclusion(lpse) -> None:
    words = approval([Organization(name="Dinas Diperiksa")], role="auditor", audit_packages="10012345\n10012346")
    text = read(made("luwu-utara", OFFICIAL_APPROVAL, words))
    for part in ("10012345", "3 Instansi Dinas Diperiksa", "setiap audit berikutnya"):
        assert part in text, part
    assert "Pasal 13" not in text


@pytest.mark.parametrize("slug", PROFILES)
def test_a_rejection_names_the_reason_and_the_way_on(slug: str) -> None:
    use_profile(slug)
    words = official_rejection_context(
        request=request(),
        reason=OfficialReason.NOT_ISSUED,
        note="SK ditandatangani sekretaris, bukan kepala dinas.",
        decided_at=DECIDED,
        register_address="https://lpse.contoh.invalid/daftar/pejabat/",
    )
    content = made(slug, OFFICIAL_REJECTION, words)
    text = read(content)
    title, zone, foreign = PROFILES[slug]
    for part in (title, zone, "Surat tidak diterbitkan", "bukan kepala dinas", "keberatan", "/daftar/pejabat/"):
        assert part in text, part
    assert foreign not in text
    assert pdfs.is_archival(content)
    pdfs.assert_looks_as_approved(content, f"official-rejection-{slug}")


def test_names_of_any_script_and_markup_stay_text(lpse) -> None:
    text = read(made("luwu-utara", OFFICIAL_APPROVAL, approval(full_name="Andi <b>Maju</b> 王 🙂")))
    assert "<b>Maju</b>" in text
