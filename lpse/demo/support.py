"""What else Layanan dan Dukungan does in the example office: rooms with bookings, announcements, trainings, an outage."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.models import User
from helpdesk.enums.announcement import AnnouncementKind
from helpdesk.enums.outage import OutagePart
from helpdesk.enums.rooms import BookingChannel, RoomKind
from helpdesk.enums.training import ParticipantGroup
from helpdesk.models import Room, Training
from helpdesk.services.announcement import announcement_approve, announcement_correct, announcement_draft
from helpdesk.services.outage import outage_report_change, outage_report_finalise, outage_report_start
from helpdesk.services.outage_tenders import outage_tender_add, outage_tenders_take
from helpdesk.services.room_bookings import Guest, Wish, booking_enter
from helpdesk.services.rooms import room_save
from helpdesk.services.training import training_hold, training_open, training_plan
from helpdesk.services.training_attendance import attendance_tick
from helpdesk.services.training_enrolment import Participant, enrolment_enter, enrolment_request
from helpdesk.services.training_papers import attendance_list_issue, certificates_issue
from lpse.demo.office import Office, at_work
from lpse.demo.timeline import Story

_ROOMS = (
    ("bidding", "Ruang Bidding", RoomKind.BIDDING, "Lantai 1, sebelah loket", 6),
    ("pelatihan", "Ruang Pelatihan", RoomKind.TRAINING, "Lantai 2", 20),
)


def support(office: Office) -> list[Story]:
    """All of it; no chance is needed, so the rest of the office stays as it is."""
    return [_rooms(office), _maintenance(office), _held(office), _training(office), _outage(office)]


def _officer(office: Office) -> User:
    return office.people["layanan"]


def _on_open_day(office: Office, days: int, hour: int) -> datetime:
    """That hour of the first day the office is open, so many days from the present on."""
    zone = clock.calendar().zone
    day = clock.local(office.until).date() + timedelta(days=days)
    while not clock.is_open(at := datetime.combine(day, time(hour), zone)):
        day += timedelta(days=1)
    return at


def _rooms(office: Office) -> Story:
    yield at_work(office.ago(60), 30)
    for code, name, kind, place, seats in _ROOMS:
        room = Room(code=code, name=name, kind=kind, place=place, seats=seats, equipment="Komputer\nJaringan")
        room_save(room=room, version=0, actor=office.people["kepala"])
    yield at_work(office.ago(1), 20)
    for days, hour, name, agency, purpose in (
        (0, 10, "Marlina Daud", "CV Contoh Karya", "Mengunggah penawaran"),
        (1, 10, "Jufri Salam", "PT Contoh Bahari", "Mengunggah penawaran"),
        (2, 14, "Anwar Basri", "Dinas Contoh", "Rapat penjelasan"),
    ):
        begins = _on_open_day(office, days, hour)
        if begins > office.until:
            room = Room.objects.get(code="bidding")
            booking_enter(
                wish=Wish(room, begins, begins + timedelta(hours=1), "any", purpose),
                guest=Guest(name, agency, "081234567890", "", BookingChannel.PHONE),
                actor=_officer(office),
            )


def _maintenance(office: Office) -> Story:
    yield (now := at_work(office.ago(2), 15))
    begins = _on_open_day(office, 2, 14)
    draft = announcement_draft(
        actor=_officer(office), kind=AnnouncementKind.MAINTENANCE, title="Pemeliharaan server SPSE",
        body="SPSE tidak dapat dibuka selama pemeliharaan. Unggah penawaran Anda sebelumnya.",
        event_from=begins, event_until=begins + timedelta(hours=2), show_until=begins + timedelta(hours=3),
    )  # fmt: skip
    yield at_work(now, 30)
    draft.refresh_from_db()
    published = announcement_approve(announcement=draft, actor=office.people["kepala"], version=draft.version)
    yield at_work(now, 240)
    announcement_correct(
        announcement=published, actor=office.people["kepala"], body="Portal LPSE tetap dapat dibuka selama itu."
    )


def _announced(office: Office, begins: datetime, hours: int, **words: Any) -> Training:
    """A training in the room of the office that takes enrolments from now on."""
    training = training_plan(
        actor=_officer(office), trainers="Sari Layanan Contoh", room=Room.objects.get(code="pelatihan"), place="",
        video_link="", seats=12, starts_at=begins, ends_at=begins + timedelta(hours=hours),
        enrol_opens_at=timezone.now(), enrol_closes_at=begins - timedelta(days=1), **words,
    )  # fmt: skip
    return training_open(training=training, actor=_officer(office))


def _training(office: Office) -> Story:
    yield (now := at_work(office.ago(9), 25))
    training = _announced(
        office, _on_open_day(office, 8, 9), 2, title="Unggah penawaran di SPSE", is_public=True,
        subject="Menyiapkan berkas, mengunggah, memeriksa.", audience="Penyedia yang baru terdaftar",
    )  # fmt: skip
    yield at_work(now, 60)
    for name, agency, group in (
        ("Marlina Daud", "CV Contoh Karya", ParticipantGroup.VENDOR),
        ("Jufri Salam", "PT Contoh Bahari", ParticipantGroup.VENDOR),
        ("Rahmawati Nur", "Dinas Contoh", ParticipantGroup.OFFICIAL),
    ):
        email = f"{name.lower().replace(' ', '.')}@contoh.id"
        enrolment_enter(training=training, who=Participant(name, agency, email), group=group, actor=_officer(office))


def _held(office: Office) -> Story:
    """One that took place a month ago, with its certificates and attendance list; the PPK of the examples was there."""
    yield (now := at_work(office.ago(44), 25))
    # After a long holiday everything of it lies later.
    begins = _on_open_day(office, (now - office.until).days + 8, 9)
    training = _announced(
        office, begins, 3, title="Pembukaan penawaran di SPSE", is_public=False,
        subject="Jadwal, kunci paket, Apendo, berita acara.", audience="Pejabat pengadaan dan Pokja",
    )  # fmt: skip
    yield at_work(now, 60)
    official = enrolment_request(
        training=training, agency="Dinas Contoh Kabupaten", phone="", actor=office.people["ppk"]
    )
    caller = Participant("Rahmawati Nur", "Dinas Contoh", "rahmawati.nur@contoh.id")
    enrolled = [
        official,
        enrolment_enter(training=training, who=caller, group=ParticipantGroup.OFFICIAL, actor=_officer(office)),
    ]
    yield begins + timedelta(minutes=20)
    for one in enrolled:
        attendance_tick(enrolment=one, actor=_officer(office))
    yield begins + timedelta(hours=3, minutes=10)
    training.refresh_from_db()
    training = training_hold(training=training, actor=_officer(office))
    certificates_issue(training=training, actor=_officer(office))
    attendance_list_issue(training=training, actor=_officer(office))


def _outage(office: Office) -> Story:
    """One that is over and made final; the office has no copies of SPSE's schedules, so its tender is added by hand."""
    yield (began := at_work(office.ago(20), 60))
    officer = _officer(office)
    report = outage_report_start(
        actor=officer, began_at=began, parts=[OutagePart.NETWORK], scope="Semua pengguna SPSE tidak dapat masuk.",
    )  # fmt: skip
    yield (now := at_work(began, 200))
    outage_report_change(
        report=report, actor=officer, version=report.version, ended_at=now - timedelta(minutes=15),
        cause="Kabel serat optik penyedia internet putus.", handling="Penyedia internet menyambung kabelnya.",
        handled_by="Petugas penyedia internet, disaksikan Sari Layanan Contoh", prevention="Jalur cadangan diminta.",
    )  # fmt: skip
    outage_tenders_take(report=report, actor=officer)
    report.refresh_from_db()
    outage_tender_add(
        report=report, actor=officer, version=report.version, tender_code="10011868000", agency="Dinas Contoh",
        package_name="Peningkatan Jalan Contoh", stage="Upload Dokumen Penawaran", starts_at=began - timedelta(days=3),
        ends_at=began + timedelta(days=2), source="halaman jadwal tender di SPSE", seen_at=now,
    )  # fmt: skip
    yield at_work(now, 60)
    outage_report_finalise(report=report, actor=office.people["kepala"])
