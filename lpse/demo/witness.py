"""A berita acara kesaksian of the example office from the call to the delivery, with the letter to LKPP and its answer."""

import random
from datetime import timedelta

from django.utils import timezone

from core import profile
from core.clock import today
from core.enums import RevisionKind
from core.rendering import document_render
from helpdesk.enums.escalation import (
    EscalationGround,
    EscalationKind,
    EscalationNoteKind,
    EscalationOutcome,
    EscalationRoute,
)
from helpdesk.enums.ticket import TicketChannel
from helpdesk.enums.witness import WitnessRequestKind, WitnessSide
from helpdesk.models import Ticket, WitnessAttempt, WitnessFile, WitnessParticipant, WitnessPerson, WitnessReport
from helpdesk.services.escalation import (
    escalation_close,
    escalation_issue,
    escalation_note,
    escalation_open,
    escalation_sent,
)
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_work import SOLVE, ticket_reply
from helpdesk.services.witness import (
    witness_recipient_add,
    witness_report_change,
    witness_report_check,
    witness_report_deliver,
    witness_report_finalise,
    witness_report_open,
    witness_tender_end,
)
from helpdesk.services.witness_rows import witness_participants_add, witness_row_add
from helpdesk.services.witness_signing import witness_signature_add
from lpse.demo.office import Office, at_work
from lpse.demo.officials import HOME
from lpse.demo.packages import OPENED
from lpse.demo.papers import letter
from lpse.demo.timeline import Story

# Fingerprints of two invented files.
_HASHES = (
    "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
)
_ERROR = "Error 0x2F: Gagal mendekripsi dokumen; kunci paket tidak cocok."
_COMMITTEE = (
    ("Nurhayati Basri, S.T.", "Ketua"),
    ("Syamsul Rizal, S.E.", "Anggota"),
    ("Yohana Siregar, S.T.", "Anggota"),
)
_WORKING_DAY = 480


def witnessed(office: Office) -> list[Story]:
    """All of it; no chance of the office's own is needed, so the rest of it stays as it is."""
    return [_whole(office)]


def _whole(office: Office) -> Story:
    yield (now := at_work(office.ago(34), 60))
    officer, head, deputy = (office.people[name] for name in ("layanan", "kepala", "wakil"))
    ticket = ticket_open(
        channel=TicketChannel.PHONE, actor=officer, is_from_mailbox=False, user_group="committee", tender_code=OPENED,
        subject="Dua berkas penawaran tidak terbuka", reporter_name=_COMMITTEE[0][0], reporter_email="pokja@contoh.id",
        type="disturbance", kind="software", urgency="urgent", impact="large", description=_ERROR,
    )  # fmt: skip
    yield at_work(now, 20)
    report = _drafted(office, ticket)
    yield at_work(now, 70)
    asked = escalation_open(
        actor=officer, ticket=ticket, kind=EscalationKind.PROBLEM, ground=EscalationGround.UNSOLVED,
        subject="Berkas penawaran tidak dapat dibuka", tender_code=OPENED, error_code="Error 0x2F", spse_version="4.5",
        description="Satu dari dua berkas penawaran yang gagal tetap tidak dapat dibuka.",
        efforts="Dicoba pada dua komputer dengan dua versi Apendo.", request="Pemeriksaan kunci paket.",
    )  # fmt: skip
    yield at_work(now, 100)
    asked = escalation_issue(escalation=asked, actor=head)
    yield at_work(now, 120)
    asked = escalation_sent(
        escalation=asked, actor=officer, sent_on=today(), route=EscalationRoute.SUPPORT,
        lkpp_reference="LS-CONTOH-00417", follow_up_on=None,
    )  # fmt: skip
    sent_on = today()
    yield at_work(now, 120 + _WORKING_DAY)
    answer = "Kunci paket sesuai; berkas peserta rusak sejak diunggah."
    escalation_note(escalation=asked, actor=officer, kind=EscalationNoteKind.ANSWER, on=today(), body=answer)
    escalation_close(escalation=asked, actor=officer, outcome=EscalationOutcome.SOLVED, closing_note="Sebabnya jelas.")
    report.refresh_from_db()
    witness_report_change(
        report=report, actor=officer, version=report.version, forwarded=True, lkpp_reference="LS-CONTOH-00417",
        lkpp_on=sent_on, lkpp_answer=answer, lkpp_answered_on=today(),
    )  # fmt: skip
    yield at_work(now, 150 + _WORKING_DAY)
    report = witness_report_check(report=report, actor=deputy)
    yield at_work(now, 180 + _WORKING_DAY)
    report = witness_report_finalise(report=report, actor=head)
    assert report.document_id is not None  # noqa: S101 - finalising issued it
    document_render(report.document_id)
    yield at_work(now, 240 + _WORKING_DAY)
    _delivered(office, report, ticket)
    yield at_work(office.ago(21), 30)
    witness_tender_end(report=report, actor=officer, ended_on=today())


