"""Nobody sees a file before the scanner called it clean: with a real clamd, awake, stopped, dead, and a lying one (F2)."""

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pikepdf import Dictionary, Name
from PIL import Image

from core import profile
from core.enums import FileState, WorkState
from core.files import file_open, file_receive, scanner_status, services, storage
from core.files import scanner as scanner_client
from core.files.services import file_scan, orphans_sweep
from core.models import AuditEvent, StoredFile, User
from core.refusals import NotReady, Refusal
from tests.core import samples
from tests.support.clamd import MARK, Clamd

CASE = "REG-2026-000001"


@pytest.fixture
def owner(lpse: profile.Profile, make_account: Callable[..., User]) -> User:
    return make_account("vendor")


@pytest.fixture
def receive(owner: User) -> Callable[..., StoredFile]:
    def _receive(name: str, content: bytes) -> StoredFile:
        return file_receive(upload=SimpleUploadedFile(name, content), owner=owner, case_number=CASE)

    return _receive


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scanner gets two seconds in all."""
    monkeypatch.setattr(scanner_client, "BASE_SECONDS", 2.0)


def stored_names(settings: Any) -> set[str]:
    return {path.name for path in settings.FILES_DIR.rglob("*") if path.is_file()}


def test_a_clean_file_may_be_seen_after_the_scan_and_not_before(
    scanner: Clamd, receive: Callable[..., StoredFile], owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    file = receive("ktp.jpg", samples.jpeg())
    with pytest.raises(NotReady) as refused:
        file_open(file=file, actor=owner, purpose="unduh")
    assert refused.value.code == "file_waiting"
    assert not AuditEvent.objects.filter(action="file.viewed").exists()
    file_scan(pk=file.pk)
    file.refresh_from_db()
    assert (file.state, file.work_state, file.verdict) == (FileState.CLEAN, WorkState.DONE, "bersih")
    assert file.scanned_at is not None
    assert AuditEvent.objects.filter(action="file.cleared", object_number=file.public_id, actor=None).count() == 1
    content = file_open(file=file, actor=owner, purpose="unduh")
    assert (content.content_type, content.name) == ("image/jpeg", "ktp.jpg")
    assert Image.open(io.BytesIO(content.content)).size == (640, 480)
    viewed = AuditEvent.objects.get(action="file.viewed")
    assert (viewed.actor, viewed.object_number) == (owner, file.public_id)
    assert viewed.data == {"case": CASE, "purpose": "unduh", "identity": True}


def test_the_scan_done_twice_changes_nothing(scanner: Clamd, receive: Callable[..., StoredFile], settings: Any) -> None:
    file = receive("ktp.jpg", samples.jpeg())
    file_scan(pk=file.pk)
    before, names = StoredFile.objects.values().get(), stored_names(settings)
    file_scan(pk=file.pk)
    assert StoredFile.objects.values().get() == before
    assert stored_names(settings) == names
    assert AuditEvent.objects.filter(action="file.cleared").count() == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: samples.jpeg(comment=MARK),
        lambda: samples.pdf(change=lambda pdf: pdf.Root.__setitem__("/X", pdf.make_stream(MARK))),
    ],
    ids=["photo", "pdf, packed"],
)
def test_an_infected_file_loses_its_bytes_and_keeps_name_hash_and_verdict(
    make: Callable[[], bytes],
    scanner: Clamd,
    receive: Callable[..., StoredFile],
    owner: User,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    content = make()
    file = receive("surat.pdf" if content.startswith(b"%PDF") else "foto.jpg", content)
    with django_capture_on_commit_callbacks(execute=True):
        file_scan(pk=file.pk)
    fresh = StoredFile.objects.get()
    assert (fresh.state, fresh.work_state) == (FileState.INFECTED, WorkState.DONE)
    assert "Contoh.Virus.Uji" in fresh.verdict
    assert (fresh.original_name, fresh.sha256) == (file.original_name, file.sha256)
    assert (fresh.storage_name, fresh.view_name) == ("", "")
    assert stored_names(settings) == set()
    assert AuditEvent.objects.get(action="file.infected").data["verdict"] == fresh.verdict
    with pytest.raises(Refusal) as refused:
        file_open(file=fresh, actor=owner, purpose="unduh")
    assert refused.value.code == "file_gone"


def _waits(file: StoredFile, settings: Any) -> None:
    fresh = StoredFile.objects.get(pk=file.pk)
    assert (fresh.state, fresh.work_state) == (FileState.QUARANTINED, WorkState.WAITING)
    assert fresh.claimed_until is None
    assert fresh.last_error
    assert timezone.now() < fresh.run_after <= timezone.now() + timedelta(minutes=5)
    assert stored_names(settings) == {fresh.storage_name}
    assert not AuditEvent.objects.filter(action__in=["file.cleared", "file.infected"]).exists()


def test_a_stopped_clamd_lets_files_wait_and_the_page_stays_fast(
    scanner: Clamd, receive: Callable[..., StoredFile], settings: Any, hurry: None
) -> None:
    with scanner.stopped():
        started = time.monotonic()
        file = receive("ktp.jpg", samples.jpeg())
        assert time.monotonic() - started < 3
        file_scan(pk=file.pk)
        assert time.monotonic() - started < 10
        _waits(file, settings)
        status = scanner_status(0.5)
        assert (status.configured, status.answers) == (True, False)
    StoredFile.objects.update(run_after=timezone.now())
    file_scan(pk=file.pk)
    assert StoredFile.objects.get().state == FileState.CLEAN


def test_a_dead_clamd_lets_files_wait_at_most_five_minutes_between_tries(
    receive: Callable[..., StoredFile], settings: Any, tmp_path: Path
) -> None:
    settings.CLAMD_ADDRESS = f"unix:{tmp_path}/gone.sock"
    file = receive("ktp.jpg", samples.jpeg())
    for attempts in (0, 3, 30):
        StoredFile.objects.update(run_after=timezone.now(), attempts=attempts)
        file_scan(pk=file.pk)
        _waits(file, settings)
    assert scanner_status().answers is False


def test_without_a_scanner_outside_demo_nothing_passes_and_in_demo_it_is_called_unscanned(
    receive: Callable[..., StoredFile], owner: User, settings: Any
) -> None:
    settings.CLAMD_ADDRESS, settings.DEMO = "", False
    file = receive("ktp.jpg", samples.jpeg())
    file_scan(pk=file.pk)
    _waits(file, settings)
    settings.DEMO = True
    StoredFile.objects.update(run_after=timezone.now())
    file_scan(pk=file.pk)
    file.refresh_from_db()
    assert (file.state, file.get_state_display()) == (FileState.UNSCANNED, "belum dipindai")
    assert file.scanned_at is None
    assert file_open(file=file, actor=owner, purpose="unduh").content
    settings.DEMO = False
    with pytest.raises(NotReady):
        file_open(file=file, actor=owner, purpose="unduh")
    assert scanner_status().configured is False


@contextmanager
def fake_clamd(answer: bytes, *, read: int = 1 << 30) -> Iterator[str]:
    """A server that reads so much, says `answer` and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            link, _ = server.accept()
            with link:
                link.settimeout(5)
                received = b""
                while len(received) < read and not received.endswith(b"\0\0\0\0"):
                    part = link.recv(65536)
                    if not part:
                        break
                    received = received[-8:] + part if read > 1 << 20 else received + part
                link.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp:127.0.0.1:{server.getsockname()[1]}"
        thread.join(10)


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK but not quite\0",
        b"stream: Can't allocate memory ERROR\0",
        b"",
        b"\xff\xfe" * 5000,
        b"COMMAND READ TIMED OUT\0",
    ],
)
def test_anything_but_a_clear_answer_keeps_the_file_in_quarantine(
    answer: bytes, receive: Callable[..., StoredFile], settings: Any
) -> None:
    settings.DEMO = False
    file = receive("ktp.jpg", samples.jpeg())
    with fake_clamd(answer) as settings.CLAMD_ADDRESS:
        file_scan(pk=file.pk)
    _waits(file, settings)


