"""Kinds of document that exist in tests only, the profile that numbers them, and ways to look into a PDF."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import setting_changed

from core import profile
from core.documents import document_issue
from core.models import OfficialDocument, ProfileVersion
from core.registries import DocumentKind, register_document_kind
from core.rendering import document_render

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
LETTER = DocumentKind("uji_surat", "Surat uji", "uji/surat.html", public_fields={"place": "Tempat"})
RECEIPT = DocumentKind("uji_tanda_terima", "Tanda terima uji", "uji/tanda_terima.html")
PATTERN = "{klasifikasi}/{urut:03}/UJI/{unit}/{bulan_romawi}/{tahun}"

WORDS: dict[str, Any] = {
    "recipient": "PT Cahaya Sawerigading Contoh",
    "place": "Masamba",
    "npwp": "0012345678901000",
    "received_at": "2026-11-20T01:15:00+00:00",
    "checked_on": "2026-11-22",
    "rows": [
        {"name": "Akta pendirian", "number": "12", "result": "sesuai aslinya"},
        {"name": "NPWP", "number": "0012345678901000", "result": "sesuai aslinya"},
        {"name": "Nomor Induk Berusaha", "number": "1234567890123", "result": "sesuai aslinya"},
    ],
}


@pytest.fixture(autouse=True, scope="session")
def _letters_of_the_tests() -> None:
    settings.TEMPLATES[0]["DIRS"].append(TEMPLATES)
    setting_changed.send(sender=None, setting="TEMPLATES", value=settings.TEMPLATES, enter=True)
    for kind in (LETTER, RECEIPT):
        register_document_kind(kind)


def number_the_test_kinds(slug: str) -> profile.Profile:
    """Put a shipped profile in force that also numbers the kinds of the tests."""
    data = profile.dump(profile.shipped(slug))
    data["number_patterns"] |= {LETTER.key: PATTERN, RECEIPT.key: PATTERN}
    ProfileVersion.objects.create(slug=slug, data=data, reason="uji")
    profile.forget()
    return profile.current()


@pytest.fixture
def letters(lpse: profile.Profile) -> profile.Profile:
    """The profile of Luwu Utara that also numbers the kinds of the tests."""
    return number_the_test_kinds("luwu-utara")


@pytest.fixture
def issue(letters: profile.Profile) -> Callable[..., OfficialDocument]:
    """Issue a document of the tests."""

    def make(*, kind: str = LETTER.key, words: dict[str, Any] | None = None, **changes: Any) -> OfficialDocument:
        fields = {"case_number": "UJI-2026-000001", "issued_by": None, "holder": None, **changes}
        return document_issue(kind=kind, context={**WORDS, **(words or {})}, **fields)

    return make


@pytest.fixture
def finished(issue: Callable[..., OfficialDocument]) -> Callable[..., OfficialDocument]:
    """Issue a document of the tests and render it, as the worker does."""

    def make(**changes: Any) -> OfficialDocument:
        document = issue(**changes)
        assert document_render(document.pk)
        document.refresh_from_db()
        return document

    return make


def unsaved(profile_slug: str, *, kind: DocumentKind = LETTER, example: bool = False) -> OfficialDocument:
    """A document that was never stored, always the same, for pictures."""
    version = ProfileVersion(slug=profile_slug, data=profile.dump(profile.shipped(profile_slug)))
    return OfficialDocument(
        kind=kind.key,
        number="027/007/UJI/LPSE/XI/2026",
        code="7K2M9QXR4TBV8N3HJ6WDCE5PZG1A",
        case_number="UJI-2026-000001",
        context=WORDS,
        profile_version=version,
        issued_at=datetime(2026, 11, 22, 2, 20, tzinfo=UTC),
        issuer_name=version.data["unit"]["name"],
        is_example=example,
    )
