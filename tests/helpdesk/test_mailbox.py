"""The mailbox over a real IMAP server: read only after it is kept, one bad mail stops nothing, twice is harmless."""

from typing import Any

import pytest

from core.refusals import NotReady
from core.work import duties
from helpdesk import mailbox
from helpdesk.mailbox import MailboxTrouble, mailbox_poll
from helpdesk.models import InboundMail, Ticket
from tests.support.dovecot import Imap

pytestmark = pytest.mark.django_db


def mail(number: int, text: str = "Saya tidak dapat masuk.") -> bytes:
    return f"From: budi{number}@contoh.id\r\nSubject: Tidak dapat masuk\r\nMessage-ID: <{number}@contoh.id>\r\n\r\n{text}\r\n".encode()


def test_what_is_unread_is_taken_once_and_what_cannot_be_taken_now_waits(
    imap_server: Imap, office: None, settings: Any, monkeypatch: Any
) -> None:
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_SECURITY = "127.0.0.1", imap_server.port, "none"
    settings.IMAP_USER, settings.IMAP_PASSWORD = "bantuan", imap_server.password
    imap_server.deliver(mail(1), b"\xff\x00broken", mail(2), mail(1), mail(3))
    real = mailbox.mail_take

    def busy(raw: bytes, **fields: Any) -> InboundMail:
        if b"<2@contoh.id>" in raw:
            raise NotReady("Sibuk.", code="inspection_busy")
        return real(raw, **fields)

    monkeypatch.setattr(mailbox, "mail_take", busy)
    assert mailbox_poll() == 4
    assert imap_server.unread() == 1
    monkeypatch.setattr(mailbox, "mail_take", real)
    assert (mailbox_poll(), mailbox_poll(), imap_server.unread()) == (1, 0, 0)
    assert sorted(Ticket.objects.values_list("reporter_email", flat=True)) == [f"budi{n}@contoh.id" for n in (1, 2, 3)]
    assert InboundMail.objects.filter(state="ignored").count() == 1
    monkeypatch.setattr(mailbox, "_LARGEST", 100)
    monkeypatch.setattr(mailbox, "_BEGINNING", 200)
    imap_server.deliver(mail(4, "kata " * 100))
    assert mailbox_poll() == 1
    assert 0 < len(InboundMail.objects.get(sender="budi4@contoh.id").body) < 200
    settings.IMAP_PASSWORD = "salah"
    with pytest.raises(MailboxTrouble):
        mailbox_poll()


def test_without_a_mailbox_nothing_is_dialled_and_the_duty_is_there_in_any_case(settings: Any) -> None:
    assert mailbox_poll() == 0
    assert "helpdesk.fetch_mail" in {duty.task for duty in duties()}