def _drafted(office: Office, ticket: Ticket) -> WitnessReport:
    """What the officer saw: four firms, two files, three attempts."""
    officer, now = office.people["layanan"], timezone.now()
    report = witness_report_open(
        actor=officer, request_kind=WitnessRequestKind.TICKET, request_number=ticket.number, request_date=today(),
        requester_name=_COMMITTEE[0][0], requester_position="Ketua Pokja Pemilihan", held_at=now, place="Ruang Bidding",
        tender_code=OPENED, package_name="Pengadaan Komputer Contoh", agency=profile.current().region.government, work_unit=HOME,
        opening_at=now - timedelta(minutes=30), stage="Pembukaan Dokumen Penawaran", spse_version="4.5", copies=3,
    )  # fmt: skip
    people = [(WitnessSide.COMMITTEE, *one) for one in _COMMITTEE]
    people += [(WitnessSide.LPSE, officer.full_name, "Admin PPE")]
    for side, name, role in people:
        witness_row_add(WitnessPerson, report=report, actor=officer, side=side, name=name, role=role)
    lines = "CV Contoh Karya;;ya\nPT Contoh Bahari;;ya\nCV Contoh Lestari;;ya\nPT Contoh Nusantara;;tidak"
    witness_participants_add(report=report, actor=officer, lines=lines)
    firms = list(WitnessParticipant.objects.filter(report=report).order_by("position"))
    for firm, sha256, outcome, note in (
        (firms[0], _HASHES[0], "unopened", ""),
        (firms[1], _HASHES[1], "opened", "setelah diunduh ulang"),
    ):
        witness_row_add(
            WitnessFile, report=report, actor=officer, participant=firm, kind="price", sha256=sha256, outcome=outcome,
            name=f"Penawaran_{firm.position}.rhs", size=31_402_118 + firm.position, error_text=_ERROR, outcome_note=note,
        )  # fmt: skip
    for minutes, machine, version, result in (
        (25, "PC Bidding 1", "4.2", "Pesan galat yang sama muncul pada kedua berkas."),
        (12, "PC Bidding 2", "4.2", "Pesan galat yang sama muncul pada kedua berkas."),
        (3, "PC Bidding 2", "4.3", "Berkas nomor 2 terbuka; berkas nomor 1 tetap gagal."),
    ):
        witness_row_add(
            WitnessAttempt, report=report, actor=officer, tried_at=now - timedelta(minutes=minutes),
            tried_by=officer.full_name, tool="Apendo Panitia", tool_version=version, machine=machine, result=result,
        )  # fmt: skip
    return report


def _delivered(office: Office, report: WitnessReport, ticket: Ticket) -> None:
    """The scan of the copy signed in ink, the official who receives it, and the answer to who called."""
    officer = office.people["layanan"]
    drawn = random.Random(report.pk)  # noqa: S311 - how crooked an invented scan lies
    scan = letter("Berita acara kesaksian", [f"Nomor {report.number}", "ditandatangani semua yang hadir"], drawn)
    witness_signature_add(report=report, actor=officer, kind=RevisionKind.SCAN, upload=scan)
    witness_recipient_add(report=report, actor=officer, user=office.people["ppk"])
    report.refresh_from_db()
    witness_report_deliver(report=report, actor=officer)
    ticket.refresh_from_db()
    ticket_reply(
        ticket=ticket, actor=officer, outcome=SOLVE, body=f"Berita acara kesaksian {report.number} sudah diserahkan kepada PPK.",
    )  # fmt: skip
