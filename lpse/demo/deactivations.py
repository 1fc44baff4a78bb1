"""Endings of User IDs (Pasal 10(4)), copies of the national blacklist, and links to national accounts."""

import random
from collections.abc import Generator
from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.exports import xlsx_file
from core.models import User
from lpse.demo.names import Firm
from lpse.demo.office import Office, at_work
from lpse.demo.officials import HOME
from lpse.demo.papers import letter
from lpse.demo.stories import SPSE_ADMIN, Ending, story
from lpse.demo.timeline import Story
from registration.enums import ApplicantKind
from verification.enums import Ground, NationalStatus, Requester
from verification.models import Deactivation, UserId
from verification.services.blacklist import blacklist_draft, blacklist_publish
from verification.services.deactivation_records import deactivation_reply, spse_off_record, spse_on_record
from verification.services.deactivations import (
    deactivation_decide,
    deactivation_propose,
    deactivation_refuse,
    evidence_add,
)
from verification.services.reactivations import reactivation_decide, reactivation_propose
from verification.services.user_ids import national_account_record

SUSPENDED_LOGIN = "penyedia3"
VENDORS = 5
_HEADERS = (
    "penyedia", "status", "npwp_penyedia", "nib_penyedia", "alamat_penyedia", "provinsi", "kota/kabupaten", "nomor_sk",
    "jenis_pelanggaran", "tanggal_berlaku", "tanggal_selesai",
)  # fmt: skip
_VIOLATIONS = (
    "g. Tidak melaksanakan kontrak, tidak menyelesaikan pekerjaan, atau diputus kontrak secara sepihak oleh PPK",
    "b. Menyampaikan dokumen atau keterangan palsu",
    "e. Mengundurkan diri dengan alasan yang tidak dapat diterima",
)
_PLACES = (
    ("Sulawesi Selatan", "Kota Palopo"),
    ("Sulawesi Selatan", "Kab. Luwu Timur"),
    ("Jawa Tengah", "Kab. Magelang"),
    ("Jawa Tengah", "Kab. Wonosobo"),
)
_STATES = ("PUBLISHED", "EXPIRED", "EXPIRED", "CANCELED", "EXPIRED", "CANCELED_TEMPORARY")


def deactivations(office: Office, *, listed: Firm) -> list[Story]:
    """Five vendors whose User ID ends or was to end.

    Args:
        listed: the firm that is inactive now; the blacklist names it.
    """
    return [
        _in_force(office, listed),
        _ended(office),
        _lifted(office),
        _refused(office),
        _proposed(office),
    ]


def _in_force(office: Office, firm: Firm) -> Story:
    user_id = yield from _user_id(office, firm, 84, login=SUSPENDED_LOGIN)
    yield (now := at_work(office.ago(19), 60))
    row = _propose(
        office, user_id, Ground.BLACKLIST_REQUEST, 364, "Kontrak diputus karena pekerjaan tidak diselesaikan."
    )
    for title in ("Surat pemutusan kontrak", "SK penetapan sanksi daftar hitam"):
        evidence_add(deactivation=row, actor=row.proposed_by, upload=_letter(office, title, row))
    yield (now := at_work(now, 200))
    row = deactivation_decide(deactivation=row, actor=office.people["kepala"])
    yield (now := at_work(now, 45))
    _switch_off(row, office.officers[0])
    yield now + timedelta(days=3, hours=2)
    deactivation_reply(
        deactivation=row,
        actor=User.objects.get(username=SUSPENDED_LOGIN),
        text="Kami mengajukan keberatan atas pemutusan kontrak kepada PPK dan menunggu jawabannya. "
        "Salinan surat keberatan kami lampirkan.",
        upload=_letter(office, "Surat keberatan kepada PPK", row),
    )


