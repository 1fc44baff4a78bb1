"""Handing in a file: what is kept, what is refused, and that a refused file leaves nothing behind."""

import hashlib
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import profile
from core.enums import FileState
from core.files import file_erase, file_receive, policy, storage
from core.models import AuditEvent, StoredFile, User
from core.refusals import BadInput
from tests.core import samples

CASE = "REG-2026-000001"


@pytest.fixture
def owner(lpse: profile.Profile, make_account: Callable[..., User]) -> User:
    return make_account("vendor")


@pytest.fixture
def receive(owner: User) -> Callable[..., StoredFile]:
    def _receive(name: str, content: bytes, case: str = CASE) -> StoredFile:
        return file_receive(upload=SimpleUploadedFile(name, content), owner=owner, case_number=case)

    return _receive


@pytest.fixture
def stopwatch() -> Callable[[], float]:
    started = [time.monotonic()]

    def lap() -> float:
        before, started[0] = started[0], time.monotonic()
        return started[0] - before

    return lap


def stored_files(settings: Any) -> list[Path]:
    return [path for path in settings.FILES_DIR.rglob("*") if path.is_file()] if settings.FILES_DIR.exists() else []


HONEST = {
    "one page": ("KTP.pdf", lambda: samples.pdf(), "application/pdf"),
    "the most pages": ("akta.PDF", lambda: samples.pdf(200), "application/pdf"),
    "a photo": ("foto ktp.jpeg", lambda: samples.jpeg(), "image/jpeg"),
    "49 megapixels turned on its side": (
        "besar.jpg",
        lambda: samples.jpeg(8000, 6125, exif=True),
        "image/jpeg",
    ),
    "a picture with transparency": ("cap.png", lambda: samples.png(mode="RGBA"), "image/png"),
    "a picture of two tones": ("hitam-putih.png", lambda: samples.png(mode="1"), "image/png"),
    "an interlaced picture": ("selang.png", lambda: samples.interlaced_png(), "image/png"),
    "49 megapixels": ("pindai.png", lambda: samples.png(7000, 7000), "image/png"),
    "a form to fill in": ("formulir.pdf", lambda: samples.form_pdf(), "application/pdf"),
    "9.9 MiB": ("9,9.jpg", lambda: samples.heavy_jpeg(int(9.9 * policy.MIB)), "image/jpeg"),
}


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_file_is_kept_encrypted_with_its_figures_and_waits_for_the_scanner(
    case: str, receive: Callable[..., StoredFile], settings: Any
) -> None:
    name, make, content_type = HONEST[case]
    content = make()
    file = StoredFile.objects.get(pk=receive(name, content).pk)
    assert (file.original_name, file.content_type, file.size) == (name, content_type, len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.state == FileState.QUARANTINED
    assert file.work_state == "waiting"
    assert (file.pages > 0) == (content_type == "application/pdf")
    assert (file.width > 0) == (content_type != "application/pdf")
    (path,) = stored_files(settings)
    assert content[:200] not in path.read_bytes()
    assert storage.read(file.storage_name) == content
    assert path.name == file.storage_name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.FILES_DIR.stat().st_mode) == 0o700
    event = AuditEvent.objects.get(action="file.received", object_number=file.public_id)
    assert event.actor == file.owner
    assert name not in str(event.data)


