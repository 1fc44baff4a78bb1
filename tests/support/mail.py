"""A real SMTP server on this machine that keeps what it is given."""

import email
import email.policy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from lpse.embedded import free_port


@dataclass
class MailSink:
    """`messages` in order of arrival; `answer` is what the server says after DATA (say "451 later")."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("2"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.recipients.append(list(envelope.rcpt_tos))
        return self.answer

    def wait_for(self, wanted: Callable[[EmailMessage], bool], seconds: float = 20) -> EmailMessage:
        """Return the first message that fits, waiting for it; AssertionError names what came instead."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in list(self.messages):
                if wanted(message):
                    return message
            time.sleep(0.05)
        raise AssertionError(f"no such mail within {seconds} s; got {[str(m['subject']) for m in self.messages]}")


def run_sink() -> tuple[MailSink, Controller]:
    """Start a sink in a thread of its own; stop the controller when done."""
    sink = MailSink(port=free_port())
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    return sink, controller


@pytest.fixture(scope="session")
def session_mail_sink() -> Iterator[MailSink]:
    """One sink for the running portal of the browser and fault tests."""
    sink, controller = run_sink()
    yield sink
    controller.stop()


@pytest.fixture
def mail_sink(settings: Any) -> Iterator[MailSink]:
    """The sink, with this test's settings sending to it."""
    sink, controller = run_sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = False
    yield sink
    controller.stop()