def _ended(office: Office) -> Story:
    user_id = yield from _user_id(office, office.firm(ApplicantKind.BUSINESS_ENTITY), 86)
    yield (now := at_work(office.ago(62), 90))
    row = _propose(office, user_id, Ground.VIOLATION, 30, "User ID dipakai bersama oleh dua badan usaha.")
    yield (now := at_work(now, 120))
    row = deactivation_decide(deactivation=row, actor=office.people["wakil"])
    yield at_work(now, 30)
    _switch_off(row, office.officers[1])
    # The portal ends it in the night after the last given day.
    yield at_work(datetime.combine(row.ends_on + timedelta(days=1), time(), clock.calendar().zone), 60)
    row.refresh_from_db()
    spse_on_record(deactivation=row, actor=office.officers[1], done_on=clock.today(), done_by_name=SPSE_ADMIN)


def _lifted(office: Office) -> Story:
    user_id = yield from _user_id(office, office.firm(ApplicantKind.BUSINESS_ENTITY), 80)
    yield (now := at_work(office.ago(52), 90))
    row = _propose(office, user_id, Ground.VIOLATION, 180, "Dokumen penawaran diunggah oleh pihak di luar perusahaan.")
    yield (now := at_work(now, 150))
    row = deactivation_decide(deactivation=row, actor=office.people["kepala"])
    yield (now := at_work(now, 30))
    _switch_off(row, office.officers[0])
    yield (now := at_work(now + timedelta(days=12), 60))
    asked = reactivation_propose(
        deactivation=row,
        actor=office.officers[1],
        reason="Penyedia membuktikan pengunggah adalah pegawainya; surat tugas pegawai itu diperiksa.",
    )
    yield (now := at_work(now, 240))
    row = reactivation_decide(reactivation=asked, accept=True, actor=office.people["wakil"])
    yield at_work(now, 30)
    spse_on_record(deactivation=row, actor=office.officers[0], done_on=clock.today(), done_by_name=SPSE_ADMIN)


def _refused(office: Office) -> Story:
    user_id = yield from _user_id(office, office.firm(ApplicantKind.BUSINESS_ENTITY), 72)
    yield (now := at_work(office.ago(24), 90))
    row = _propose(office, user_id, Ground.VIOLATION, 90, "Diduga meminjamkan User ID kepada badan usaha lain.")
    yield at_work(now, 300)
    deactivation_refuse(
        deactivation=row,
        actor=office.people["kepala"],
        reason="Surat tidak disertai bukti. Usulkan lagi bila buktinya ada.",
    )


def _proposed(office: Office) -> Story:
    user_id = yield from _user_id(office, office.firm(ApplicantKind.BUSINESS_ENTITY), 70)
    yield (now := at_work(office.ago(5), 50))
    row = _propose(office, user_id, Ground.VIOLATION, 60, "Berkas berisi virus diunggah berulang kali ke SPSE.")
    yield now + timedelta(minutes=12)
    evidence_add(deactivation=row, actor=row.proposed_by, upload=_letter(office, "Catatan log aplikasi", row))


def blacklist_copies(office: Office, *, listed: Firm, alike: Firm) -> Story:
    """An officer imports the national blacklist twice; the second copy takes the place of the first.

    Args:
        listed: a firm that the list names, with its own NPWP.
        alike: a firm that the list seems to name: nearly the same name, another NPWP.
    """
    rng = office.dice()
    yield at_work(office.ago(36), 80)
    others = [_row(office.firm(), state, rng) for state in (*_STATES, *_STATES)]
    _import(office, [*others[:8], ["CV Tanpa Keadaan (contoh)", "", *others[0][2:]]])
    yield at_work(office.ago(4), 80)
    ours = _row(listed, "PUBLISHED", rng, regency="Kab. Luwu Utara")
    near = _row(alike, "PUBLISHED", rng)
    near[0] = f"PT. {alike.name.upper()}A"
    near[2] = _masked("000006120050000")
    _import(office, [ours, near, *others])


def national_accounts(office: Office) -> Story:
    """An officer looks up what the national accounts of some vendors look like."""
    yield (now := at_work(office.ago(11), 40))
    seen = (NationalStatus.ACTIVE, NationalStatus.ACTIVE, NationalStatus.WAITING, NationalStatus.INACTIVE)
    for number, user_id in enumerate(UserId.objects.order_by("pk")[: 2 * len(seen)]):
        yield (now := at_work(now, 7))
        national_account_record(
            user_id=user_id,
            actor=office.officers[1],
            status=seen[number % len(seen)],
            seen_on=clock.today(),
            reference=f"INAPROC-CONTOH-{10_400 + 37 * number}",
        )


