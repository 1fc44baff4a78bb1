"""Tenders of the example office as a list of SPSE would bring them, their stage times around the present, a case of them.

All names and sums are made up; the codes are those that the example auditors ask for, and some more.
"""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import clock
from core.exports import csv_lines
from core.tabular.kinds import ImportKind, Values
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_receive
from helpdesk.enums.ticket import TicketChannel
from helpdesk.enums.witness import WitnessSide
from helpdesk.models import WitnessAttempt, WitnessFile, WitnessParticipant, WitnessPerson
from helpdesk.selectors.witness_start import witness_start
from helpdesk.services.ticket import ticket_open
from helpdesk.services.witness import witness_report_open
from helpdesk.services.witness_rows import witness_participants_add, witness_row_add
from lpse.demo.office import Office, at_work
from lpse.demo.officials import HOME, SCHOOLS, WORKS
from lpse.demo.timeline import Story
from procurement.imports import TENDERS
from procurement.models import Package
from procurement.services import schedule_copy
from procurement.stage_lists import STAGES

# Its bids are opened right now; those of the second could not be opened some days ago, of the third a month ago.
RUNNING, UNOPENED, OPENED = "10011868000", "10012745000", "10013655000"
_MOVED = "10014402000"
_TODAY = 0
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@dataclass(frozen=True)
class _Tender:
    """One line of the list.

    Args:
        opens: in how many days its bids are opened, less than nought for days ago; None: SPSE shows no schedule yet.
    """

    code: str
    name: str
    agency: str
    hps: str
    kind: str
    opens: int | None


_WORK, _GOODS, _OTHER = "Pekerjaan Konstruksi", "Pengadaan Barang", "Jasa Lainnya"
_TENDERS = (
    _Tender(RUNNING, "Peningkatan Jalan Contoh Ruas 3", WORKS, "4,2 M", _WORK, _TODAY),
    _Tender(UNOPENED, "Rehabilitasi Gedung SD Contoh 12", SCHOOLS, "1,1 M", _WORK, -6),
    _Tender(_MOVED, "Pengadaan Alat Peraga Contoh", SCHOOLS, "640,5 Jt", _GOODS, 3),
    _Tender("10015120000", "Pemeliharaan Irigasi Contoh Blok B", WORKS, "985 Jt", _WORK, 8),
    _Tender("10015377000", "Jasa Kebersihan Kantor Contoh", HOME, "312,4 Jt", _OTHER, 1),
    _Tender("10013904000", "Pembangunan Jembatan Contoh", WORKS, "7,8 M", _WORK, -21),
    _Tender(OPENED, "Pengadaan Komputer Contoh", HOME, "498,9 Jt", _GOODS, -34),
    _Tender("10015811000", "Pengadaan Meubel Sekolah Contoh", SCHOOLS, "720 Jt", _GOODS, None),
)


def packages(office: Office) -> list[Story]:
    """All of it; no chance is needed, so the rest of the office stays as it is."""
    return [_listed(office), _moved(office), _not_opened(office)]


def _listed(office: Office) -> Story:
    """The list of tenders, and soon afterwards the times of their stages as one table."""
    yield (now := at_work(office.ago(3), 40))
    year = clock.local(office.until).year
    rows = [
        [
            one.code, one.name, one.agency, _stage_word(one), one.hps, "Pascakualifikasi Satu File", "Tender",
            "Harga Terendah Sistem Gugur", f"{one.kind} - TA {year}", "4.5", "Nilai Kontrak belum dibuat", None, None, "0",
        ]
        for one in _TENDERS
    ]  # fmt: skip
    _bring(office, TENDERS, "daftar-tender-contoh.json", json.dumps({"data": rows}).encode())
    yield at_work(now, 30)
    lines = [[one.code, name, *map(_typed, times)] for one in _TENDERS for name, *times in _stages(office, one)]
    # A tender of another LPSE in the export: said to be unknown, and left out.
    lines.append(["10099999000", "Pengumuman Pascakualifikasi", *map(_typed, (office.ago(2), office.until))])
    table = b"".join(csv_lines(["Kode Tender", "Nama Tahap", "Mulai", "Selesai"], lines))
    source = f"ekspor SPSE (contoh) {clock.day_text(clock.today())}"
    _bring(office, STAGES, "jadwal-contoh.csv", table, {"source": source, "seen_at": timezone.now()})


