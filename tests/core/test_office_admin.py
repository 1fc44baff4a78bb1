"""Audit trail, mail, number series and organisations in the browser admin."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from core import clock
from core.audit import audit_record
from core.enums import WorkState
from core.mail import mail_queue
from core.models import AuditEvent, NumberCounter, Organization, OutgoingMail

pytestmark = pytest.mark.django_db
TRAIL, MAIL, PLACES = "/admin/core/auditevent/", "/admin/core/outgoingmail/", "/admin/core/organization/"
KEY = "http://127.0.0.1:8000/daftar/konfirmasi/rahasia-sekali"


@pytest.fixture
def failed(lpse: object) -> OutgoingMail:
    mail = mail_queue(to="budi@contoh.id", kind="uji.surel", subject="Konfirmasi", body=f"Buka {KEY} sekarang.")
    assert mail is not None
    OutgoingMail.objects.filter(pk=mail.pk).update(work_state=WorkState.FAILED, last_error="550 tidak dikenal")
    mail.refresh_from_db()
    return mail


def test_the_trail_is_searched_filtered_and_exported(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    for number in range(3):
        audit_record(action="holiday.added", object_type="holiday", object_number=f"libur-{number}", actor=client.user)  # type: ignore[attr-defined]
    audit_record(action="mail.resent", object_type="mail", object_number="=1+1", actor=None)
    html = client.get(f"{TRAIL}?action=holiday.added&q=libur-1").content.decode()
    assert "Hari libur ditambah" in html
    assert "libur-1" in html
    assert "libur-2" not in html
    answer = client.post(f"{TRAIL}?action=mail.resent", {"action": "export_csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][1:4] == ["Surel dikirim ulang", "'=1+1", "Sistem"]


def test_an_event_shows_its_facts_as_text(sign_in: Callable[..., Client]) -> None:
    client = sign_in("deputy")
    event = audit_record(
        action="mail.resent", object_type="mail", object_number="x", actor=None, data={"error": "<script>alert(1)</script>"}
    )  # fmt: skip
    html = client.get(f"{TRAIL}{event.pk}/change/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_mail_is_shown_without_the_keys_in_it(sign_in: Callable[..., Client], failed: OutgoingMail) -> None:
    client = sign_in("secretariat")
    page = client.get(f"{MAIL}{failed.pk}/change/").content.decode()
    assert "rahasia-sekali" not in page
    assert "tautan disembunyikan" in page
    assert "550 tidak dikenal" in page
    listing = client.get(MAIL).content.decode()
    assert "budi@contoh.id" not in listing
    assert "b***@contoh.id" in listing


def test_a_refused_mail_is_sent_again_once(sign_in: Callable[..., Client], failed: OutgoingMail) -> None:
    client = sign_in("system_admin")
    address = f"{MAIL}{failed.pk}/kirim-ulang/"
    asked = client.get(address)
    assert "budi@contoh.id" in asked.content.decode()
    failed.refresh_from_db()
    assert failed.work_state == WorkState.FAILED
    assert client.post(address).headers["Location"] == f"{MAIL}{failed.pk}/change/"
    failed.refresh_from_db()
    assert failed.work_state == WorkState.WAITING
    again = client.post(address)
    assert again.status_code == 409
    assert "tidak perlu dikirim ulang" in again.content.decode()
    assert AuditEvent.objects.filter(action="mail.resent").count() == 1


def test_who_may_not_see_mail_may_not_send_it(sign_in: Callable[..., Client], failed: OutgoingMail) -> None:
    assert sign_in("verifier").post(f"{MAIL}{failed.pk}/kirim-ulang/").status_code == 403
    failed.refresh_from_db()
    assert failed.work_state == WorkState.FAILED


def test_an_organisation_is_entered_and_changed_with_a_trace(sign_in: Callable[..., Client]) -> None:
    client = sign_in("secretariat")
    data = {"name": " Dinas   Pekerjaan Umum ", "kind": "skpd", "code": "1.03", "address": "", "is_active": "on"}
    assert client.post(f"{PLACES}add/", data).status_code == 302
    place = Organization.objects.get()
    assert place.name == "Dinas Pekerjaan Umum"
    assert client.post(f"{PLACES}{place.pk}/change/", {**data, "name": "Dinas PUPR"}).status_code == 302
    events = AuditEvent.objects.filter(object_type="organization").order_by("pk")
    assert [event.action for event in events] == ["organization.added", "organization.changed"]
    assert (events[1].data["before"]["name"], events[1].data["after"]["name"]) == ("Dinas Pekerjaan Umum", "Dinas PUPR")
    history = client.get(f"{PLACES}{place.pk}/history/").content.decode()
    assert "Data instansi diubah" in history


def test_an_organisation_without_a_name_keeps_what_was_typed(sign_in: Callable[..., Client]) -> None:
    answer = sign_in("head").post(f"{PLACES}add/", {"name": "", "kind": "skpd", "address": "Jalan Uji 5"})
    assert answer.status_code == 200
    assert "Jalan Uji 5" in answer.content.decode()
    assert not Organization.objects.exists()


def test_a_series_says_where_it_stands_and_what_comes_next(sign_in: Callable[..., Client], letters: object) -> None:
    today = clock.today()
    NumberCounter.objects.create(series="uji_surat", year=today.year, last=41, last_on=today)
    NumberCounter.objects.create(series="uji_surat", year=today.year - 1, last=7, last_on=today)
    html = sign_in("deputy").get("/admin/core/numbercounter/").content.decode()
    assert "Surat uji" in html
    assert "027/042/UJI/LPSE-LU/" in html
    assert "027/008/UJI/" not in html


def test_times_are_those_of_the_office_and_name_their_zone(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    with time_machine.travel(datetime(2026, 11, 23, 17, 5, tzinfo=UTC), tick=False):
        event = audit_record(action="mail.resent", object_type="mail", object_number="x", actor=None)
    for address in (TRAIL, f"{TRAIL}{event.pk}/change/"):
        page = client.get(address).content.decode()
        assert "24 November 2026 01.05 WITA" in page
    assert (
        client.get(f"{TRAIL}?at_from=2026-11-24&at_to=2026-11-24").content.decode().count("24 November 2026 01.05") == 1
    )
    assert "24 November 2026 01.05" in client.get(f"{TRAIL}?at_from=24-11-2026&at_to=kapan").content.decode()
    assert "24 November 2026 01.05" not in client.get(f"{TRAIL}?at_from=2026-11-23&at_to=2026-11-23").content.decode()