def _user_id(office: Office, firm: Firm, begins: float, login: str = "") -> Generator[datetime, None, UserId]:
    application = yield from story(office, firm, Ending.APPROVED, office.ago(begins), login=login, is_activated=True)
    return UserId.objects.get(decision__application=application)


def _propose(office: Office, user_id: UserId, ground: str, days: int, explanation: str) -> Deactivation:
    """An officer proposes it on a letter of today's that gives both dates."""
    rng, today = office.dice(), clock.today()
    is_asked = ground == Ground.BLACKLIST_REQUEST
    number = f"{rng.randrange(10, 90):03}/{'PPK' if is_asked else 'ND'}-CONTOH/{today.year}"
    ends = today + timedelta(days=days)
    lines = [f"Nomor: {number}", f"Penyedia: {user_id.holder_name}", f"User ID: {user_id.value}"]
    lines.append(f"Masa: {clock.day_text(today)} sampai {clock.day_text(ends)}")
    return deactivation_propose(
        user_id=user_id,
        actor=rng.choice(office.officers),
        ground=ground,
        requester_kind=Requester.PPK if is_asked else Requester.OTHER,
        requester_name=office.people["ppk" if is_asked else "layanan"].full_name,
        requester_position="Pejabat Pembuat Komitmen" if is_asked else "Petugas layanan",
        requester_organization=HOME if is_asked else "LPSE",
        letter_number=number,
        letter_date=today,
        explanation=explanation,
        starts_on=today,
        ends_on=ends,
        letter=letter("Surat permintaan penonaktifan" if is_asked else "Nota dinas", lines, rng),
    )


def _letter(office: Office, title: str, row: Deactivation) -> SimpleUploadedFile:
    lines = [f"Penyedia: {row.user_id.holder_name}", f"Menyusul surat: {row.letter_number}"]
    return letter(title, lines, office.dice())


def _switch_off(row: Deactivation, officer: User) -> None:
    spse_off_record(deactivation=row, actor=officer, done_on=clock.today(), done_by_name=SPSE_ADMIN)


def _import(office: Office, rows: list[list[str]]) -> None:
    with xlsx_file(_HEADERS, rows) as file:
        content = file.read()
    today = clock.today()
    blacklist_draft(
        content=content,
        file_name=f"daftar-hitam-{today:%Y%m%d}-contoh.xlsx",
        taken_on=today,
        actor=office.officers[0],
    )
    blacklist_publish(actor=office.officers[0])


def _row(firm: Firm, state: str, rng: random.Random, *, regency: str = "") -> list[str]:
    """One line as the public list gives it: masks, wild letter numbers, an end that is given and not computed."""
    province, place = rng.choice(_PLACES)
    begins = clock.today() - timedelta(days=rng.randrange(20, 330) if state != "EXPIRED" else rng.randrange(400, 900))
    ends = begins + timedelta(days=365 * rng.choice((1, 1, 2)) - rng.randrange(2))
    form = f"{firm.form.upper()}. " if firm.form in {"pt", "cv"} else ""
    return [
        f"{form}{firm.name}",
        state,
        _masked(firm.npwp),
        f"**********{firm.licence[-3:]}",
        firm.street,
        "Papua" if regency else province,
        regency or place,
        f"{rng.randrange(1, 80):03}/PPK/KEP/{rng.choice(('II', 'V', 'IX'))}/CONTOH",
        rng.choice(_VIOLATIONS),
        begins.isoformat(),
        ends.isoformat(),
    ]


def _masked(npwp: str) -> str:
    """Digits 6-8 and 11-12 of the fifteen, as the public list shows them."""
    return f"**.***.{npwp[5:8]}.*-*{npwp[10:12]}.***"
