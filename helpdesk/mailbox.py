"""The mailbox of the helpdesk over IMAP: what is unread is taken in, one mail after the other.

A mail is marked as read only after its row is committed; one that cannot be taken now stays unread and stops no other.
Nothing is ever deleted there.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from core.refusals import NotReady
from helpdesk.services.inbound import mail_take

logger = logging.getLogger(__name__)

_SECONDS = 20
# In one run; what is beyond waits for the next minute.
_MOST = 50
# A larger mail is not fetched whole: its words stand at its beginning.
_LARGEST = 40 * 1024 * 1024
_BEGINNING = 1024 * 1024
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxTrouble(Exception):
    """The mailbox cannot be looked into; the next run tries again."""


def mailbox_poll() -> int:
    """Take in what is unread, at most 50 mails; without a configured mailbox nothing is done.

    Returns:
        How many mails were marked as read.

    Raises:
        MailboxTrouble: the server is away, refuses the sign-in, or has no such folder.
    """
    if not settings.IMAP_HOST:
        return 0
    try:
        with _session() as client:
            return sum(_take(client, uid) for uid in _asked(client, "SEARCH", "UNSEEN")[0].split()[:_MOST])
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxTrouble(f"mailbox {settings.IMAP_HOST}: {error}") from error


@contextmanager
def _session() -> Iterator[imaplib.IMAP4]:
    trust = ssl.create_default_context()
    if settings.IMAP_SECURITY == "tls":
        client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            settings.IMAP_HOST, settings.IMAP_PORT, ssl_context=trust, timeout=_SECONDS
        )
    else:
        client = imaplib.IMAP4(settings.IMAP_HOST, settings.IMAP_PORT, timeout=_SECONDS)
    try:
        if settings.IMAP_SECURITY == "starttls":
            client.starttls(ssl_context=trust)
        client.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
        status, _ = client.select(f'"{settings.IMAP_FOLDER}"')
        if status != "OK":
            raise MailboxTrouble(f"mailbox {settings.IMAP_HOST}: no folder {settings.IMAP_FOLDER}")
        yield client
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            client.logout()


def _asked(client: imaplib.IMAP4, command: str, *words: str) -> list[bytes]:
    """The lines and contents of an answer, none of them missing."""
    status, data = client.uid(command, *words)
    if status != "OK":
        raise MailboxTrouble(f"mailbox {settings.IMAP_HOST} refused {command}")
    found: list[bytes] = []
    for one in data:
        found += [part for part in (one if isinstance(one, tuple) else (one,)) if isinstance(part, bytes)]
    return found or [b""]


def _take(client: imaplib.IMAP4, uid: bytes) -> bool:
    """One mail; True once it is marked as read."""
    name = uid.decode("ascii")
    size = _SIZE.search(b" ".join(_asked(client, "FETCH", name, "(RFC822.SIZE)")))
    if size is None:  # somebody removed it meanwhile
        return False
    is_cut = int(size[1]) > _LARGEST
    answer = _asked(client, "FETCH", name, f"(BODY.PEEK[]<0.{_BEGINNING}>)" if is_cut else "(BODY.PEEK[])")
    if len(answer) < 2:
        return False
    try:
        mail_take(answer[1], is_cut=is_cut)
    except NotReady:
        logger.warning("inbound mail left for later", extra={"uid": name})
        return False
    _asked(client, "STORE", name, "+FLAGS", r"(\Seen)")
    return True