HOSTILE = {
    "empty": ("kosong.pdf", lambda: b"", "file_empty"),
    "one byte too large": ("besar.pdf", lambda: samples.pdf() + bytes(10 * policy.MIB), "file_too_large"),
    "one page too many": ("akta.pdf", lambda: samples.pdf(201), "file_too_many_pages"),
    "100,000 pages": ("akta.pdf", lambda: samples.page_bomb(100_000), "file_too_many_pages|file_too_complex"),
    "one page named 3,000 times": ("akta.pdf", lambda: samples.page_bomb(3000), "file_too_many_pages"),
    "51 megapixels": ("besar.jpg", lambda: samples.jpeg(8000, 6376), "file_too_many_pixels"),
    "pixel bomb": ("bom.png", lambda: samples.png_bomb(60_000, 60_000, unpacked=1000), "file_too_many_pixels"),
    "flate bomb in a PNG": ("bom.png", lambda: samples.png_bomb(100, 100, unpacked=500_000_000), "file_bomb"),
    "flate bomb in a PDF": ("bom.pdf", lambda: samples.flate_bomb(1_000_000_000), "file_bomb"),
    "nested flate bomb": ("bom.pdf", lambda: samples.nested_bomb(), "file_bomb|file_too_complex"),
    "many flate bombs": ("bom.pdf", lambda: samples.many_bombs(), "file_bomb|file_too_complex"),
    "huge picture in a PDF": ("bom.pdf", lambda: samples.picture_bomb(), "file_too_many_pixels"),
    "page tree without end": ("jerat.pdf", lambda: samples.page_tree_loop(), "file_damaged|file_too_complex"),
    "a page tree of 5,000 storeys": ("dalam.pdf", lambda: samples.deep_tree(5000), "file_damaged|file_too_complex"),
    "deep nesting": ("dalam.pdf", lambda: samples.nested_pdf(), "file_damaged|file_too_complex"),
    "locked PDF": ("terkunci.pdf", lambda: samples.encrypted_pdf("rahasia"), "file_encrypted"),
    "restricted PDF": ("terbatas.pdf", lambda: samples.encrypted_pdf(""), "file_encrypted"),
    "cut PDF": ("putus.pdf", lambda: samples.pdf()[:-200], "file_truncated"),
    "cut JPEG": ("putus.jpg", lambda: samples.jpeg()[:-2000], "file_truncated"),
    "cut PNG": ("putus.png", lambda: samples.png()[:-30], "file_truncated"),
    "damaged PNG": ("rusak.png", lambda: samples.flipped(samples.png(), -100), "file_damaged"),
    "PDF mark only": ("x.pdf", lambda: b"%PDF-1.7\nhalo\n%%EOF\n", "file_damaged"),
    "a JPEG called PDF": ("ktp.pdf", lambda: samples.jpeg(), "file_extension"),
    "a PDF called EXE": ("ktp.pdf.exe", lambda: samples.pdf(), "file_extension"),
    "a program": ("ktp.pdf", lambda: b"MZ\x90\x00" + bytes(200), "file_type"),
    "SVG": ("logo.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "file_type"),
    "SVG called PNG": ("logo.png", lambda: b"<?xml version='1.0'?><svg/>", "file_type"),
    "HTML": ("ktp.pdf", lambda: b"<html><script>alert(1)</script>", "file_type"),
    "ZIP": ("berkas.zip", lambda: samples.archive(), "file_zip"),
    "HEIC": ("IMG_0001.HEIC", lambda: b"\0\0\0\x18ftypheic" + bytes(100), "file_heic"),
    "GIF": ("a.gif", lambda: b"GIF89a" + bytes(100), "file_picture"),
    "a PDF that is also a ZIP": ("a.pdf", lambda: samples.pdf() + samples.archive(), "file_polyglot"),
    "a JPEG that is also a ZIP": ("a.jpg", lambda: samples.jpeg() + samples.archive(), "file_polyglot"),
    "a PNG that is also a ZIP": ("a.png", lambda: samples.png() + samples.archive(), "file_polyglot"),
    "a JPEG that is also a page": ("a.jpg", lambda: samples.jpeg(comment=b"<script >alert(1)</script>"), "file_polyglot"),
    "a JPEG that is also a PDF": ("a.jpg", lambda: samples.jpeg(comment=samples.pdf()), "file_polyglot"),
    "a PDF that is also a page": ("a.pdf", lambda: samples.pdf().replace(b"\n", b"\n<script >1</script>\n", 1), "file_polyglot"),
    "a PNG with a tail": ("a.png", lambda: samples.png() + b"halo", "file_trailing"),
    "a PDF with a tail": ("a.pdf", lambda: samples.pdf() + b"halo", "file_trailing"),
    "an animated PNG": ("a.png", lambda: samples.animated_png(), "file_animated"),
    "EICAR as text": ("ktp.pdf", lambda: samples.EICAR, "file_type"),
    "a progressive JPEG of 49 megapixels": ("a.jpg", lambda: samples.jpeg(8000, 6125, progressive=True), "file_progressive"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_words_within_five_seconds_and_leaves_nothing(
    case: str, receive: Callable[..., StoredFile], settings: Any, stopwatch: Callable[[], float]
) -> None:
    name, make, codes = HOSTILE[case]
    content = make()
    stopwatch()
    with pytest.raises(BadInput) as refused:
        receive(name, content)
    assert stopwatch() < 5
    assert refused.value.code in codes.split("|")
    assert refused.value.message.startswith(f"Berkas “{name}” ")
    assert "{" not in refused.value.message
    assert refused.value.field == "file"
    assert not StoredFile.objects.exists()
    assert not AuditEvent.objects.filter(object_type="file").exists()
    assert stored_files(settings) == []


def test_every_reason_tells_what_is_wrong_and_what_to_do(lpse: profile.Profile) -> None:
    for code in policy.REASONS:
        sentence = policy.refusal(code, "a.pdf", actual="PDF", suffix=".pdf").message
        assert sentence.startswith("Berkas “a.pdf” ")
        assert sentence.endswith(".")
        assert sentence.count(". ") >= 1
        assert "{" not in sentence


def test_the_twenty_first_file_of_a_case_is_refused_until_one_is_erased(
    receive: Callable[..., StoredFile], owner: User
) -> None:
    content = samples.jpeg(20, 20)
    files = [receive(f"{number}.jpg", content) for number in range(20)]
    with pytest.raises(BadInput) as refused:
        receive("21.jpg", content)
    assert refused.value.code == "file_too_many_files"
    assert StoredFile.objects.count() == 20
    assert receive("1.jpg", content, case="REG-2026-000002").pk
    file_erase(file=files[0], actor=owner, reason="keliru")
    assert receive("21.jpg", content).pk


def test_a_phone_photo_with_a_second_picture_behind_it_is_accepted(receive: Callable[..., StoredFile]) -> None:
    assert receive("IMG_2041.JPG", samples.phone_photo()).width == 640
    assert receive("IMG_2042.JPG", samples.jpeg() + b"SEFT" + bytes(300)).width == 640


def test_a_name_without_extension_gets_the_right_one(receive: Callable[..., StoredFile]) -> None:
    assert receive("Surat Kuasa No. 5 tahun 2026", samples.pdf()).original_name == "Surat Kuasa No. 5 tahun 2026.pdf"
    assert receive("image", samples.jpeg()).original_name == "image.jpg"


def test_the_bytes_go_when_the_row_is_taken_back(
    receive: Callable[..., StoredFile], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("core.files.services.audit_record", broken)
    with pytest.raises(RuntimeError):
        receive("a.jpg", samples.jpeg())
    assert not StoredFile.objects.exists()
    assert stored_files(settings) == []
