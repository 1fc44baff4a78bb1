"""A mail that came in, from its bytes: a ticket, a message of one, or ignored with the reason; nothing executed or lost."""

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import pytest
from django.test import Client

from core import profile
from core.models import AuditEvent, OutgoingMail, User
from core.refusals import NotReady
from helpdesk.mail_reading import mail_read, words_of
from helpdesk.mail_tokens import token_for
from helpdesk.models import InboundMail, Ticket
from helpdesk.personal.ticket import tickets_of_person_erase
from helpdesk.services import inbound
from helpdesk.services.inbound import mail_take
from helpdesk.services.ticket_user import user_confirm
from helpdesk.services.ticket_work import ASK, SOLVE, ticket_reply
from tests.core.samples import pdf

pytestmark = pytest.mark.django_db
Maker = Callable[..., Ticket]
PDF = pdf()


@pytest.fixture(autouse=True)
def mailbox(settings: Any, office: None) -> None:
    """Answers are fetched from a mailbox."""
    settings.REPLY_ADDRESS = "bantuan@lpse.example"


def mail(
    text: str = "Saya tidak dapat masuk.", *, sender: str = "Budi Contoh <budi@contoh.id>", subject: str = "Tidak dapat masuk",
    to: str = "bantuan@lpse.example", files: dict[str, bytes] | None = None, **headers: str,
) -> bytes:  # fmt: skip
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = make_msgid(domain="contoh.id")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def reply_to(ticket: Ticket) -> str:
    return f"bantuan+{token_for(ticket)}@lpse.example"


def test_a_mail_of_a_stranger_is_a_ticket_with_a_receipt_and_twice_is_harmless() -> None:
    raw = mail()
    row = mail_take(raw)
    assert mail_take(raw).pk == row.pk
    ticket = Ticket.objects.get()
    assert (row.state, row.ticket, row.reason) == ("opened", ticket, "")
    assert (ticket.channel, ticket.subject, ticket.description) == (
        "email",
        "Tidak dapat masuk",
        "Saya tidak dapat masuk.",
    )
    assert (ticket.owner, ticket.reporter_name, ticket.reporter_email) == (None, "Budi Contoh", "budi@contoh.id")
    receipt = OutgoingMail.objects.get()
    assert (receipt.kind, receipt.to) == ("ticket.received", "budi@contoh.id")
    assert "Kode rahasia" in receipt.body


def test_the_reporters_answer_goes_on_with_the_ticket_and_quotes_nothing(make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket()
    ticket_reply(ticket=ticket, actor=officer, body="Kirim tangkapan layar.", outcome=ASK)
    text = "Ini gambarnya.\n\nPada Kam, 26 Nov 2026 pukul 10.00 LPSE <bantuan@lpse.example> menulis:\n> Kirim tangkapan layar."
    row = mail_take(mail(text, to=reply_to(ticket), subject="Re: tiket", files={"galat.pdf": PDF}))
    ticket.refresh_from_db()
    assert (row.state, row.ticket, ticket.state) == ("added", ticket, "in_progress")
    assert ticket.messages.order_by("pk").last().body == "Ini gambarnya."
    assert "> Kirim tangkapan layar." in row.body
    file = ticket.files.get().file
    assert (file.original_name, file.owner, file.state, row.files) == ("galat.pdf", None, "quarantined", "galat.pdf")
    assert OutgoingMail.objects.filter(kind="ticket.user_wrote").count() == 1


def test_an_answer_of_an_owner_is_the_owners(make_ticket: Maker, make_account: Callable[..., User]) -> None:
    owner = make_account("vendor")
    ticket = make_ticket(owner)
    mail_take(mail(to=reply_to(ticket), sender="BUDI@contoh.id", files={"galat.pdf": PDF}))
    assert (ticket.messages.get().author, ticket.files.get().file.owner) == (owner, owner)


@pytest.mark.parametrize(
    ("sender", "to", "subject", "reason"),
    [
        ("lain@contoh.id", "token", "Re: tiket", "dari alamat lain"),
        ("lain@contoh.id", "bantuan@lpse.example", "Tentang {number}", "tanpa kodenya"),
        ("budi@contoh.id", "bantuan@lpse.example", "Tentang {number}", "tanpa kodenya"),
    ],
)
def test_a_token_from_elsewhere_or_a_bare_number_is_a_new_ticket_for_a_person(
    make_ticket: Maker, sign_in: Callable[..., Client], sender: str, to: str, subject: str, reason: str
) -> None:
    old = make_ticket()
    raw = mail(sender=sender, to=reply_to(old) if to == "token" else to, subject=subject.format(number=old.number))
    row = mail_take(raw)
    assert (row.state, list(row.ticket.related.all())) == ("review", [old])
    assert reason in row.reason
    assert not old.messages.exists()
    assert AuditEvent.objects.get(action="ticket.linked").data["other"] == old.number
    assert reason in sign_in("support").get(f"/admin/helpdesk/tiket/{row.ticket.number}/").content.decode()
    told = OutgoingMail.objects.filter(case_number=row.ticket.number).values_list("body", flat=True)
    assert told
    assert old.subject not in "".join(told)


def test_an_answer_to_a_closed_ticket_is_a_new_one_linked_with_it(make_ticket: Maker, officer: User) -> None:
    old = make_ticket()
    user_confirm(ticket=ticket_reply(ticket=old, actor=officer, body="Sudah.", outcome=SOLVE), actor=None)
    row = mail_take(mail(to=reply_to(old)))
    assert (row.state, row.reason) == ("review", f"Membalas tiket {old.number} yang sudah ditutup.")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied; x=1"}, "Auto-Submitted"),
        ({"Precedence": "Bulk"}, "Precedence: bulk"),
        ({"X_Auto_Response_Suppress": "All"}, "X-Auto-Response-Suppress"),
        ({"List_Id": "<kabar.contoh.id>"}, "milis"),
        ({"Return_Path": "<>"}, "server surel"),
        ({"sender": "MAILER-DAEMON@contoh.id"}, "server surel"),
        ({"sender": "bantuan+41-x@lpse.example"}, "alamat portal sendiri"),
        ({"sender": "bukan alamat"}, "tidak sah"),
    ],
)
def test_machines_and_our_own_mails_are_ignored_with_the_reason(headers: dict[str, str], reason: str) -> None:
    row = mail_take(mail(**headers))
    assert (row.state, row.ticket) == ("ignored", None)
    assert reason in row.reason
    assert not Ticket.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_says_it_is_no_answer_of_a_machine_is_taken() -> None:
    assert mail_take(mail(Auto_Submitted="no", Precedence="normal")).state == "opened"


