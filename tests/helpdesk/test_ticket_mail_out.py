"""Mails about tickets carry a thread and a token, so that an answer by mail finds its ticket."""

from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest

from core.mail import _compose, mail_queue
from core.models import OutgoingMail, User
from helpdesk.mail_tokens import ticket_named, token_for
from helpdesk.models import Ticket
from helpdesk.services.ticket_work import ASK, ticket_reply

pytestmark = pytest.mark.django_db
Maker = Callable[..., Ticket]


def test_an_answer_goes_to_the_reply_address_with_the_token_after_a_plus(
    make_ticket: Maker, officer: User, settings: Any
) -> None:
    settings.REPLY_ADDRESS = "bantuan@lpse.example"
    ticket = make_ticket()
    ticket_reply(ticket=ticket, actor=officer, body="Kirim tangkapan layar.", outcome=ASK)
    first, second = OutgoingMail.objects.filter(to="budi@contoh.id").order_by("pk")
    wire = message_from_bytes(_compose(second))
    assert wire["Reply-To"] == f"bantuan+{token_for(ticket)}@lpse.example"
    assert wire["References"] == wire["In-Reply-To"] == first.thread_root
    assert wire["Message-ID"] == second.message_id != first.message_id
    assert token_for(ticket) not in second.subject
    assert ticket_named([wire["Reply-To"]]) == ticket_named([wire["References"].upper()]) == ticket


def test_without_a_reply_address_the_token_ends_the_subject(make_ticket: Maker, settings: Any) -> None:
    settings.IMAP_HOST = "imap.lpse.example"
    ticket = make_ticket()
    mail = OutgoingMail.objects.get(to="budi@contoh.id")
    assert mail.subject.endswith(f"[#{token_for(ticket)}]")
    assert (mail.reply_to, ticket_named([f"Re: {mail.subject}"])) == ("", ticket)


def test_with_nothing_configured_mails_are_as_before(make_ticket: Maker) -> None:
    ticket = make_ticket()
    mail = OutgoingMail.objects.get(to="budi@contoh.id")
    assert mail.subject == f"Tiket {ticket.number} kami terima"
    wire = message_from_bytes(_compose(mail))
    assert [wire["References"], wire["In-Reply-To"], wire["Reply-To"]] == [None, None, None]


def test_a_mail_to_a_confidential_reporter_is_tied_to_no_ticket(make_ticket: Maker, settings: Any) -> None:
    settings.REPLY_ADDRESS = "bantuan@lpse.example"
    make_ticket(type="complaint", secrecy="confidential")
    mail = OutgoingMail.objects.get(to="budi@contoh.id")
    assert (mail.thread_root, mail.reply_to, mail.case_number) == ("", "", "")


def test_a_guessed_or_foreign_token_names_nothing(make_ticket: Maker) -> None:
    ticket, other = make_ticket(), make_ticket(reporter_email="ani@contoh.id")
    code = token_for(ticket).split("-")[1]
    wrong = (f"{other.pk}-{code}", f"{ticket.pk}-{'a' * 16}", f"{ticket.pk}-{code}z", f"9{ticket.pk}-{code}", "")
    assert [ticket_named([text]) for text in wrong] == [None] * 5
    assert ticket_named(["Re: tanpa kode", f"x+{token_for(ticket)}@lpse.example"]) == ticket


def test_other_mails_have_no_thread(lpse: object) -> None:
    mail = mail_queue(to="budi@contoh.id", kind="uji.surel", subject="Uji", body="Isi.")
    assert mail is not None
    assert message_from_bytes(_compose(mail))["References"] is None
