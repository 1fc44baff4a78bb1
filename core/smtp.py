"""Handing one message to the mail server, within one overall deadline, and saying exactly what went wrong.

Django's own backend gives each socket operation a timeout; a server that answers one byte at a time holds it for
hours (fault row 25). It also cannot tell trouble with the server from a refusal of this one message.
"""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator

from django.conf import settings

# Shorter than the lease of the claim, so that no second worker starts while this one still talks.
DEADLINE_SECONDS = 45
# These refuse the portal's sign-in or its lack of TLS, whatever the message: an operator can mend them for all mail.
_CONFIGURATION_CODES = frozenset({530, 534, 535, 538})


class DeliveryError(Exception):
    """The message was not handed over; the text is Indonesian and meant for staff."""


class ServerTrouble(DeliveryError):
    """The mail server cannot be reached or used at all now: every message will fare alike."""


class TryLater(DeliveryError):
    """The server asked to come back later with this message (4xx)."""


class Refused(DeliveryError):
    """The server refused this message for good (5xx): a person must look."""


class FateUnknown(DeliveryError):
    """The connection broke after the text was sent: the server may or may not have taken it."""


def hand_over(*, sender: str, to: str, content: bytes) -> None:
    """Send one message to one address with the SMTP server of the settings.

    Args:
        content: the whole message with CRLF line ends.

    Raises:
        ServerTrouble, TryLater, Refused, FateUnknown: see there.
    """
    with _session() as client:
        try:
            code, answer = client.mail(sender, ["BODY=8BITMIME"] if client.has_extn("8bitmime") else [])
            if code != 250:
                raise _judged(code, answer, "pengirim")
            code, answer = client.rcpt(to)
            if code not in (250, 251):
                raise _judged(code, answer, "alamat penerima")
            code, answer = client.docmd("DATA")
            if code != 354:
                raise _judged(code, answer, "surel")
        except (OSError, smtplib.SMTPException) as error:
            raise ServerTrouble(f"Hubungan dengan server surel terputus ({_short(error)}).") from error
        try:
            client.send(_dotted(content))
            code, answer = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise FateUnknown(
                f"Hubungan terputus setelah isi surel dikirim ({_short(error)}); akan dikirim ulang dengan kode pesan yang sama."
            ) from error
        if code != 250:
            raise _judged(code, answer, "isi surel")


class _Client(smtplib.SMTP):
    """Knows the server's name before it connects: smtplib checks the TLS certificate against the name it was made with."""

    def __init__(self, host: str) -> None:
        super().__init__(timeout=settings.EMAIL_TIMEOUT)
        self._host = host


@contextlib.contextmanager
def _session() -> Iterator[smtplib.SMTP]:
    """A connection ready for MAIL FROM; cut by force when the deadline passes."""
    client = _Client(settings.EMAIL_HOST)
    cut = threading.Timer(DEADLINE_SECONDS, _cut, [client])
    cut.daemon = True
    cut.start()
    try:
        try:
            code, answer = client.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
            if code != 220:
                raise ServerTrouble(f"Server surel tidak menerima sambungan: {_said(code, answer)}.")
            client.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                client.starttls(context=ssl.create_default_context())
                client.ehlo()
            if settings.EMAIL_HOST_USER:
                client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except (OSError, smtplib.SMTPException) as error:
            raise ServerTrouble(f"Server surel tidak dapat dipakai saat ini ({_short(error)}).") from error
        yield client
        with contextlib.suppress(OSError, smtplib.SMTPException):
            client.quit()
    finally:
        cut.cancel()
        client.close()


def _cut(client: smtplib.SMTP) -> None:
    connection = client.sock
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _dotted(content: bytes) -> bytes:
    """The text as DATA wants it (RFC 5321, 4.5.2): leading dots doubled, ended by a lone dot."""
    body = content.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _judged(code: int, answer: bytes, what: str) -> DeliveryError:
    said = _said(code, answer)
    if code == 421 or code in _CONFIGURATION_CODES or code < 0:
        return ServerTrouble(f"Server surel tidak dapat dipakai saat ini: {said}.")
    if 400 <= code < 500:
        return TryLater(f"Server surel meminta {what} dicoba lagi nanti: {said}.")
    return Refused(f"Server surel menolak {what}: {said}.")


def _said(code: int, answer: bytes) -> str:
    text = " ".join(answer.decode("utf-8", errors="replace").split())
    return f"{code} {''.join(sign for sign in text if sign.isprintable())}"[:300]


def _short(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return _said(error.smtp_code, answer if isinstance(answer, bytes) else str(answer).encode())
    return " ".join(str(error).split())[:200] or type(error).__name__