def test_more_mails_of_one_sender_than_the_profile_allows_are_ignored() -> None:
    most = profile.current().limits.ticket_mails_per_hour
    InboundMail.objects.bulk_create(
        InboundMail(message_id=f"<{number}@x>", sender="budi@contoh.id", state="ignored") for number in range(most)
    )
    assert f"Lebih dari {most} surel" in mail_take(mail()).reason
    assert mail_take(mail(sender="ani@contoh.id")).state == "opened"


def test_files_that_are_refused_are_named_in_the_answer_and_the_text_is_kept() -> None:
    files = {"galat.pdf": PDF, "virus.exe": b"MZ", "besar.pdf": b"%PDF-1.7" + bytes(30 * 1024 * 1024)}
    row = mail_take(mail(files=files))
    assert row.ticket.description == "Saya tidak dapat masuk."
    assert [tie.file.original_name for tie in row.ticket.files.all()] == ["galat.pdf"]
    answer = OutgoingMail.objects.get(kind="ticketmail.files")
    assert "“virus.exe” bukan PDF" in answer.body
    assert "“besar.pdf” berukuran lebih dari" in answer.body
    assert "Kirim lagi dengan membalas surel ini" in answer.body
    assert answer.reply_to == reply_to(row.ticket)


def test_of_a_mail_too_large_to_fetch_the_words_are_kept() -> None:
    row = mail_take(mail(files={"besar.pdf": bytes(4000)})[:2000], is_cut=True)
    assert (row.state, row.ticket.description) == ("opened", "Saya tidak dapat masuk.")
    assert "“besar.pdf” ikut dalam surel yang terlalu besar" in OutgoingMail.objects.get(kind="ticketmail.files").body


def test_a_password_is_not_kept_anywhere() -> None:
    row = mail_take(mail("Mohon bantu. Password SPSE: rahasia1"))
    assert (row.state, row.body, row.subject) == ("refused", "", "")
    assert not Ticket.objects.exists()
    told = OutgoingMail.objects.get()
    assert "Ganti kata sandi itu" in told.body
    assert "rahasia1" not in told.body


