"""A real IMAP server on loopback: Debian's dovecot, alone in a folder of its own, with one account."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path

import pytest

from lpse.embedded import free_port
from tests.support.portal import until

# As dovecot 2.3 reads it (Debian 12).
_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
"""


@dataclass
class Imap:
    """A running server with the account ``bantuan``."""

    port: int
    password: str

    def client(self) -> IMAP4:
        """A signed-in client in the inbox."""
        client = IMAP4("127.0.0.1", self.port, timeout=10)
        client.login("bantuan", self.password)
        client.select()
        return client

    def deliver(self, *mails: bytes) -> None:
        """Put unread mails into the inbox."""
        client = self.client()
        for mail in mails:
            client.append("INBOX", "", "", mail)  # type: ignore[arg-type]
        client.logout()

    def unread(self) -> int:
        """How many mails are unread."""
        client = self.client()
        found = len(client.search(None, "UNSEEN")[1][0].split())
        client.logout()
        return found


@pytest.fixture
def imap_server() -> Iterator[Imap]:
    """Started for one test, stopped after it; its folder lies where a system user may read."""
    name = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else "nobody"
    account = pwd.getpwnam(name)
    folder = Path(tempfile.mkdtemp(prefix="lpse-imap-"))
    for part in ("home", "mail", "state"):
        (folder / part).mkdir()
        shutil.chown(folder / part, account.pw_uid, account.pw_gid)
    folder.chmod(0o755)
    port, password = free_port(), secrets.token_hex(8)
    group = subprocess.run(["id", "-gn", name], capture_output=True, text=True, check=True).stdout.strip()
    text = _SETTINGS.format(folder=folder, port=port, password=password, user=name, group=group)
    (folder / "dovecot.conf").write_text(text)
    dovecot = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert dovecot is not None, "dovecot-imapd is missing: script/test installs it"
    process = subprocess.Popen([dovecot, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.PIPE, text=True)
    imap = Imap(port, password)
    try:
        until(lambda: _answers(imap), 15, "dovecot answers")
        yield imap
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)
        shutil.rmtree(folder)


def _answers(imap: Imap) -> bool:
    try:
        imap.client().logout()
    except OSError:
        return False
    return True
