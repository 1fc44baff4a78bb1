"""The page of one ticket at the desk: what it shows to whom, and every act on it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail
from core.refusals import BadInput
from helpdesk.models import AnswerTemplate, TicketMessage
from helpdesk.services.ticket_user import user_attach, user_write
from helpdesk.services.ticket_work import ticket_claim
from tests.core.samples import pdf
from tests.helpdesk.ticket_desk import QUEUE, Maker, act, page, user_of

pytestmark = pytest.mark.django_db


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
    assert answer.status_code == 400
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
    assert answer.status_code == 400
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
    assert act(desk, ticket, key, **data).status_code in {302, 400}
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
    assert answer.status_code == 400
    assert "Jawaban yang panjang.</textarea>" in answer.content.decode()


def test_merge_and_link_from_the_page(desk: Client, make_ticket: Maker) -> None:
    one, two, three = make_ticket(), make_ticket(), make_ticket()
    assert act(desk, two, "kaitkan", number=three.number).status_code == 302
    assert act(desk, two, "gabung", number=one.number).status_code == 302
    assert two.number in page(desk, one)
    assert "digabung ke" in page(desk, two)
    assert three.number in page(desk, two)
    assert act(desk, two, "balas", body="Terlambat.", outcome="answer").status_code == 400


def test_a_file_of_the_office_is_seen_by_the_desk_and_not_by_the_user(
    desk: Client, make_ticket: Maker, make_account
) -> None:
    ticket = make_ticket(make_account("vendor"))
    assert act(desk, ticket, "lampir", file=SimpleUploadedFile("surat.pdf", pdf())).status_code == 302
    tie = ticket.files.get()
    assert tie.is_internal
    assert "dari petugas" in page(desk, ticket)
    assert act(desk, ticket, "lampir", file=SimpleUploadedFile("a.exe", b"MZ")).status_code == 400


def test_a_template_is_put_behind_what_was_typed(desk: Client, make_ticket: Maker) -> None:
    template = AnswerTemplate.objects.create(title="Lupa kata sandi", body="Klik “Lupa kata sandi” di halaman masuk.")
    AnswerTemplate.objects.create(title="Lama", body="x", is_active=False)
    ticket = make_ticket()
    assert "Lupa kata sandi</option>" not in page(desk, ticket)
    assert "Lupa kata sandi</option>" in page(desk, ticket, "?tindakan=sumber")
    assert "Lama</option>" not in page(desk, ticket, "?tindakan=sumber")
    typed = {"body": "Selamat pagi, Pak Budi.", "outcome": "solve", "sisipkan": "ya"}
    answer = act(desk, ticket, "balas", **typed, templat=template.pk)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Selamat pagi, Pak Budi.\n\nKlik “Lupa kata sandi” di halaman masuk.</textarea>" in html
    assert re.search(r'value="solve"[^>]*\schecked', html)
    for nothing in ({}, {"templat": "entah", "artikel": "entah"}, {"templat": "999999"}):
        assert "Selamat pagi, Pak Budi.</textarea>" in act(desk, ticket, "balas", **typed, **nothing).content.decode()
    assert not ticket.messages.exists()


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
