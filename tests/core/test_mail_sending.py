"""Handing mail over: to a real SMTP server that agrees, hesitates, refuses, hangs or vanishes."""

import contextlib
import datetime as dt
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from core import mail, registries, smtp
from core.documents import document_issue, document_path
from core.enums import WorkState
from core.mail import mail_queue, mail_resend
from core.models import AuditEvent, OfficialDocument, OutgoingMail
from core.refusals import Refusal
from core.registries import DocumentKind
from core.tasks import send_mail
from lpse.embedded.base import free_port
from tests.support.mail import MailSink

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(lpse) -> OutgoingMail:
    row = mail_queue(
        to="budi@contoh.id", kind="uji.surel", subject="Perihal é", body="Yth. Budi,\n.titik di depan\nSalam – LPSE"
    )
    assert row is not None
    return row


def again(row: OutgoingMail) -> OutgoingMail:
    """Let the waiting time pass, and try."""
    OutgoingMail.objects.update(run_after=timezone.now())
    send_mail(row.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def raw_server(settings: Any) -> Iterator[Callable[..., None]]:
    """`raw_server(behave)` points the portal at a server that treats each connection with `behave(file, socket)`."""
    servers = []

    def start(behave: Callable[[Any, socket.socket], None]) -> None:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    behave(self.rfile, self.request)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = ""
        settings.EMAIL_USE_TLS = False

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_mail_arrives_as_it_was_written(queued: OutgoingMail, mail_sink: MailSink) -> None:
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert queued.work_state == WorkState.DONE
    assert queued.sent_at is not None
    [message] = mail_sink.messages
    assert mail_sink.recipients == [["budi@contoh.id"]]
    assert message["subject"] == "Perihal é"
    assert message["message-id"] == queued.message_id
    assert message["auto-submitted"] == "auto-generated"
    assert "LPSE Kabupaten Luwu Utara" in message["from"]
    assert message.get_content().replace("\r\n", "\n").strip() == queued.body.strip()


def test_sending_twice_hands_over_once(queued: OutgoingMail, mail_sink: MailSink) -> None:
    send_mail(queued.pk)
    send_mail(queued.pk)
    assert len(mail_sink.messages) == 1


def test_an_answer_to_come_back_later_is_obeyed_for_two_days(queued: OutgoingMail, mail_sink: MailSink) -> None:
    mail_sink.answer = "451 4.7.1 greylisted"
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert (queued.work_state, queued.sent_at) == (WorkState.WAITING, None)
    assert queued.run_after > timezone.now() + dt.timedelta(seconds=20)
    assert "451 4.7.1 greylisted" in queued.last_error
    mail_sink.answer = "250 OK"
    assert again(queued).work_state == WorkState.DONE
    assert len(mail_sink.messages) == 1


def test_after_two_days_a_person_must_look(queued: OutgoingMail, mail_sink: MailSink) -> None:
    mail_sink.answer = "451 later"
    OutgoingMail.objects.update(retry_until=timezone.now() + dt.timedelta(seconds=5))
    assert again(queued).work_state == WorkState.FAILED
    assert "dua hari" in queued.last_error


def test_a_refusal_waits_for_a_person_who_can_send_again(
    queued: OutgoingMail, mail_sink: MailSink, sign_in: Any
) -> None:
    mail_sink.answer = "550 5.1.1 no such user"
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert queued.work_state == WorkState.FAILED
    assert queued.last_error == "Server surel menolak isi surel: 550 5.1.1 no such user."
    mail_sink.answer = "250 OK"
    send_mail(queued.pk)
    assert not mail_sink.messages

    head = sign_in("head").user
    mail_resend(mail=queued, actor=head)
    event = AuditEvent.objects.get(action="mail.resent")
    assert (event.actor, event.data["kind"]) == (head, "uji.surel")
    send_mail(queued.pk)
    assert mail_sink.messages[0]["message-id"] == queued.message_id
    with pytest.raises(Refusal):
        mail_resend(mail=queued, actor=head)


def test_a_server_that_is_away_is_asked_soon_again_and_holds_the_other_mails(
    queued: OutgoingMail, settings: Any
) -> None:
    settings.EMAIL_PORT = free_port()
    other = mail_queue(to="ani@contoh.id", kind="uji.surel", subject="s", body="b")
    assert other is not None
    for _ in range(8):
        again(queued)
    assert queued.work_state == WorkState.WAITING
    # Back within five minutes of the server's return (W3), however long it was away.
    assert queued.run_after < timezone.now() + dt.timedelta(minutes=2, seconds=5)
    assert "tidak dapat dipakai" in queued.last_error
    other.refresh_from_db()
    assert other.run_after > timezone.now()
    assert other.attempts == 0


@pytest.mark.parametrize("drip", [False, True], ids=["silent", "one byte at a time"])
def test_a_server_that_hangs_is_left_at_the_deadline(
    queued: OutgoingMail, raw_server: Any, monkeypatch: pytest.MonkeyPatch, drip: bool
) -> None:
    monkeypatch.setattr(smtp, "DEADLINE_SECONDS", 1)

    def behave(lines: Any, connection: socket.socket) -> None:
        for _ in range(80):
            if drip:
                connection.sendall(b"2")
            time.sleep(0.1)

    raw_server(behave)
    began = time.monotonic()
    send_mail(queued.pk)
    assert time.monotonic() - began < 4
    queued.refresh_from_db()
    assert (queued.work_state, queued.claimed_until) == (WorkState.WAITING, None)


def test_a_break_after_the_text_sends_the_same_message_again(
    queued: OutgoingMail, raw_server: Any, mail_sink: MailSink, settings: Any
) -> None:
    seen: list[bytes] = []
    sink_address = settings.EMAIL_HOST, settings.EMAIL_PORT

    def behave(lines: Any, connection: socket.socket) -> None:
        connection.sendall(b"220 hai\r\n")
        for line in lines:
            if line.startswith(b"DATA"):
                connection.sendall(b"354 go\r\n")
                for text in lines:
                    seen.append(text)
                    if text == b".\r\n":
                        return
            connection.sendall(b"250 ok\r\n")

    raw_server(behave)
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert f"Message-ID: {queued.message_id}\r\n".encode() in seen
    assert queued.work_state == WorkState.WAITING
    assert "kode pesan yang sama" in queued.last_error
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink_address
    assert again(queued).work_state == WorkState.DONE
    assert mail_sink.messages[0]["message-id"] == queued.message_id


@pytest.mark.parametrize(
    ("greeting", "state"), [(b"554 no service\r\n", WorkState.WAITING), (b"421 busy\r\n", WorkState.WAITING)]
)
def test_a_server_that_refuses_everyone_is_trouble_of_the_server(
    queued: OutgoingMail, raw_server: Any, greeting: bytes, state: str
) -> None:
    raw_server(lambda lines, connection: connection.sendall(greeting))
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert queued.work_state == state


@pytest.mark.parametrize(("code", "state"), [("550", WorkState.FAILED), ("450", WorkState.WAITING)])
def test_the_address_alone_can_be_refused_or_put_off(
    queued: OutgoingMail, mail_sink: MailSink, monkeypatch: pytest.MonkeyPatch, code: str, state: str
) -> None:
    async def handle_RCPT(self: Any, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        return f"{code} {address}"

    monkeypatch.setattr(MailSink, "handle_RCPT", handle_RCPT, raising=False)
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert queued.work_state == state
    assert f"alamat penerima{' dicoba lagi nanti' if code == '450' else ''}: {code} budi@contoh.id" in queued.last_error


def test_a_worker_that_lost_its_lease_changes_nothing(
    queued: OutgoingMail, mail_sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker sleeps past its lease; the second sends; the first wakes and must not undo that."""
    plain = smtp.hand_over
    calls = []

    def sleepy(**message: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            OutgoingMail.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
            send_mail(queued.pk)
            raise smtp.Refused("terlambat")
        plain(**message)

    monkeypatch.setattr(mail.smtp, "hand_over", sleepy)
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert (queued.work_state, len(mail_sink.messages)) == (WorkState.DONE, 1)


# Documents


@pytest.fixture
def document(lpse: Any, make_account: Any, monkeypatch: pytest.MonkeyPatch) -> OfficialDocument:
    # For this test only: the kind is registration's, and its own letter asks for more than a mail needs.
    plain = DocumentKind("registration_receipt", "Tanda terima", "core/letters/base.html")
    monkeypatch.setitem(registries._DOCUMENT_KINDS, plain.key, plain)
    return document_issue(
        kind="registration_receipt", case_number="REG-1", context={}, issued_by=make_account("verifier"), holder=None
    )


def test_a_mail_waits_for_its_document_and_then_carries_it(document: OfficialDocument, mail_sink: MailSink) -> None:
    row = mail_queue(to="budi@contoh.id", kind="uji.surat", subject="s", body="b", attachments=[document])
    assert row is not None
    send_mail(row.pk)
    row.refresh_from_db()
    assert row.work_state == WorkState.WAITING
    assert document.number in row.last_error
    assert not mail_sink.messages

    content = b"%PDF-1.7 isi"
    document.storage_name = "ab" + "0" * 30
    path = document_path(document)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    document.sha256 = hashes_of(content)
    document.size, document.work_state, document.rendered_at = len(content), WorkState.DONE, timezone.now()
    document.save()
    assert again(row).work_state == WorkState.DONE
    [part] = mail_sink.messages[0].iter_attachments()
    assert part.get_content_type() == "application/pdf"
    assert part.get_filename().endswith(".pdf")
    assert part.get_content() == content


def hashes_of(content: bytes) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize().hex()


# STARTTLS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(
        built.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def tls_sink(settings: Any, certificate: Path) -> Iterator[MailSink]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    sink = MailSink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, tls_context=context, require_starttls=True)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", sink.port
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_USE_TLS = True
    yield sink
    controller.stop()


def test_tls_is_used_when_asked_for_and_the_certificate_is_known(
    queued: OutgoingMail, tls_sink: MailSink, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send_mail(queued.pk)
    queued.refresh_from_db()
    assert (queued.last_error, queued.work_state) == ("", WorkState.DONE)
    assert len(tls_sink.messages) == 1


def test_an_unknown_certificate_or_no_tls_at_all_sends_nothing(
    queued: OutgoingMail, tls_sink: MailSink, mail_sink: MailSink, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", tls_sink.port
    assert again(queued).work_state == WorkState.WAITING
    settings.EMAIL_HOST, settings.EMAIL_PORT = mail_sink.host, mail_sink.port
    assert again(queued).work_state == WorkState.WAITING
    assert not tls_sink.messages
    assert not mail_sink.messages


def test_a_server_that_demands_tls_is_trouble_of_the_server(
    queued: OutgoingMail, tls_sink: MailSink, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = False
    assert again(queued).work_state == WorkState.WAITING
    assert "530" in queued.last_error
