"""The copy of the own data: asked for, made by a worker, complete, sealed, handed to its person alone, gone in time."""

import json
import subprocess
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from core import vault
from core.erasure import person_erase
from core.models import AccountSuspension, AuditEvent, DataCopy, OfficialDocument, OutgoingMail, StoredFile, User
from core.personal.copying import copy_make
from core.personal.registry import personal_table
from core.personal.rows import rows_of
from core.personal.services import copies_expire, copy_ask, copy_of, copy_open
from core.personal.trail import case_numbers
from core.refusals import NotReady, Refusal
from core.rendering import document_render
from core.tokens import token_issue
from registration.models import Application
from registration.receipts import receipt_issue
from tests.core.samples import pdf
from tests.verification import cases
from verification.models import Deactivation
from verification.services.deactivations import deactivation_decide
from verification.services.decisions import decision_approve

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, DOWNLOAD = "/akun/data/", "/akun/data/unduh/"
PASSWORD = "kata sandi panjang untuk uji"
PDF = pdf()


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/akun/masuk/", {"login": user.username, "password": PASSWORD})
    return client


def confirmed(user: User) -> Client:
    client = signed_in(user)
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": PAGE})
    return client


@pytest.fixture
def decided(sign_in: Callable[..., Client], waiting: Application, officer: User) -> Application:
    """An approved case with a file that has bytes, a receipt, a letter and a User ID."""
    sign_in()
    for item in waiting.items.order_by("pk"):
        StoredFile.objects.filter(pk=item.files.get().file_id).update(state="erased", storage_name="", view_name="")
        cases.hand_in(item, content=PDF, original_name="KTP Rahmat.pdf" if item.key == "ktp" else f"{item.key}.pdf")
    receipt_issue(application=waiting, actor=waiting.owner)
    decision_approve(application=cases.review_all(waiting, officer), actor=officer, user_id="SAWERIGADING1")
    for document in OfficialDocument.objects.filter(case_number=waiting.number):
        assert document_render(document.pk)
    waiting.refresh_from_db()
    return waiting


def unpacked(user: User, folder: Path) -> Path:
    got = copy_open(user=user)
    archive = folder / got.name
    archive.write_bytes(b"".join(got.parts))
    assert archive.stat().st_size == got.size
    subprocess.run(["unzip", "-q", archive, "-d", folder / "isi"], check=True)
    return folder / "isi"


def test_the_copy_holds_everything_from_every_app_and_verifies(
    decided: Application, vendor: User, officer: User, tmp_path: Path
) -> None:
    _, secret = token_issue(owner=User.objects.get(pk=vendor.pk), name="Arsip", scopes=["documents.read"], days=30)
    row = copy_ask(user=vendor)
    assert copy_make(row.pk)
    folder = unpacked(vendor, tmp_path)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    assert (folder / "berkas/KTP Rahmat.pdf").read_bytes() == PDF
    assert len(list((folder / "naskah").glob("*.pdf"))) == OfficialDocument.objects.filter(holder=vendor).count() >= 2
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["subjek_data"] == "Penyedia Contoh"
    data = json.loads((folder / "data.json").read_text())
    tables = data["data"]
    for key in (
        "core.person",
        "core.user",
        "core.roleassignment",
        "core.apitoken",
        "core.outgoingmail",
        "core.officialdocument",
        "core.storedfile",
        "registration.application",
        "registration.licence",
        "registration.documentitem",
        "verification.review",
        "verification.documentcheck",
        "verification.decision",
        "verification.userid",
    ):
        assert tables[key]["baris"], key
    assert tables["registration.application"]["baris"][0]["signatory_nik"] == cases.NIK
    text = (folder / "salinan-data-pribadi.html").read_text()
    assert cases.NIK in text
    assert "SAWERIGADING1" in text
    assert "Sitti Petugas" in text
    assert "http-equiv" not in text
    assert "src=" not in text
    everything = text + (folder / "data.json").read_text()
    for kept_back in (secret, vendor.password, "storage_name", "npwp_hash", "token_hash"):
        assert kept_back not in everything
    assert {"who": "Sitti Petugas", "what": "Pendaftaran disetujui"}.items() <= next(
        line for line in data["jejak"] if line["what"] == "Pendaftaran disetujui"
    ).items()


def test_nobody_elses_data_is_in_it(decided: Application, make_account: Callable[..., User], tmp_path: Path) -> None:
    other = make_account("vendor", full_name="Orang Lain")
    copy_make(copy_ask(user=other).pk)
    folder = unpacked(other, tmp_path)
    content = (folder / "data.json").read_text() + (folder / "salinan-data-pribadi.html").read_text()
    assert "Orang Lain" in content
    for strange in (cases.NIK, decided.number, "Penyedia Contoh", "SAWERIGADING1"):
        assert strange not in content
    assert not (folder / "berkas").exists()


def test_the_page_asks_once_shows_the_work_and_then_the_copy(lpse, vendor: User) -> None:
    client = signed_in(vendor)
    page = client.get(PAGE).content.decode()
    for words in ("Minta salinan data saya", "Pasal 7", "Pendaftaran penyedia", "2 tahun aktif", "selama 7 hari"):
        assert words in page, words
    assert 'href="/akun/data/"' in client.get("/akun/").content.decode()
    for _ in range(2):
        assert client.post(PAGE).status_code == 302
    row = DataCopy.objects.get()
    assert "sedang disiapkan" in client.get(PAGE).content.decode()
    assert AuditEvent.objects.filter(action="own_data.asked", actor=vendor).count() == 1
    assert copy_make(row.pk)
    assert not copy_make(row.pk)
    page = client.get(PAGE).content.decode()
    assert "Salinan Anda siap" in page
    mail = OutgoingMail.objects.get(kind="account.own_data")
    assert (mail.to, mail.recipient) == (vendor.email, vendor)
    assert "/akun/data/" in mail.body
    assert AuditEvent.objects.filter(action="own_data.made").count() == 1


