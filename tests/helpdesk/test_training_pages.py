"""/pelatihan/ and the desk over HTTP: who sees what, forms that keep what was typed, the code in the room, papers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.models import AuditEvent, OutgoingMail, User
from core.receipt_codes import code_for
from helpdesk.emails.training import RECEIPT_SCOPE
from helpdesk.models import Training, TrainingEnrolment, TrainingEvaluation
from helpdesk.services.training import training_open
from helpdesk.services.training_attendance import code_now
from tests.helpdesk.rooms import room_make
from tests.helpdesk.trainings import BEGIN, NOW, certified, enrolment_make, planned, rendered, training_make

pytestmark = pytest.mark.django_db
DESK = "/admin/helpdesk/pelatihan/"
TYPED = {
    "title": "Bimbingan teknis SPSE", "subject": "Unggah penawaran", "audience": "penyedia baru", "trainers": "Wati",
    "starts_at": "27-11-2026 09.00", "ends_at": "27-11-2026 12.00", "room": "", "place": "Aula", "video_link": "",
    "seats": "20", "enrol_opens_at": "25-11-2026 07.00", "enrol_closes_at": "26-11-2026 16.00",
}  # fmt: skip
# Attendance opens in five minutes, the training begins in thirty-five: sessions live that long.
SOON = {
    "starts_at": NOW + timedelta(minutes=35),
    "ends_at": NOW + timedelta(hours=3),
    "enrol_closes_at": NOW + timedelta(minutes=30),
}
STRANGER = {"name": "Budi Contoh", "agency": "CV Maju", "email": "budi@contoh.id", "phone": ""}


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def training(support: User) -> Training:
    return training_open(
        training=planned(support, is_public=True, video_link="https://rapat.contoh.id/rahasia"), actor=support
    )


def test_the_calendar_shows_what_was_made_known(client: Client, training: Training, support: User) -> None:
    draft = planned(support, title="Masih rancangan")
    page = client.get("/pelatihan/").content.decode()
    assert training.title in page
    assert draft.title not in page
    assert client.get(f"/pelatihan/{draft.number}/").status_code == 404
    feed = client.get("/pelatihan/kalender.ics").content
    assert feed.count(b"BEGIN:VEVENT") == 1
    assert b"ATTENDEE" not in feed
    one = client.get(f"/pelatihan/{training.number}/pelatihan.ics").content
    assert b"METHOD:PUBLISH" in one
    for shown in (page.encode(), feed, one, client.get(f"/pelatihan/{training.number}/").content):
        assert b"rapat.contoh.id" not in shown


def test_an_empty_calendar_says_what_to_do(client: Client, lpse: object) -> None:
    assert "Belum ada pelatihan" in client.get("/pelatihan/").content.decode()


def test_a_stranger_enrols_confirms_and_leaves(client: Client, training: Training) -> None:
    assert "dikosongkan 1825 hari" in client.get(f"/pelatihan/{training.number}/").content.decode()
    page = client.post(f"/pelatihan/{training.number}/", {**STRANGER, "agency": ""})
    assert page.status_code == 400
    assert "Budi Contoh" in page.content.decode()
    sent = client.post(f"/pelatihan/{training.number}/", STRANGER)
    assert sent["Location"] == f"/pelatihan/{training.number}/terkirim/"
    assert "Periksa surel Anda" in client.get(sent["Location"]).content.decode()
    row = TrainingEnrolment.objects.get()
    own = f"/pelatihan/peserta/{row.number}/"
    assert client.get(own).status_code == 404
    assert client.get(f"{own}SALAH-KODE/").status_code == 404
    link = client.get(f"{own}{code_for(RECEIPT_SCOPE, row.number)}/")
    assert link["Location"] == own
    assert "Konfirmasi" in client.get(own).content.decode()
    row.refresh_from_db()
    assert row.state == "unconfirmed"
    client.post(f"{own}konfirmasi/")
    page = client.get(own).content.decode()
    assert "Anda mendapat tempat" in page
    assert "rapat.contoh.id" in page
    assert b"rapat.contoh.id" in client.get(f"{own}pelatihan.ics").content.replace(b"\r\n ", b"")
    assert "langsung diberikan" in client.get(f"{own}batal/").content.decode()
    for _ in range(2):
        client.post(f"{own}batal/")
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert client.get(f"{own}pelatihan.ics").status_code == 404


def test_a_participant_with_an_account_enrols_and_sees_the_own_part(
    training: Training, sign_in: Callable[..., Client], make_account: Callable[..., User]
) -> None:
    client = sign_in("vendor")
    answer = client.post(f"/pelatihan/{training.number}/", {"agency": "CV Maju", "phone": "abc"})
    assert (answer.status_code, TrainingEnrolment.objects.count()) == (400, 0)
    for _ in range(2):
        answer = client.post(f"/pelatihan/{training.number}/", {"agency": "CV Maju", "phone": ""})
    row = TrainingEnrolment.objects.get()
    assert answer["Location"] == f"/pelatihan/peserta/{row.number}/"
    assert row.number in client.get(answer["Location"]).content.decode()
    assert training.title in client.get("/pelatihan/saya/").content.decode()
    assert training.title in client.get("/akun/").content.decode()
    assert "Anda sudah mendaftar" in client.get(f"/pelatihan/{training.number}/").content.decode()
    other = enrolment_make(training, make_account("vendor"))
    assert client.get(f"/pelatihan/peserta/{other.number}/").status_code == 404


def test_who_may_not_enrol_is_told_where_to_go(client: Client, support: User, sign_in: Callable[..., Client]) -> None:
    training = training_open(training=planned(support), actor=support)
    address = f"/pelatihan/{training.number}/"
    assert "Masuk untuk mendaftar" in client.get(address).content.decode()
    assert client.post(address, STRANGER)["Location"].startswith("/akun/masuk/")
    staff = sign_in("head")
    assert staff.post(address, {"agency": "LPSE"}).status_code == 403
    assert "hubungi kami" in staff.get(address).content.decode()


def test_attendance_by_the_code_with_an_account_and_without(
    support: User, sign_in: Callable[..., Client], moving_clock: Any
) -> None:
    training = training_open(training=planned(support, **SOON), actor=support)
    client = sign_in("vendor")
    own = enrolment_make(training, client.user)  # type: ignore[attr-defined]
    stranger = enrolment_make(training)
    address = f"/pelatihan/{training.number}/hadir/"
    assert "Kehadiran dicatat dari" in client.get(address).content.decode()
    moving_clock.shift(timedelta(minutes=10))
    assert "Pindai kode QR" in client.get(address).content.decode()
    assert "Saya hadir" in client.get(f"{address}?kode={code_now(training)[0]}").content.decode()
    wrong = client.post(address, {"kode": "LAMA"})
    assert wrong.status_code == 400
    assert "sudah berganti" in wrong.content.decode()
    assert client.get(address).status_code == 200
    own.refresh_from_db()
    assert own.state == "enrolled"
    client.post(address, {"kode": code_now(training)[0]})
    own.refresh_from_db()
    assert own.state == "attended"
    nobody = Client()
    typed = {"kode": code_now(training)[0], "number": stranger.number.lower(), "receipt": "salah"}
    page = nobody.post(address, typed)
    assert page.status_code == 400
    assert "tidak cocok" in page.content.decode()
    answer = nobody.post(address, {**typed, "receipt": code_for(RECEIPT_SCOPE, stranger.number)})
    assert nobody.get(answer["Location"]).status_code == 200
    stranger.refresh_from_db()
    assert stranger.state == "attended"


def test_the_evaluation_keeps_what_was_chosen_and_is_taken_once(support: User, sign_in: Callable[..., Client]) -> None:
    client = sign_in("vendor")
    row = enrolment_make(training_make(support, state="held"), client.user, state="attended")  # type: ignore[attr-defined]
    address = f"/pelatihan/peserta/{row.number}/evaluasi/"
    page = client.post(address, {"q1": "4", "remark": "Bagus"})
    assert page.status_code == 400
    assert "Pilih nilai untuk pernyataan 2." in page.content.decode()
    assert "Bagus" in page.content.decode()
    for _ in range(2):
        client.post(address, {"q1": "4", "q2": "5", "remark": "Bagus"})
    assert TrainingEvaluation.objects.get().answers == [4, 5]
    assert client.get(address).status_code == 302


def test_the_officer_plans_opens_and_changes(sign_in: Callable[..., Client]) -> None:
    client = sign_in("support")
    bad = client.post(f"{DESK}baru/", {**TYPED, "ends_at": "kemarin", "seats": "0"})
    assert bad.status_code == 400
    for words in ("Tulis tanggal dan jam", "paling sedikit 1 tempat", "Bimbingan teknis SPSE"):
        assert words in bad.content.decode()
    room = room_make()
    small = client.post(f"{DESK}baru/", {**TYPED, "room": str(room.pk), "place": ""})
    assert "memuat 3 orang" in small.content.decode()
    made = client.post(f"{DESK}baru/", TYPED)
    row = Training.objects.get()
    assert made["Location"] == f"{DESK}{row.number}/"
    assert row.starts_at == BEGIN
    client.post(f"{DESK}{row.number}/buka/")
    row.refresh_from_db()
    assert row.state == "open"
    again = client.post(f"{DESK}{row.number}/buka/", follow=True)
    assert "Tindakan Anda tidak dicatat" in again.content.decode()
    assert "27-11-2026 09.00" in client.get(f"{DESK}{row.number}/ubah/").content.decode()
    old = client.post(f"{DESK}{row.number}/ubah/", {**TYPED, "version": "1", "title": "Lain"})
    assert old.status_code == 400
    assert "diubah orang lain" in old.content.decode()
    client.post(f"{DESK}{row.number}/ubah/", {**TYPED, "version": str(row.version), "title": "Judul baru"})
    row.refresh_from_db()
    assert row.title == "Judul baru"
    assert client.post(f"{DESK}{row.number}/batal/", {"reason": ""}).status_code == 400
    client.post(f"{DESK}{row.number}/batal/", {"reason": "Narasumber sakit"})
    assert "Narasumber sakit" in client.get(f"{DESK}{row.number}/").content.decode()
    assert client.get(f"{DESK}{row.number}/ubah/").status_code == 302


def test_from_the_screen_to_the_papers(sign_in: Callable[..., Client], moving_clock: Any) -> None:
    client = sign_in("support")
    officer: User = client.user  # type: ignore[attr-defined]
    training = training_open(training=planned(officer, **SOON), actor=officer)
    here = f"{DESK}{training.number}/"
    entry = {"group": "vendor", "name": "", "agency": "CV Ani", "email": "ani@contoh.id", "phone": ""}
    assert client.post(f"{here}peserta/", entry).status_code == 400
    client.post(f"{here}peserta/", {**entry, "name": "Ani Contoh"})
    row = TrainingEnrolment.objects.get()
    # A session of staff that nobody uses ends after half an hour.
    for minutes in (20, 15):
        moving_clock.shift(timedelta(minutes=minutes))
        screen = client.get(f"{here}kode-layar/")
    assert "data:image/svg+xml" in screen.content.decode()
    assert 1 < int(screen["Refresh"]) <= 61
    assert "Berlaku sampai" in client.get(f"{here}kode-cetak/").content.decode()
    assert client.get(f"{here}kode-lain/").status_code == 404
    client.post(f"{DESK}peserta/{row.number}/hadir/")
    client.post(f"{DESK}peserta/{row.number}/tidak-hadir/")
    client.post(f"{DESK}peserta/{row.number}/hadir/")
    client.post(f"{here}dilaksanakan/")
    assert "Hasil tampil setelah 3 peserta" in client.get(here).content.decode()
    for _ in range(2):
        client.post(f"{here}sertifikat/")
        client.post(f"{here}daftar-hadir/")
    certificate = row.certificates.get().document
    assert "sedang disiapkan" in client.get(here).content.decode()
    assert client.get(f"{here}naskah/{certificate.code}.pdf")["Location"] == here
    rendered(certificate)
    paper = client.get(f"{here}naskah/{certificate.code}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(action="document.downloaded", object_number=certificate.number).count() == 1
    fix = f"{DESK}peserta/{row.number}/perbaiki/"
    assert client.post(fix, {"name": "Ani Contoh", "agency": "CV Ani"}).status_code == 400
    client.post(fix, {"name": "Ani Contoh, S.E.", "agency": "CV Ani"})
    assert row.certificates.count() == 2
    facts = Client().get(f"/periksa/{certificate.code}/").content.decode()
    assert "Diganti" in facts
    assert "Ani Contoh" in facts
    for place in ("belum-pernah/", "angka/", "angka/?tahun=2025", "angka/?tahun=abcd", ""):
        assert client.get(f"{DESK}{place}").status_code == 200
    assert OutgoingMail.objects.filter(kind="training.certificate").count() == 1


def test_papers_of_another_training_and_other_documents_are_404(support: User, sign_in: Callable[..., Client]) -> None:
    client = sign_in("support")
    one, other = certified(client.user), certified(client.user)  # type: ignore[attr-defined]
    code = other.certificates.get().document.code
    assert client.get(f"{DESK}{one.training.number}/naskah/{code}.pdf").status_code == 404


def test_the_heads_look_on_and_others_have_no_desk(
    training: Training, client: Client, sign_in: Callable[..., Client]
) -> None:
    assert client.get(DESK).status_code in {302, 404}
    head = sign_in("head")
    assert "Buka pendaftaran" not in head.get(f"{DESK}{training.number}/").content.decode()
    assert head.post(f"{DESK}{training.number}/tutup/").status_code == 403
    assert "1 akan datang" in " ".join(
        head.get("/admin/").content.decode().replace("<strong>", "").replace("</strong>", "").split()
    )


def test_a_holder_downloads_the_own_certificate(sign_in: Callable[..., Client], support: User) -> None:
    client = sign_in("vendor")
    row = certified(support, client.user)  # type: ignore[attr-defined]
    paper = rendered(row.certificates.get().document)
    page = client.get(f"/pelatihan/peserta/{row.number}/").content.decode()
    assert f"/dokumen/{paper.code}.pdf" in page
    assert client.get(f"/dokumen/{paper.code}.pdf")["Content-Type"] == "application/pdf"


def test_the_number_of_askers_is_limited(training: Training, moving_clock: Any) -> None:
    client = Client()
    answers = [
        client.post(f"/pelatihan/{training.number}/", {**STRANGER, "email": f"a{number}@contoh.id"}).status_code
        for number in range(21)
    ]
    assert answers[:20] == [302] * 20
    assert answers[20] == 429