def test_html_is_read_as_words_and_nothing_of_it_is_run() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "budi@contoh.id", "=?utf-8?q?Gal=C3=A5t?="
    message.set_content(
        "<html><head><style>p{}</style><script>alert(1)</script></head><body><p>Halo <b>petugas</b>,<br>galat 500 &lt;b&gt;</p>"
        "<ul><li>satu</li></ul><img src='http://jahat.example/x.png'><blockquote>Yang lama</blockquote></body></html>",
        subtype="html",
    )
    row = mail_take(message.as_bytes())
    assert row.ticket.description == "Halo petugas,\ngalat 500 <b>\n\n- satu"
    assert "> Yang lama" in row.body
    assert not {"alert", "jahat"} & set(row.body.replace("(", " ").split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ya.\n\nOn Thu, 26 Nov 2026 at 10:00,\nLPSE <a@b.id> wrote:\n> lama", "Ya."),
        ("Ya.\n\n-----Original Message-----\nFrom: LPSE\nlama", "Ya."),
        ("Ya.\n\nDari: LPSE\nDikirim: Kamis\n\nlama", "Ya."),
        ("Ya.\n-- \nBudi\nDirektur", "Ya."),
        ("> tanya satu\njawab satu\n> tanya dua\njawab dua", "> tanya satu\njawab satu\n> tanya dua\njawab dua"),
        ("> hanya kutipan", "> hanya kutipan"),
        ("Pada hari ini saya menulis: halo", "Pada hari ini saya menulis: halo"),
    ],
)
def test_the_quoted_history_is_cut_off(text: str, words: str) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 50,
        b"From: budi@contoh.id\r\nContent-Type: text/plain; charset=tidak-ada\r\n\r\nHalo \xff\x00",
        b"From: budi@contoh.id\r\nContent-Type: multipart/mixed\r\n\r\nTanpa batas",
        b"From: =?x?q?=FF?= <budi@contoh.id>\r\nSubject: =?utf-8?b?!!!?=\r\nMessage-ID:\r\n\r\nHalo",
    ],
)
def test_broken_mails_are_kept_for_a_person_or_read_as_far_as_they_go(raw: bytes) -> None:
    row = mail_take(raw)
    assert row.pk == mail_take(raw).pk
    assert row.state in {"opened", "ignored"}
    assert "\x00" not in row.body


def test_a_fault_of_ours_makes_a_row_for_a_person_and_no_half_ticket(monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("rusak")

    monkeypatch.setattr(inbound, "_row", broken)
    row = mail_take(mail())
    assert (row.state, row.reason.split(".")[0]) == ("failed", "Tidak dapat dibaca (ValueError)")
    assert "Tidak dapat masuk" in row.body
    assert not Ticket.objects.exists()


def test_while_files_cannot_be_looked_into_the_mail_is_left_for_later(monkeypatch: Any) -> None:
    def busy(**_: Any) -> None:
        raise NotReady("Sibuk.", code="inspection_busy")

    monkeypatch.setattr(inbound, "file_judge", busy)
    with pytest.raises(NotReady):
        mail_take(mail(files={"galat.pdf": PDF}))
    assert not InboundMail.objects.exists()


def test_a_long_letter_is_cut_in_the_ticket_only_and_a_mail_without_an_id_is_known_by_its_content() -> None:
    raw = mail("kata " * 3000).replace(b"Message-ID", b"X-Tidak-Ada")
    row = mail_take(raw)
    assert row.message_id.endswith("@tanpa-message-id>")
    assert row.ticket.description.endswith("(dipotong; isi selengkapnya ada pada surel masuk)")
    assert len(row.body) > 14_000
    assert mail_read(raw, own=frozenset()).message_id == row.message_id


def test_the_desk_reads_what_came_in_and_others_do_not(sign_in: Callable[..., Client]) -> None:
    row = mail_take(mail(Precedence="bulk"))
    client = sign_in("support")
    assert "/admin/helpdesk/inboundmail/" in client.get("/admin/helpdesk/tiket/").content.decode()
    taken = mail_take(mail(sender="ani@contoh.id"))
    listed = client.get("/admin/helpdesk/inboundmail/").content.decode()
    assert f'href="/admin/helpdesk/tiket/{taken.ticket.number}/"' in listed
    assert "Surel massal (Precedence: bulk)." in listed
    assert "budi@contoh.id" not in listed
    assert "budi@contoh.id" in client.get(f"/admin/helpdesk/inboundmail/{row.pk}/change/").content.decode()
    assert sign_in("verifier").get("/admin/helpdesk/inboundmail/").status_code == 403


def test_erasing_a_persons_tickets_empties_their_mails(make_ticket: Maker, make_account: Callable[..., User]) -> None:
    owner = make_account("vendor")
    ticket = make_ticket(owner)
    row = mail_take(mail(to=reply_to(ticket)))
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", resolved_at=row.received_at, closed_at=row.received_at)
    tickets_of_person_erase(owner.person)
    row.refresh_from_db()
    assert (row.sender, "tidak dapat" in row.body) == ("", False)