def test_the_password_is_asked_before_the_download_and_it_is_on_record(lpse, vendor: User) -> None:
    copy_make(copy_ask(user=vendor).pk)
    answer = signed_in(vendor).get(DOWNLOAD)
    assert answer.headers["Location"].startswith("/akun/konfirmasi/")
    assert not AuditEvent.objects.filter(action="own_data.downloaded").exists()
    answer = confirmed(vendor).get(DOWNLOAD)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    event = AuditEvent.objects.get(action="own_data.downloaded")
    assert (event.actor, event.data["sha256"]) == (vendor, DataCopy.objects.get().sha256)


def test_who_has_none_is_led_back_and_strangers_to_the_door(lpse, vendor: User, officer: User) -> None:
    copy_make(copy_ask(user=vendor).pk)
    client = confirmed(officer)
    answer = client.get(DOWNLOAD, follow=True)
    assert "Tidak ada salinan yang dapat diunduh" in answer.content.decode()
    assert "/masuk/" in Client().get(PAGE).headers["Location"]
    assert "/masuk/" in Client().post(PAGE).headers["Location"]
    assert client.post(DOWNLOAD).status_code == 405
    with pytest.raises(Refusal):
        copy_open(user=officer)


def test_it_waits_while_it_is_made_and_can_be_asked_again_after_a_failure(lpse, vendor: User) -> None:
    row = copy_ask(user=vendor)
    with pytest.raises(NotReady):
        copy_open(user=vendor)
    DataCopy.objects.filter(pk=row.pk).update(work_state="failed")
    assert "gagal disusun" in signed_in(vendor).get(PAGE).content.decode()
    again = copy_ask(user=vendor)
    assert again.pk != row.pk
    assert copy_make(again.pk)
    assert copy_of(vendor) == DataCopy.objects.get(pk=again.pk)


def test_a_broken_file_is_tried_again_and_nothing_is_left_behind(decided: Application, vendor: User, settings) -> None:
    file = StoredFile.objects.exclude(storage_name="").latest("pk")
    StoredFile.objects.filter(pk=file.pk).update(storage_name="0" * 32)
    row = copy_ask(user=vendor)
    assert not copy_make(row.pk)
    row.refresh_from_db()
    assert (row.work_state, row.attempts) == ("waiting", 1)
    assert [path for path in Path(settings.BUNDLES_DIR).rglob("*") if path.is_file()] == []


def test_it_goes_after_its_days_with_its_bytes(lpse, vendor: User) -> None:
    row = copy_ask(user=vendor)
    copy_make(row.pk)
    row.refresh_from_db()
    assert copies_expire() == 0
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        with pytest.raises(Refusal):
            copy_open(user=vendor)
        assert copies_expire() == 1
        assert copies_expire() == 0
    with pytest.raises(FileNotFoundError):
        next(vault.read(row.storage_name))
    row.refresh_from_db()
    assert (row.storage_name, bool(row.expired_at)) == ("", True)
    assert AuditEvent.objects.filter(action="own_data.expired").count() == 1
    assert copy_ask(user=vendor).pk != row.pk


def test_two_tabs_at_once_get_one_copy(lpse, vendor: User) -> None:
    start, found = threading.Barrier(2), []

    def ask() -> None:
        start.wait()
        try:
            found.append(copy_ask(user=vendor).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert DataCopy.objects.count() == 1


def test_a_suspended_account_keeps_the_right_to_the_copy_and_nothing_else(lpse, vendor: User) -> None:
    AccountSuspension.objects.create(user=vendor, case_number="NON-2026-00001")
    client = signed_in(vendor)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "NON-2026-00001" in page.content.decode()
    assert client.post(PAGE).headers["Location"] == PAGE
    copy_make(DataCopy.objects.get().pk)
    assert client.get(DOWNLOAD).headers["Location"].startswith("/akun/konfirmasi/")
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": DOWNLOAD})
    assert client.get(DOWNLOAD).status_code == 200
    assert "NON-2026-00001" in client.get("/akun/token/").headers["Location"]


def test_erasing_the_person_takes_the_copy_along(sign_in, make_account, lpse) -> None:
    sign_in()
    person, head = make_account(full_name="Budi"), make_account("head")
    row = copy_ask(user=person)
    copy_make(row.pk)
    row.refresh_from_db()
    person_erase(person=person.person, actor=head, asked_by=None, reason="permintaan")
    with pytest.raises(FileNotFoundError):
        next(vault.read(row.storage_name))
    assert copy_of(person) is None


def test_what_is_not_decided_yet_is_not_told(
    proposal: Deactivation, vendor: User, officials: tuple[User, User]
) -> None:
    table = personal_table("verification.deactivation")
    assert table is not None
    assert not rows_of(table, vendor.person).exists()
    assert proposal.number not in case_numbers(vendor)
    deactivation_decide(deactivation=proposal, actor=officials[0])
    assert [row.pk for row in rows_of(table, vendor.person)] == [proposal.pk]
    assert proposal.number in case_numbers(vendor)


@pytest.mark.parametrize("change", ["user_id = 1 + user_id", "storage_name = ''", "expired_at = now()"])
def test_the_database_keeps_a_copy_whole(lpse, vendor: User, change: str) -> None:
    copy_make(copy_ask(user=vendor).pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_datacopy SET {change}")  # noqa: S608
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_datacopy")
