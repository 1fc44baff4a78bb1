"""/bantuan/tiket/: with and without an account, by receipt, without telling whether a number exists."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core import profile
from core.files import can_view_file
from core.models import AuditEvent, OutgoingMail, User
from core.receipt_codes import code_for
from helpdesk.models import Ticket
from helpdesk.services.ticket_ties import office_attach
from helpdesk.services.ticket_work import ASK, SOLVE, ticket_note, ticket_reply
from tests.core.samples import pdf

pytestmark = pytest.mark.django_db
START, NEW = "/bantuan/tiket/", "/bantuan/tiket/baru/"
Maker = Callable[..., Ticket]


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "type": "service", "subject": "Tautan lupa kata sandi tidak sampai", "description": "Sudah dua jam.", "user_group": "vendor",
        "secrecy": "open", "reporter_name": "Budi Contoh", "reporter_email": "budi@contoh.id", "submission": "formulir-1", **changes,
    }  # fmt: skip


@pytest.fixture
def stranger(office: None) -> Client:
    """A browser without an account."""
    return Client()


def receipt(ticket: Ticket) -> dict[str, str]:
    return {"number": ticket.number, "code": code_for("ticket", ticket.number)}


def address(ticket: Ticket, rest: str = "") -> str:
    return f"{START}{ticket.number}/{rest}"


def test_a_stranger_gets_a_number_and_a_code_and_follows_the_ticket_with_them(stranger: Client) -> None:
    answer = stranger.post(NEW, filled(), follow=True)
    ticket = Ticket.objects.get()
    html = answer.content.decode()
    assert ticket.number in html
    assert receipt(ticket)["code"] in html
    assert "Petugas menanggapi paling lambat" in html
    assert "b***@contoh.id" in html
    assert ticket.subject in stranger.get(address(ticket)).content.decode()
    other = Client()
    assert other.get(address(ticket)).status_code == 404
    assert other.post(START, receipt(ticket), follow=True).redirect_chain == [(address(ticket), 302)]
    assert ticket.subject in other.get(address(ticket)).content.decode()


def test_the_same_form_twice_is_one_ticket(stranger: Client) -> None:
    first, second = stranger.post(NEW, filled()), stranger.post(NEW, filled())
    assert first.headers["Location"] == second.headers["Location"]
    assert Ticket.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": ""}, "Isi judul."),
        ({"description": ""}, "Isi uraian."),
        ({"reporter_name": ""}, "Tulis nama pelapor."),
        ({"reporter_email": ""}, "Tulis surel atau nomor telepon"),
        ({"reporter_email": "budi"}, "Tulis alamat surel yang lengkap"),
        ({"secrecy": "anonymous"}, "Hanya pengaduan yang dapat disampaikan tanpa nama"),
        ({"description": "password SPSE: rahasia1"}, "memuat kata sandi"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(stranger: Client, changes: dict[str, str], sentence: str) -> None:
    answer = stranger.post(NEW, filled(tender_code="12345", **changes))
    assert answer.status_code == 400
    html = answer.content.decode()
    assert sentence in html
    assert 'value="12345"' in html
    assert not Ticket.objects.exists()


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(
    stranger: Client, make_ticket: Maker, make_account
) -> None:
    ticket, owned = make_ticket(), make_ticket(make_account("vendor"))
    answers = [
        stranger.post(START, {"number": number, "code": code}).content.decode()
        for number, code in (
            (ticket.number, "AAAA-AAAA-AAAA-AAAA"),
            ("TKT-2026-99999", "AAAA-AAAA-AAAA-AAAA"),
            ("TKT-2026-99999", code_for("ticket", "TKT-2026-99999")),
            (owned.number, code_for("ticket", owned.number)),
            (ticket.number, code_for("status", ticket.number)),
        )
    ]
    assert all("tidak cocok" in html for html in answers)
    assert all("Tautan lupa" not in html for html in answers)


def test_guessing_codes_is_stopped(stranger: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    for _ in range(20):
        stranger.post(START, {"number": ticket.number, "code": "AAAA"})
    assert stranger.post(START, receipt(ticket)).status_code == 429


def test_many_tickets_from_one_place_are_stopped(stranger: Client) -> None:
    for number in range(10):
        assert stranger.post(NEW, filled(submission=f"formulir-{number}")).status_code == 302
    assert stranger.post(NEW, filled(submission="formulir-11")).status_code == 429
    assert Ticket.objects.count() == 10


def test_one_mailbox_gets_three_receipts_a_day_whoever_asks(stranger: Client) -> None:
    for number in range(5):
        stranger.post(NEW, filled(submission=f"formulir-{number}"))
    assert OutgoingMail.objects.filter(kind="ticket.received").count() == 3


def test_an_anonymous_complaint_of_a_signed_in_person_is_tied_to_nobody(office: None, sign_in) -> None:
    client = sign_in("vendor")
    data = filled(secrecy="anonymous", type="complaint", reporter_name="Budi", reporter_email="budi@contoh.id")
    html = client.post(NEW, data, follow=True).content.decode()
    ticket = Ticket.objects.get()
    assert receipt(ticket)["code"] in html
    assert "nama dan kontak Anda tidak kami simpan" in html
    assert (ticket.owner, ticket.reporter_name, ticket.reporter_email) == (None, "", "")
    assert ticket.number not in str(dict(client.session.items()))
    client.post(address(ticket), {"body": "Keterangan tambahan."})
    assert ticket.messages.get().author is None
    events = AuditEvent.objects.filter(object_number=ticket.number)
    assert {(event.actor_id, event.ip) for event in events} == {(None, None)}
    assert ticket.number not in client.get(START).content.decode()


def test_the_owner_sees_own_tickets_and_nobody_elses(office: None, make_ticket: Maker, sign_in, make_account) -> None:
    client = sign_in("vendor")
    mine, other = make_ticket(client.user), make_ticket(make_account("vendor"))
    html = client.get(START).content.decode()
    assert mine.number in html
    assert other.number not in html
    assert client.get(address(mine)).status_code == 200
    assert "Kode rahasia" not in client.get(address(mine, "diterima/")).content.decode()
    for rest in ("", "diterima/"):
        assert client.get(address(other, rest)).status_code == 404
    assert client.post(address(other), {"body": "Halo"}).status_code == 404
    assert client.post(address(other, "selesai/")).status_code == 404
    assert client.post(address(other, "lampiran/")).status_code == 404
    assert mine.number in client.get("/akun/").content.decode()


def test_notes_and_office_files_stay_in_the_office(office: None, make_ticket: Maker, officer: User, sign_in) -> None:
    client = sign_in("vendor")
    ticket = make_ticket(client.user)
    ticket_reply(ticket=ticket, actor=officer, body="<b>Jawaban</b> resmi.")
    ticket_note(ticket=ticket, actor=officer, body="Catatan dapur.")
    office_attach(ticket=ticket, actor=officer, upload=SimpleUploadedFile("dapur.pdf", pdf()))
    html = client.get(address(ticket)).content.decode()
    assert "&lt;b&gt;Jawaban&lt;/b&gt; resmi." in html
    assert "Petugas LPSE Luwu Utara" in html
    assert "Sari Layanan" not in html
    assert "Catatan dapur" not in html
    assert "dapur.pdf" not in html
    assert client.get(f"/berkas/{ticket.files.get().file.public_id}/").status_code == 404


def test_the_user_answers_confirms_or_opens_it_again(stranger: Client, make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket()
    stranger.post(START, receipt(ticket))
    ticket_reply(ticket=ticket, actor=officer, body="Apa galatnya?", outcome=ASK)
    assert "Kami menunggu jawaban Anda" in stranger.get(address(ticket)).content.decode()
    for _ in range(2):
        assert stranger.post(address(ticket), {"body": "Galat 500."}).status_code == 302
    assert ticket.messages.filter(kind="from_user").count() == 1
    ticket_reply(ticket=ticket, actor=officer, body="Sudah diperbaiki.", outcome=SOLVE)
    html = stranger.get(address(ticket)).content.decode()
    assert "Ya, sudah selesai" in html
    stranger.post(address(ticket), {"body": "Masih galat."})
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    ticket_reply(ticket=ticket, actor=officer, body="Coba lagi sekarang.", outcome=SOLVE)
    for _ in range(2):
        assert stranger.post(address(ticket, "selesai/")).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.confirmation) == ("closed", "confirmed")
    assert "Tiket ini ditutup" in stranger.get(address(ticket)).content.decode()
    refused = stranger.post(address(ticket), {"body": "Lagi."})
    assert refused.status_code == 400
    assert "Buat tiket baru" in refused.content.decode()


def test_confirming_what_is_not_solved_is_refused_in_words(stranger: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    stranger.post(START, receipt(ticket))
    assert "belum dinyatakan selesai" in stranger.post(address(ticket, "selesai/"), follow=True).content.decode()
    assert stranger.get(address(ticket, "selesai/")).status_code == 405


def test_an_empty_message_is_refused(stranger: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    stranger.post(START, receipt(ticket))
    answer = stranger.post(address(ticket), {"body": "  "})
    assert answer.status_code == 400
    assert not ticket.messages.exists()


def test_the_owner_adds_a_file_and_mistakes_are_named(office: None, make_ticket: Maker, sign_in) -> None:
    client = sign_in("vendor")
    ticket = make_ticket(client.user)
    sent = client.post(address(ticket, "lampiran/"), {"file": SimpleUploadedFile("galat.pdf", pdf())})
    assert sent.status_code == 302
    assert "galat.pdf" in client.get(address(ticket)).content.decode()
    wrong = client.post(address(ticket, "lampiran/"), {"file": SimpleUploadedFile("galat.exe", b"MZ")})
    assert wrong.status_code == 400
    assert client.post(address(ticket, "lampiran/"), {}).status_code == 400


def test_a_forged_cookie_opens_nothing(stranger: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    stranger.cookies["tiket"] = ticket.number
    assert stranger.get(address(ticket)).status_code == 404


def test_the_pages_are_kept_out_of_caches_and_search_engines(stranger: Client) -> None:
    for page in (START, NEW):
        answer = stranger.get(page)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"


PAGES = {"galat.pdf": pdf(), "lain.pdf": pdf(2)}


def screenshot(name: str = "galat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAGES[name])


def test_a_stranger_hands_in_a_file_with_the_form_and_more_by_the_receipt(stranger: Client, officer: User) -> None:
    answer = stranger.post(NEW, filled(file=screenshot()), follow=True)
    assert answer.status_code == 200
    assert stranger.post(NEW, filled(file=screenshot())).status_code == 302
    ticket = Ticket.objects.get()
    for _ in range(2):
        assert stranger.post(address(ticket, "lampiran/"), {"file": screenshot("lain.pdf")}).status_code == 302
    files = [row.file for row in ticket.files.select_related("file")]
    assert [(file.original_name, file.owner, file.state) for file in files] == [
        ("galat.pdf", None, "quarantined"), ("lain.pdf", None, "quarantined")
    ]  # fmt: skip
    assert all(can_view_file(officer, file) for file in files)
    html = stranger.get(address(ticket)).content.decode()
    assert "galat.pdf" in html
    assert files[0].public_id not in html
    assert Client().post(address(ticket, "lampiran/"), {"file": screenshot()}).status_code == 404


def test_a_refused_file_leaves_no_ticket_and_is_named_beside_its_field(stranger: Client) -> None:
    for changes in (
        {"file": SimpleUploadedFile("galat.exe", b"MZ")},
        {"file": screenshot(), "secrecy": "confidential"},
    ):
        answer = stranger.post(NEW, filled(type="complaint", tender_code="12345", **changes))
        html = answer.content.decode()
        assert answer.status_code == 400
        assert "bukan PDF, JPG, atau PNG" in html or "berkas tidak diunggah" in html
        assert 'value="12345"' in html
    assert not Ticket.objects.exists()


def test_a_stranger_hands_in_no_more_than_the_profile_says(
    stranger: Client, make_ticket: Maker, monkeypatch: Any
) -> None:
    ticket = make_ticket()
    stranger.post(START, receipt(ticket))
    one = replace(profile.current(), limits=replace(profile.current().limits, ticket_guest_files=1))
    monkeypatch.setattr(profile, "current", lambda: one)
    assert stranger.post(address(ticket, "lampiran/"), {"file": screenshot()}).status_code == 302
    refused = stranger.post(address(ticket, "lampiran/"), {"file": screenshot("lain.pdf")})
    assert refused.status_code == 400
    assert "sudah memuat 1 berkas" in refused.content.decode()
    assert ticket.files.count() == 1


def test_the_file_of_an_anonymous_complaint_is_tied_to_nobody(office: None, sign_in) -> None:
    client = sign_in("vendor")
    client.post(NEW, filled(secrecy="anonymous", type="complaint", file=screenshot()))
    file = Ticket.objects.get().files.get().file
    event = AuditEvent.objects.get(action="file.received", object_number=file.public_id)
    assert (file.owner, event.actor, event.ip) == (None, None, None)