def _bring(office: Office, kind: ImportKind, name: str, content: bytes, said: Values | None = None) -> None:
    actor = office.people["layanan"]
    row = import_receive(upload=SimpleUploadedFile(name, content), kind=kind, actor=actor, said=said)
    import_work(row.pk)
    row.refresh_from_db()
    import_confirm(row=row, actor=actor, version=row.version)
    import_work(row.pk)


def _moved(office: Office) -> Story:
    """A committee gave more time; the officer pastes what SPSE shows now."""
    yield at_work(office.ago(1), 50)
    tender = next(one for one in _TENDERS if one.code == _MOVED)
    day = timedelta(days=1)
    text = "\n".join(f"{name}\t{_typed(start)}\t{_typed(end + day)}" for name, start, end in _stages(office, tender))
    schedule_copy(
        package=Package.objects.get(code=_MOVED),
        text=text,
        source=f"https://spse.contoh.example/eproc4/lelang/{_MOVED}/jadwal",
        seen_at=timezone.now(),
        actor=office.people["layanan"],
    )


def _not_opened(office: Office) -> Story:
    """The committee calls while bids are opened; the officer begins the berita acara from ticket and package."""
    yield office.until - timedelta(minutes=35)
    officer = office.people["layanan"]
    ticket = ticket_open(
        channel=TicketChannel.PHONE, actor=officer, is_from_mailbox=False, user_group="committee", tender_code=RUNNING,
        subject="Satu berkas penawaran tidak terbuka saat pembukaan", reporter_name="Yohana Siregar, S.T.",
        reporter_email="pokja@contoh.id", description="Pesan galat: kunci paket tidak cocok.",
    )  # fmt: skip
    yield office.until - timedelta(minutes=25)
    known = witness_start(officer, code="", ticket=ticket.number).values
    report = witness_report_open(
        actor=officer,
        **known,
        requester_position="Anggota Pokja",
        held_at=timezone.now(),
        place="Ruang Bidding",
        copies=3,
    )
    people = ((WitnessSide.COMMITTEE, "Yohana Siregar, S.T.", "Anggota Pokja"), (WitnessSide.LPSE, officer.full_name, "Admin PPE"))  # fmt: skip
    for side, name, role in people:
        witness_row_add(WitnessPerson, report=report, actor=officer, side=side, name=name, role=role)
    witness_participants_add(
        report=report,
        actor=officer,
        lines="CV Peserta Contoh Satu;;ya\nCV Peserta Contoh Dua;;ya\nPT Peserta Contoh Tiga",
    )
    witness_row_add(
        WitnessFile, report=report, actor=officer, participant=WitnessParticipant.objects.filter(report=report).first(),
        kind="price", name="Penawaran_Contoh.rhs", size=48_210_434, sha256=_HASH, outcome="unopened",
        error_text="Error 0x2F: Gagal mendekripsi dokumen; kunci paket tidak cocok.",
    )  # fmt: skip
    witness_row_add(
        WitnessAttempt, report=report, actor=officer, tried_at=timezone.now(), tried_by=officer.full_name,
        tool="Apendo Panitia", tool_version="4.2", machine="PC Bidding 2", result="Pesan galat yang sama muncul.",
    )  # fmt: skip


def _stage_word(tender: _Tender) -> str:
    if tender.opens is None or tender.opens > 0:
        return "Pengumuman Pascakualifikasi"
    return "Pembukaan Dokumen Penawaran" if tender.opens == _TODAY else "Tender Sudah Selesai"


def _stages(office: Office, tender: _Tender) -> list[tuple[str, datetime, datetime]]:
    """The stages of a tender around the opening of its bids; today's began within the last two hours."""
    if tender.opens is None:
        return []
    now = clock.local(office.until)
    if tender.opens == _TODAY:
        opens = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    else:
        opens = datetime.combine(now.date() + timedelta(days=tender.opens), time(10), now.tzinfo)
    days = lambda number: opens + timedelta(days=number)  # noqa: E731
    opened = opens + timedelta(hours=6)
    return [
        ("Pengumuman Pascakualifikasi", days(-10), days(-3)),
        ("Unduh Dokumen Pemilihan", days(-10), days(-1)),
        ("Pemberian Penjelasan", days(-7), days(-7) + timedelta(hours=2)),
        ("Unggah Dokumen Penawaran", days(-6), opens),
        ("Pembukaan Dokumen Penawaran", opens, opened),
        ("Evaluasi Administrasi, Teknis, dan Harga", opened, days(4)),
        ("Penandatanganan Kontrak", days(9), days(14)),
    ]


def _typed(moment: datetime) -> str:
    at = clock.local(moment)
    return f"{at.day}-{at.month}-{at.year} {at:%H:%M}"
