"""The desk of tickets: the queue, its search, the short form, the page of one ticket and what is done on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput
from helpdesk.models import AnswerTemplate, Ticket, TicketMessage
from helpdesk.services.ticket_user import user_attach, user_write
from helpdesk.services.ticket_work import SOLVE, ticket_claim, ticket_reply
from tests.core.samples import pdf

pytestmark = pytest.mark.django_db
QUEUE, NEW = "/admin/helpdesk/tiket/", "/admin/helpdesk/tiket/catat/"
Maker = Callable[..., Ticket]


@pytest.fixture
def desk(office: None, sign_in: Callable[..., Client]) -> Client:
    """An officer of the unit at the desk."""
    return sign_in("support")


def page(client: Client, ticket: Ticket, query: str = "") -> str:
    return client.get(f"{QUEUE}{ticket.number}/{query}").content.decode()


def act(client: Client, ticket: Ticket, key: str, **data: Any) -> Any:
    return client.post(f"{QUEUE}{ticket.number}/{key}/", data)


def user_of(client: Client) -> User:
    return client.user  # type: ignore[attr-defined,no-any-return]


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


def test_the_page_explains_its_clocks_and_shows_text_only(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket(description="<script>alert(1)</script><b>tebal</b>")
    html = page(desk, ticket)
    assert "karena target tanggapan pertama prioritas Rendah adalah 4 jam kerja" in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;tebal" in html
    assert "budi@contoh.id" in html


def test_take_answer_and_solve_from_the_page(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    assert act(desk, ticket, "ambil").status_code == 302
    assert act(desk, ticket, "balas", body="Sedang kami cek.", outcome="answer").status_code == 302
    assert act(desk, ticket, "balas", body="Apa galatnya?", outcome="ask").status_code == 302
    assert "Lanjutkan, jam berjalan lagi" in page(desk, ticket)
    assert act(desk, ticket, "lanjut").status_code == 302
    assert act(desk, ticket, "balas", body="Tautan baru terkirim.", outcome="solve").status_code == 302
    html = page(desk, ticket)
    assert "dinyatakan selesai" in html
    assert "telah diinformasikan" in html
    assert OutgoingMail.objects.filter(case_number=ticket.number).count() == 4
    assert act(desk, ticket, "buka-lagi", body="Pengguna menelepon lagi.").status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"


def test_a_refused_form_is_shown_again_with_what_was_typed(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    answer = act(desk, ticket, "balas", body="password: rahasia1", outcome="answer")
    assert answer.status_code == 400
    assert "memuat kata sandi" in answer.content.decode()
    assert "rahasia1" in answer.content.decode()
    answer = act(desk, ticket, "gabung", number="TKT-1999-00001")
    assert "Tidak ada tiket dengan nomor ini" in answer.content.decode()
    assert 'value="TKT-1999-00001"' in answer.content.decode()
    assert act(desk, ticket, "balas", body="", outcome="answer").status_code == 400
    ticket.refresh_from_db()
    assert ticket.state == "new"
    assert not ticket.messages.exists()


def test_who_answers_a_colleagues_ticket_is_told_and_keeps_the_text(
    desk: Client, make_ticket: Maker, make_account
) -> None:
    ticket = ticket_claim(ticket=make_ticket(), actor=make_account("support", full_name="Rekan Layanan"))
    answer = act(desk, ticket, "balas", body="Jawaban panjang saya.", outcome="answer")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "sedang dipegang Rekan Layanan" in html
    assert "Jawaban panjang saya." in html
    assert act(desk, ticket, "ambil-alih").status_code == 302
    assert act(desk, ticket, "balas", body="Jawaban panjang saya.", outcome="answer").status_code == 302


def test_classes_are_set_and_an_outdated_page_is_refused(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    classes = {
        "type": "disturbance",
        "category": "technical",
        "user_group": "vendor",
        "kind": "software",
        "urgency": "urgent",
        "impact": "large",
    }
    assert act(desk, ticket, "klasifikasi", version=ticket.version, **classes).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.kind) == ("high", "software")
    answer = act(desk, ticket, "klasifikasi", version=1, **{**classes, "urgency": "not_urgent"})
    assert answer.status_code == 409
    assert "sudah diubah sesudah Anda membukanya" in answer.content.decode()


@pytest.mark.parametrize(
    ("key", "data", "state"),
    [
        ("catatan", {"body": "Sudah ditelepon."}, "new"),
        ("tunggu-lkpp", {"body": "Tiket LKPP 123"}, "waiting_lkpp"),
        ("rujuk", {}, "resolved"),
        ("serahkan", {"unit": "verifier", "body": "Mohon dicek."}, "new"),
        ("pantau", {}, "new"),
        ("tidak-pantau", {}, "new"),
    ],
)
def test_every_other_act_does_what_it_says_and_twice_is_harmless(
    desk: Client, make_ticket: Maker, key: str, data: dict[str, str], state: str
) -> None:
    ticket = make_ticket()
    assert act(desk, ticket, key, **data).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == state
    messages = ticket.messages.count()
    assert act(desk, ticket, key, **data).status_code in {302, 409}
    assert ticket.messages.count() == messages
    ticket.refresh_from_db()
    assert ticket.state == state


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("catatan", "Simpan catatan"),
        ("klasifikasi", "Simpan klasifikasi"),
        ("tunggu-lkpp", "Hentikan jam, tunggu LKPP"),
        ("serahkan", "Yang diharapkan dari unit itu"),
        ("gabung", "diberi tahu nomor tiket yang menangani"),
        ("kaitkan", "Nomor tiket lain"),
        ("lampir", "Unggah"),
    ],
)
def test_the_form_of_an_act_is_drawn_when_its_link_is_followed(
    desk: Client, make_ticket: Maker, key: str, words: str
) -> None:
    ticket = make_ticket()
    closed, opened = page(desk, ticket), page(desk, ticket, f"?tindakan={key}")
    link = f'href="{QUEUE}{ticket.number}/?tindakan={key}#'
    assert link in closed
    assert words not in closed
    assert link not in opened
    assert words in opened
    assert f'action="{QUEUE}{ticket.number}/{key}/"' in opened


def test_acts_that_do_not_fit_are_not_offered(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    for key in ("buka-lagi", "hasil-penayangan", "hapus", "ambil", "balas"):
        assert page(desk, ticket, f"?tindakan={key}").count('method="post"') == page(desk, ticket).count(
            'method="post"'
        )
    act(desk, ticket, "tunggu-lkpp", body="Tiket LKPP 123")
    assert "?tindakan=tunggu-lkpp#" not in page(desk, ticket)
    act(desk, ticket, "rujuk")
    solved = page(desk, ticket)
    assert "?tindakan=buka-lagi#" in solved
    for key in ("serahkan", "gabung", "tunggu-lkpp", "klasifikasi"):
        assert f"?tindakan={key}#" not in solved


def test_an_answer_to_a_ticket_that_has_ended_meanwhile_keeps_what_was_typed(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    act(desk, ticket, "rujuk")
    answer = act(desk, ticket, "balas", body="Jawaban yang panjang.", outcome="answer")
    assert answer.status_code == 409
    assert "Jawaban yang panjang.</textarea>" in answer.content.decode()


def test_merge_and_link_from_the_page(desk: Client, make_ticket: Maker) -> None:
    one, two, three = make_ticket(), make_ticket(), make_ticket()
    assert act(desk, two, "kaitkan", number=three.number).status_code == 302
    assert act(desk, two, "gabung", number=one.number).status_code == 302
    assert two.number in page(desk, one)
    assert "digabung ke" in page(desk, two)
    assert three.number in page(desk, two)
    assert act(desk, two, "balas", body="Terlambat.", outcome="answer").status_code == 409


def test_a_file_of_the_office_is_seen_by_the_desk_and_not_by_the_user(
    desk: Client, make_ticket: Maker, make_account
) -> None:
    ticket = make_ticket(make_account("vendor"))
    assert act(desk, ticket, "lampir", file=SimpleUploadedFile("surat.pdf", pdf())).status_code == 302
    tie = ticket.files.get()
    assert tie.is_internal
    assert "dari petugas" in page(desk, ticket)
    assert act(desk, ticket, "lampir", file=SimpleUploadedFile("a.exe", b"MZ")).status_code == 400


def test_a_template_fills_the_answer(desk: Client, make_ticket: Maker) -> None:
    template = AnswerTemplate.objects.create(title="Lupa kata sandi", body="Klik “Lupa kata sandi” di halaman masuk.")
    AnswerTemplate.objects.create(title="Lama", body="x", is_active=False)
    ticket = make_ticket()
    assert "Lupa kata sandi</option>" not in page(desk, ticket)
    assert "Lupa kata sandi</option>" in page(desk, ticket, "?tindakan=sumber")
    html = page(desk, ticket, f"?templat={template.pk}")
    assert "Klik “Lupa kata sandi” di halaman masuk." in html
    assert "Lama</option>" not in html


def test_templates_are_kept_in_the_admin_with_history(desk: Client) -> None:
    made = desk.post(
        "/admin/helpdesk/answertemplate/add/", {"title": "Salam", "body": "Terima kasih.", "is_active": "on"}
    )
    assert made.status_code == 302
    template = AnswerTemplate.objects.get()
    assert (
        "Templat jawaban disimpan"
        in desk.get(f"/admin/helpdesk/answertemplate/{template.pk}/history/").content.decode()
    )


def test_a_confidential_reporter_is_hidden_from_others_at_the_desk(desk: Client, make_ticket: Maker, sign_in) -> None:
    ticket = make_ticket(secrecy="confidential", type="complaint")
    for html in (
        page(desk, ticket),
        desk.get(QUEUE).content.decode(),
        desk.get("/admin/helpdesk/ticket/").content.decode(),
    ):
        assert "Budi" not in html
        assert "dirahasiakan" in html
    head = sign_in("head")
    assert "Budi" in page(head, ticket)
    assert AuditEvent.objects.filter(action="ticket.viewed", object_number=ticket.number).count() == 1
    answer = head.post("/admin/helpdesk/ticket/", {"action": "export_csv"})
    assert "Budi" not in b"".join(answer.streaming_content).decode()


def test_a_confidential_reporter_with_an_account_stands_nowhere_on_the_page(
    desk: Client, make_ticket: Maker, make_account, sign_in
) -> None:
    owner = make_account("vendor", full_name="Rahmat Pelapor")
    ticket = make_ticket(owner, secrecy="confidential", type="complaint", reporter_name="Rahmat Pelapor")
    user_write(ticket=ticket, actor=owner, body="Tambahan dari saya.")
    html = page(desk, ticket)
    assert "Tambahan dari saya." in html
    assert "Rahmat" not in html
    assert "pengguna" in html
    with pytest.raises(BadInput, match="tidak diunggah"):
        user_attach(ticket=ticket, actor=owner, upload=SimpleUploadedFile("bukti.pdf", pdf()))
    assert "Rahmat Pelapor" in page(sign_in("head"), ticket)


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


def test_an_unknown_act_and_reading_an_act_do_nothing(desk: Client, make_ticket: Maker) -> None:
    ticket = make_ticket()
    assert act(desk, ticket, "hapus").status_code == 404
    assert desk.get(f"{QUEUE}{ticket.number}/ambil/").status_code == 405


def test_a_ticket_with_2000_replies_pages_its_thread_and_costs_the_same(desk: Client, make_ticket: Maker) -> None:
    ticket, short = make_ticket(), make_ticket()
    now, author = timezone.now(), user_of(desk)
    TicketMessage.objects.bulk_create(
        TicketMessage(ticket=ticket, kind="reply", author=author, body=f"Balasan ke-{number}.", created_at=now)
        for number in range(2000)
    )
    TicketMessage.objects.bulk_create(
        TicketMessage(ticket=short, kind="reply", author=author, body=f"Balasan {number}.", created_at=now)
        for number in range(2)
    )
    page(desk, short)
    with CaptureQueriesContext(connection) as few:
        page(desk, short)
    with CaptureQueriesContext(connection) as many:
        html = page(desk, ticket)
    assert html.count('class="said ') == 25
    assert "Balasan ke-1999." in html
    # Goal web-6.
    assert len(many) == len(few) <= 15
    following = html.split("setelah=")[1].split('"')[0]
    assert "Balasan ke-1974." in page(desk, ticket, f"?setelah={following}")


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