def test_a_clear_answer_over_tcp_counts(receive: Callable[..., StoredFile], settings: Any) -> None:
    settings.DEMO = False
    file = receive("ktp.jpg", samples.jpeg())
    with fake_clamd(b"stream: OK\0") as settings.CLAMD_ADDRESS:
        file_scan(pk=file.pk)
    assert StoredFile.objects.get().state == FileState.CLEAN


def test_a_file_larger_than_clamd_takes_stays_in_quarantine(scanner: Clamd) -> None:
    with pytest.raises(scanner_client.ScannerError, match="size limit"):
        scanner_client.scan(bytes(12 * 1024 * 1024))
    assert scanner_client.scan(bytes(10 * 1024 * 1024)).virus == ""


def test_the_age_of_the_signatures_is_read(scanner: Clamd, settings: Any) -> None:
    status = scanner_status()
    assert (status.configured, status.answers) == (True, True)
    with fake_clamd(b"ClamAV 1.4.6/27500/Thu Mar  5 08:00:01 2026\0", read=1) as settings.CLAMD_ADDRESS:
        dated = scanner_status().signatures_at
    assert dated is not None
    assert dated.isoformat() == "2026-03-05T08:00:01+00:00"


def test_a_worker_that_slept_past_its_lease_changes_nothing(
    scanner: Clamd, receive: Callable[..., StoredFile], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = receive("ktp.jpg", samples.jpeg())
    scan = services.scan

    def overtaken(content: bytes) -> scanner_client.Verdict:
        StoredFile.objects.update(attempts=7)
        return scan(content)

    monkeypatch.setattr(services, "scan", overtaken)
    file_scan(pk=file.pk)
    fresh = StoredFile.objects.get()
    assert (fresh.state, fresh.work_state) == (FileState.QUARANTINED, WorkState.WAITING)
    assert stored_names(settings) == {fresh.storage_name}
    assert not AuditEvent.objects.filter(action="file.cleared").exists()


def test_staff_see_a_photo_upright_and_without_where_and_who(
    scanner: Clamd, receive: Callable[..., StoredFile], owner: User
) -> None:
    original = samples.jpeg(8000, 6125, exif=True)
    assert b"Nama Pemotret" in original
    file = receive("ktp.jpg", original)
    file_scan(pk=file.pk)
    shown = file_open(file=file, actor=owner, purpose="unduh").content
    assert b"Nama Pemotret" not in shown
    picture = Image.open(io.BytesIO(shown))
    assert dict(picture.getexif()) == {}
    assert picture.size == (2686, 3508)
    top, bottom = picture.getpixel((1300, 200)), picture.getpixel((1300, 3300))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    # The left half was red; turned as the camera asked, it is the upper half.
    assert top[1] < 60
    assert bottom[1] > 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_a_picture_to_look_at(
    mode: str, receive: Callable[..., StoredFile], owner: User, settings: Any
) -> None:
    settings.CLAMD_ADDRESS, settings.DEMO = "", True
    file = receive("cap.png", samples.png(mode=mode))
    file_scan(pk=file.pk)
    content = file_open(file=file, actor=owner, purpose="unduh")
    assert (content.content_type, content.name) == ("image/jpeg", "cap.jpg")
    assert Image.open(io.BytesIO(content.content)).size == (640, 480)


def test_staff_see_a_pdf_without_anything_that_acts_or_tells(
    receive: Callable[..., StoredFile], owner: User, settings: Any
) -> None:
    settings.CLAMD_ADDRESS, settings.DEMO = "", True
    file = receive("akta.pdf", samples.busy_pdf())
    file_scan(pk=file.pk)
    shown = file_open(file=file, actor=owner, purpose="unduh")
    assert (shown.content_type, shown.name) == ("application/pdf", "akta.pdf")
    with pikepdf.open(io.BytesIO(shown.content)) as pdf:
        everything = b" ".join(
            item.unparse() + (item.read_raw_bytes() if isinstance(item, pikepdf.Stream) else b"")
            for item in pdf.objects
        )
        for word in (
            b"app.alert", b"/JavaScript", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFiles", b"/Metadata",
            b"evil.example", b"Nama Penulis", b"Nama Pemotret", b"rahasia.txt", b"/URI",
        ):  # fmt: skip
            assert word not in everything, word
        assert "/Info" not in pdf.trailer
        assert pdf.Root.AcroForm.Fields[0].V == "CV Contoh Sejahtera"
        assert len(pdf.pages) == 1
        assert pdf.pages[0].Annots[0].Subtype == Name.Widget
        assert isinstance(pdf.pages[0].Resources.Font, Dictionary)


def test_a_file_of_which_no_safe_copy_can_be_made_is_not_shown(
    scanner: Clamd, receive: Callable[..., StoredFile], owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = receive("akta.pdf", samples.pdf())
    monkeypatch.setattr("core.files.inspection.COPY_SECONDS", 0.01)
    file_scan(pk=file.pk)
    fresh = StoredFile.objects.get()
    assert (fresh.state, fresh.view_name) == (FileState.CLEAN, "")
    assert fresh.verdict == "bersih; salinan aman tidak dapat dibuat"
    with pytest.raises(Refusal) as refused:
        file_open(file=fresh, actor=owner, purpose="unduh")
    assert refused.value.code == "file_no_copy"


def test_the_sweep_removes_only_old_bytes_without_a_row(
    receive: Callable[..., StoredFile], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD_ADDRESS, settings.DEMO = "", True
    file = receive("ktp.jpg", samples.jpeg())
    file_scan(pk=file.pk)
    file.refresh_from_db()
    kept = {file.storage_name, file.view_name}
    orphan = storage.write(b"left by a crash")
    half = settings.FILES_DIR / "ab"
    half.mkdir(exist_ok=True)
    (half / f"{'ab' * 16}.part").write_bytes(b"half")
    assert orphans_sweep() == 0
    assert orphan in stored_names(settings)
    monkeypatch.setattr(services, "ORPHAN_SECONDS", -1.0)
    assert orphans_sweep() == 1
    assert stored_names(settings) == kept
