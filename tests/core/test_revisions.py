"""Signed copies of an official document: kept beside it, frozen, known at /periksa/, gone with their case only."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction

from core.document_comparison import document_compare
from core.document_erasure import document_erase
from core.document_store import path_of
from core.documents import DocumentDamaged, document_facts, document_read
from core.models import DocumentRevision, ErasureOrder
from core.refusals import BadInput, NotReady, Refusal
from core.revisions import document_seal, revision_read, scanned_copy_add, signed_copy_add
from tests.core import samples
from tests.support.certificates import PASSPHRASE, pkcs12_of

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "berkas.pdf") -> SimpleUploadedFile:
    """A file as the browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def sealed(finished: Any, make_account: Any, settings: Any, tmp_path: Path) -> DocumentRevision:
    """A letter with the seal of the LPSE."""
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = pkcs12_of("Segel LPSE", tmp_path), PASSPHRASE
    return document_seal(document=finished(), actor=make_account("head"))


def test_the_issued_file_stays_and_the_sealed_one_is_named(sealed: DocumentRevision) -> None:
    document = sealed.document
    content = revision_read(sealed)
    assert content.startswith(document_read(document))
    facts = document_facts(document.code)
    assert facts is not None
    assert [one.label for one in facts.revisions] == ["revisi 1, segel elektronik LPSE"]
    said = document_compare(facts=facts, upload=io.BytesIO(content))
    assert (said.verdict, said.revision) == ("revision", "revisi 1, segel elektronik LPSE")


def test_a_revision_never_changes_and_damage_is_noticed(sealed: DocumentRevision) -> None:
    for change in ({"sha256": "0" * 64}, {"storage_name": ""}):
        with pytest.raises((IntegrityError, InternalError), match="tidak dapat diubah lagi"), transaction.atomic():
            DocumentRevision.objects.filter(pk=sealed.pk).update(**change)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        DocumentRevision.objects.filter(pk=sealed.pk).delete()
    path_of(sealed.storage_name).write_bytes(b"%PDF-lain")
    with pytest.raises(DocumentDamaged):
        revision_read(sealed)


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_the_content_of_its_case(sealed: DocumentRevision, make_account: Any) -> None:
    document, path = sealed.document, path_of(sealed.storage_name)
    heads = [make_account("head"), make_account("deputy")]
    ErasureOrder.objects.create(
        case_number=document.case_number, basis="uji", proposed_by=heads[0], approved_by=heads[1]
    )
    with transaction.atomic():
        document_erase(document=document, actor=None, reason="uji")
    sealed.refresh_from_db()
    assert sealed.storage_name == ""
    assert sealed.sha256
    with pytest.raises(Refusal, match="dihapus menurut retensi"):
        revision_read(sealed)
    assert not path.exists()


def test_without_a_scanner_nothing_from_outside_is_kept(finished: Any, make_account: Any, settings: Any) -> None:
    settings.DEMO, settings.CLAMD_ADDRESS = False, "tcp:127.0.0.1:1"
    document, officer = finished(), make_account("head")
    for add in (scanned_copy_add, signed_copy_add):
        with pytest.raises(NotReady, match="Pemindai virus"):
            add(document=document, upload=upload(samples.pdf(1)), actor=officer)
    assert not DocumentRevision.objects.exists()


def test_a_file_of_the_wrong_kind_says_what_is_wanted(finished: Any, make_account: Any) -> None:
    with pytest.raises(BadInput) as caught:
        scanned_copy_add(document=finished(), upload=upload(samples.jpeg(), "a.jpg"), actor=make_account("head"))
    assert caught.value.field == "file"
