"""Reading the bytes of a mail that came in: who, what, which files, and whether a machine sent it. Knows no database."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from helpdesk.html_text import html_text

_LONGEST_ID = 300
_PLACES = ("To", "Cc", "Delivered-To", "X-Original-To", "Subject", "In-Reply-To", "References")
_BULK = frozenset(("bulk", "list", "junk", "auto_reply"))
_SIGNATURES = frozenset(("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"))
# Where mail programs put what was written before.
_HISTORY = re.compile(
    r"^(?:"
    r"-{2,}[ \t]*(?:original message|pesan asli|forwarded message|pesan (?:yang )?diteruskan)\b"
    r"|_{20,}[ \t]*$"
    r"|(?:on|pada)\b[^\n]{0,200}(?:\n[^\n]{0,120})?(?:wrote|menulis)[ \t]*:[ \t]*$"
    r"|(?:from|dari)[ \t]*:[^\n]{1,200}\n(?:sent|date|to|dikirim|tanggal|kepada)[ \t]*:"
    r"|-- $"
    r")",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Attached:
    """One file of a mail, as its sender named it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class ReadMail:
    """A mail, read.

    Args:
        text: all its words, quoted history included.
        words: what the sender wrote now.
        places: where a ticket's token may stand.
        ignored: why no person needs to answer it; empty for a mail of a person.
    """

    message_id: str
    sender: str
    sender_name: str
    subject: str
    text: str
    words: str
    attachments: tuple[Attached, ...]
    places: tuple[str, ...]
    ignored: str
    size: int


def mail_read(raw: bytes, *, own: frozenset[str]) -> ReadMail:
    """Read a mail. Broken parts are read as far as they go.

    Args:
        own: addresses of the office, in lower case; what comes from there is our own mail.
    """
    message = message_from_bytes(raw)
    name, address = parseaddr(_header(message, "From"))
    leaves = list(_leaves(message))
    text = _text(leaves)
    return ReadMail(
        message_id=id_of(message, raw),
        sender=address.strip().lower()[:254],
        sender_name=" ".join(name.split())[:200],
        subject=" ".join(_header(message, "Subject").split())[:200],
        text=text,
        words=words_of(text),
        attachments=tuple(_attachments(leaves)),
        places=tuple(_header(message, one)[:4000] for one in _PLACES),
        ignored=_ignored(message, address.strip().lower(), own),
        size=len(raw),
    )


def id_of(message: Message, raw: bytes) -> str:
    """The Message-ID; a mail without one is known by its content."""
    found = "".join(clean(str(message.get("Message-ID", ""))).split())
    if not found or len(found) > _LONGEST_ID:
        return f"<{hashlib.sha256(raw).hexdigest()}@tanpa-message-id>"
    return found


def clean(text: str) -> str:
    """The text as the database can keep it: no NUL, no half characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def words_of(text: str) -> str:
    """What was written now, without the quoted history and the signature; all of it when nothing would be left."""
    found = _HISTORY.search(text)
    lines = (text[: found.start()] if found else text).rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(lines).strip() or text.strip()


def _header(message: Message, name: str) -> str:
    found = []
    for value in message.get_all(name, []):
        try:
            found.append(clean(str(make_header(decode_header(value)))))
        except (LookupError, ValueError):
            found.append(clean(str(value)))
    return " ".join(found)


def _leaves(part: Message) -> Iterator[Message]:
    """Parts that hold something; a forwarded mail is one file and is not looked into."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for one in part.get_payload():
            if isinstance(one, Message):
                yield from _leaves(one)
    else:
        yield part


def _is_file(part: Message) -> bool:
    return bool(
        part.get_content_disposition() == "attachment"
        or part.get_filename()
        or part.get_content_type() not in {"text/plain", "text/html"}
    )


def _text(leaves: list[Message]) -> str:
    """The plain words; those of the HTML only where there are no plain ones."""
    spoken = [part for part in leaves if not _is_file(part)]
    plain = "\n".join(_decoded(part) for part in spoken if part.get_content_type() == "text/plain")
    if plain.strip():
        return plain.strip()
    return html_text("\n".join(_decoded(part) for part in spoken if part.get_content_type() == "text/html"))


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return clean(text).replace("\r\n", "\n").replace("\r", "\n")


def _attachments(leaves: list[Message]) -> Iterator[Attached]:
    for part in leaves:
        if not _is_file(part) or part.get_content_type() in _SIGNATURES:
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):  # a forwarded mail
            content = part.as_bytes()
        try:
            name = str(make_header(decode_header(part.get_filename() or "")))
        except (LookupError, ValueError):
            name = part.get_filename() or ""
        yield Attached(clean(name) or f"lampiran-{part.get_content_subtype()}", content)


def _ignored(message: Message, sender: str, own: frozenset[str]) -> str:
    """Why a machine sent it (RFC 3834 and what mail programs add), or that it is our own."""
    said = {name: _header(message, name).strip().lower() for name in ("Auto-Submitted", "Precedence", "Return-Path")}
    local, _, domain = sender.partition("@")
    if said["Return-Path"] == "<>" or local in {"mailer-daemon", "postmaster"}:
        return "Laporan pengiriman dari server surel."
    if f"{local.split('+', 1)[0]}@{domain}" in own:
        return "Berasal dari alamat portal sendiri."
    if said["Auto-Submitted"].split(";")[0].strip() not in {"", "no"}:
        return "Jawaban otomatis (Auto-Submitted)."
    if said["Precedence"] in _BULK:
        return f"Surel massal (Precedence: {said['Precedence']})."
    if message.get("X-Auto-Response-Suppress"):
        return "Jawaban otomatis (X-Auto-Response-Suppress)."
    if message.get("List-Id"):
        return "Surel dari milis (List-Id)."
    try:
        validate_email(sender)
    except ValidationError:
        return "Alamat pengirim tidak ada atau tidak sah."
    return "" if len(getaddresses([_header(message, "From")])) == 1 else "Pengirimnya lebih dari satu."
