"""A mail carries small files made for it: stored with its row, sent with it, and the letters beside them as before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client
from icalendar import Calendar

from core.calendar_file import CANCEL, Appointment, calendar_file, content_type
from core.mail import Part, mail_queue, mail_send
from core.models import MailPart
from tests.support.mail import MailSink

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
APPOINTMENT = Appointment(
    uid="KJG-2026-00001@lpse.contoh", sequence=2, made_at=AT, starts_at=AT, ends_at=AT + timedelta(minutes=30),
    summary="Menunjukkan dokumen asli; LPSE, Masamba", description="Baris satu.\nBaris dua " + "panjang " * 20,
    location="Jalan Contoh Nomor 1, Masamba", organizer="lpse@contoh.invalid", organizer_name="LPSE Kabupaten Luwu Utara",
    attendee="penyedia@contoh.id",
)  # fmt: skip


def test_a_calendar_file_says_what_when_and_where() -> None:
    event = next(iter(Calendar.from_ical(calendar_file(APPOINTMENT)).walk("VEVENT")))
    assert event.decoded("dtstart") == AT
    assert str(event["summary"]) == APPOINTMENT.summary
    assert str(event["description"]) == APPOINTMENT.description
    assert (event["uid"], event["sequence"], event["status"]) == (APPOINTMENT.uid, 2, "CONFIRMED")
    raw = calendar_file(APPOINTMENT, method=CANCEL)
    assert b"METHOD:CANCEL\r\n" in raw
    assert b"STATUS:CANCELLED\r\n" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


@pytest.mark.django_db
def test_parts_are_stored_with_the_row_and_sent(lpse: object, mail_sink: MailSink) -> None:
    content = calendar_file(APPOINTMENT)
    row = mail_queue(
        to="penyedia@contoh.id", kind="uji.jadwal", subject="Jadwal", body="Isi é.",
        parts=[Part("kunjungan.ics", content_type("REQUEST"), content), Part("kode.png", "image/png", b"\x89PNG\x00\xff")],
    )  # fmt: skip
    assert row is not None
    mail_send(row.pk)
    message = mail_sink.messages[-1]
    parts = {part.get_filename(): part for part in message.iter_attachments()}
    assert list(parts) == ["kunjungan.ics", "kode.png"]
    assert parts["kunjungan.ics"].get_content_type() == "text/calendar"
    assert parts["kunjungan.ics"]["Content-Type"].params["method"] == "REQUEST"
    sent = Calendar.from_ical(parts["kunjungan.ics"].get_content())
    assert sent.to_ical() == content
    assert parts["kode.png"].get_content() == b"\x89PNG\x00\xff"


@pytest.mark.django_db
def test_a_part_is_small_and_stays_as_it_was(lpse: object) -> None:
    with pytest.raises(ValueError, match="at most"):
        mail_queue(to="a@contoh.id", kind="uji.x", subject="x", body="x", parts=[Part("a", "image/png", bytes(70_000))])
    row = mail_queue(to="a@contoh.id", kind="uji.x", subject="x", body="x", parts=[Part("a", "image/png", b"x")])
    assert row is not None
    with pytest.raises(InternalError, match="mail_part_stays"), transaction.atomic():
        MailPart.objects.update(content=b"y")
    assert bytes(MailPart.objects.get().content) == b"x"


@pytest.mark.django_db
def test_a_second_mail_under_one_key_brings_no_parts(lpse: object) -> None:
    for _ in range(2):
        mail_queue(
            to="a@contoh.id", kind="uji.x", subject="x", body="x", dedup_key="k", parts=[Part("a", "image/png", b"x")]
        )
    assert MailPart.objects.count() == 1


@pytest.mark.django_db
def test_the_outbox_names_the_parts(sign_in: Callable[..., Client]) -> None:
    row = mail_queue(
        to="a@contoh.id", kind="uji.x", subject="x", body="x", parts=[Part("kunjungan.ics", "text/calendar", b"x")]
    )
    assert row is not None
    page = sign_in("head").get(f"/admin/core/outgoingmail/{row.pk}/change/").content.decode()
    assert "kunjungan.ics" in page
