"""The desk of tickets: the queue, its search, the short form and the log."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from helpdesk.models import Ticket, TicketMessage
from helpdesk.services.ticket_work import SOLVE, ticket_claim, ticket_reply
from tests.helpdesk.ticket_desk import QUEUE, Maker, act, page, user_of

pytestmark = pytest.mark.django_db
NEW = "/admin/helpdesk/tiket/catat/"


def test_what_is_due_first_stands_on_top_with_its_clock(desk: Client, make_ticket: Maker) -> None:
    make_ticket(subject="Yang biasa")
    make_ticket(subject="Yang genting", urgency="urgent", impact="large")
    html = desk.get(QUEUE).content.decode()
    assert html.index("Yang genting") < html.index("Yang biasa")
    assert "tanggapan" in html
    assert "lagi" in html


def test_it_is_filtered_and_found_by_number_and_by_words_in_any_form(desk: Client, make_ticket: Maker) -> None:
    one = make_ticket(subject="Mengunggah penawaran gagal", description="Berkas besar sekali")
    ticket_claim(ticket=make_ticket(subject="Lupa kata sandi"), actor=user_of(desk))
    assert desk.get(QUEUE, {"q": one.number.lower()}).headers["Location"] == f"{QUEUE}{one.number}/"
    html = desk.get(QUEUE, {"q": "unggah"}).content.decode()
    assert "Mengunggah penawaran gagal" in html
    assert "Lupa kata sandi" not in html
    assert "Tidak ada tiket yang cocok" in desk.get(QUEUE, {"q": "xyzzy"}).content.decode()
    mine = desk.get(QUEUE, {"tampil": "milik-saya"}).content.decode()
    assert "Lupa kata sandi" in mine
    assert "Mengunggah" not in mine
    free = desk.get(QUEUE, {"tampil": "bebas"}).content.decode()
    assert "Mengunggah" in free
    assert "Lupa kata sandi" not in free
    assert "jam berhenti" not in desk.get(QUEUE, {"tampil": "menunggu"}).content.decode()


def test_it_shows_25_and_the_next_page_the_rest(desk: Client, make_ticket: Maker) -> None:
    for number in range(27):
        make_ticket(subject=f"Tiket ke {number}")
    first = desk.get(QUEUE).content.decode()
    assert first.count('scope="row"') == 25
    following = first.split("setelah=")[1].split('"')[0]
    assert desk.get(f"{QUEUE}?setelah={following}").content.decode().count('scope="row"') == 2


def test_a_telephone_call_is_written_down_with_name_and_purpose_alone(desk: Client) -> None:
    data = {"channel": "phone", "reporter_name": "Pak Rahmat", "subject": "Lupa User ID", "user_group": "vendor",
        "type": "service", "urgency": "not_urgent", "impact": "medium", "submission": "form-1"}  # fmt: skip
    answer = desk.post(NEW, data)
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"{QUEUE}{ticket.number}/"
    assert (ticket.officer, ticket.entered_by, ticket.state) == (user_of(desk), user_of(desk), "in_progress")
    assert desk.post(NEW, data).status_code == 302
    assert Ticket.objects.count() == 1


def test_one_that_was_answered_on_the_telephone_is_solved_at_once(desk: Client) -> None:
    data = {"channel": "visit", "reporter_name": "Bu Ani", "subject": "Jam layanan", "user_group": "public", "type": "service",
        "urgency": "not_urgent", "impact": "small", "solution": "Senin sampai Jumat.", "submission": "form-2"}  # fmt: skip
    assert desk.post(NEW, data).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.solution, ticket.confirmation) == ("resolved", "Senin sampai Jumat.", "informed")
    assert desk.post(NEW, data).status_code == 302
    assert TicketMessage.objects.count() == 1


def test_a_mistake_in_the_short_form_keeps_what_was_typed(desk: Client) -> None:
    answer = desk.post(
        NEW, {"channel": "phone", "reporter_name": "", "subject": "Lupa User ID", "reporter_phone": "satu"}
    )
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Isi nama." in html
    assert "Tulis nomor telepon" in html
    assert 'value="Lupa User ID"' in html
    assert not Ticket.objects.exists()


def test_the_log_has_the_columns_of_the_official_form(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket(reporter_phone="081234567890")
    ticket_reply(ticket=ticket, actor=user_of(desk), body="Sudah.", outcome=SOLVE)
    answer = desk.post("/admin/helpdesk/ticket/", {"action": "export_csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    for column in (
        "Nomor tiket",
        "Media",
        "Tipe",
        "Kategori",
        "Kelompok pengguna",
        "Urgensi",
        "Dampak",
        "Solusi",
        "Status konfirmasi",
    ):
        assert column in text
    assert "telah diinformasikan" in text
    assert "081234567890" not in text


@pytest.mark.parametrize("role", ["verifier", "system_admin", "secretariat"])
def test_other_units_see_only_what_lies_with_them(office: None, make_ticket: Maker, sign_in, role: str) -> None:
    ticket, client = make_ticket(), sign_in(role)
    assert "Tautan lupa" not in client.get(QUEUE).content.decode()
    assert client.get(f"{QUEUE}{ticket.number}/").status_code == 404
    assert act(client, ticket, "ambil").status_code == 404
    assert client.get(NEW).status_code == 403
    Ticket.objects.filter(pk=ticket.pk).update(unit=role)
    assert "Tautan lupa" in client.get(QUEUE).content.decode()
    assert client.get(f"/admin/helpdesk/ticket/{ticket.pk}/change/").status_code == 302


def test_an_officers_own_ticket_is_worked_on_by_others(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket(user_of(desk))
    assert "Ini tiket Anda sendiri" in page(desk, ticket)
    assert act(desk, ticket, "ambil").status_code == 403


@pytest.mark.parametrize("role", ["vendor", "ppk", "auditor"])
def test_others_are_not_let_in(office: None, make_ticket: Maker, sign_in, role: str) -> None:
    ticket, client = make_ticket(), sign_in(role)
    assert client.get(QUEUE).status_code in {302, 403}
    assert act(client, ticket, "ambil").status_code in {302, 403, 404}
    ticket.refresh_from_db()
    assert ticket.state == "new"


def test_the_first_page_of_staff_says_what_is_due(desk: Client, make_ticket: Maker) -> None:
    ticket = ticket_claim(ticket=make_ticket(urgency="urgent", impact="large"), actor=user_of(desk))
    html = desk.get("/admin/").content.decode()
    assert "Tiket layanan" in html
    assert ticket.number in html


def test_what_is_late_says_so(desk: Client, make_ticket: Maker) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=10)):
        make_ticket()
    assert "tanggapan terlambat" in desk.get(QUEUE).content.decode()
    assert "tanggapan terlambat" in desk.get("/admin/").content.decode()


def test_the_quick_form_refuses_a_password_beside_its_field(desk: Client) -> None:
    answer = desk.post(NEW, {"channel": "phone", "reporter_name": "A", "subject": "Bantu", "user_group": "vendor", "type": "service",
        "urgency": "urgent", "impact": "small", "description": "kata sandi: abc123"})  # fmt: skip
    assert answer.status_code == 400
    assert "memuat kata sandi" in answer.content.decode()
