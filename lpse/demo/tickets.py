"""Tickets of the example office: every way in, every state, a confidential one, a referral, one overdue, two paused."""

from datetime import datetime, timedelta
from typing import Any

from core.models import User
from helpdesk.enums.ticket import TicketChannel, TicketSecrecy, TicketType
from helpdesk.models import Ticket
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_ties import ticket_merge
from helpdesk.services.ticket_user import user_confirm, user_write
from helpdesk.services.ticket_work import ASK, SOLVE, ticket_claim, ticket_refer, ticket_reply, ticket_wait_lkpp
from lpse.demo.office import Office, at_work
from lpse.demo.packages import UNOPENED
from lpse.demo.timeline import Story

_DISTURBED = {"type": TicketType.DISTURBANCE, "urgency": "urgent", "impact": "large", "kind": "software"}


def tickets(office: Office) -> list[Story]:
    """All of them; no chance is needed, so the rest of the office stays as it is."""
    return [
        _confirmed(office),
        _lapsed(office),
        _referred(office),
        _asked(office),
        _at_lkpp(office),
        _confidential(office),
        _by_mail(office),
        _by_letter_and_message(office),
        _overdue(office),
        _merged(office),
        _solved(office),
        _new(office),
    ]


def _officer(office: Office) -> User:
    return office.people["layanan"]


def _open(office: Office, subject: str, name: str, *, channel: str = TicketChannel.INTERNET, **fields: Any) -> Ticket:
    """A ticket; what comes by the internet or by mail is of somebody without an account."""
    by_itself = channel in {TicketChannel.INTERNET, TicketChannel.EMAIL}
    return ticket_open(
        channel=channel,
        subject=subject,
        actor=None if by_itself else _officer(office),
        is_from_mailbox=channel == TicketChannel.EMAIL,
        reporter_name=name,
        reporter_email=f"{name.lower().replace(' ', '.')}@contoh.id",
        **fields,
    )


def _begin(office: Office, days: float) -> datetime:
    """A moment of the opening hours about so many days before the present."""
    return at_work(office.ago(days), 45)


def _confirmed(office: Office) -> Story:
    yield (now := _begin(office, 21))
    ticket = _open(
        office, "Tautan lupa kata sandi tidak sampai", "Nurhayati Basri", description="Sudah dua jam menunggu."
    )
    yield at_work(now, 35)
    ticket = ticket_reply(
        ticket=ticket, actor=_officer(office), outcome=SOLVE,
        body="Surel tertahan di folder spam. Tambahkan alamat kami ke daftar kontak, lalu minta tautan sekali lagi.",
    )  # fmt: skip
    yield at_work(now, 90)
    user_confirm(ticket=ticket, actor=None)


def _lapsed(office: Office) -> Story:
    yield (now := _begin(office, 18))
    ticket = _open(
        office, "Cara mengganti surel perusahaan", "Ridwan Saleh", channel=TicketChannel.VISIT, user_group="vendor"
    )
    yield at_work(now, 20)
    ticket_reply(
        ticket=ticket, actor=_officer(office), outcome=SOLVE,
        body="Ajukan perubahan data pada akun portal, lampirkan surat permohonan bermeterai.",
    )  # fmt: skip


def _referred(office: Office) -> Story:
    yield (now := _begin(office, 12))
    ticket = _open(
        office, "Keberatan atas hasil evaluasi penawaran", "Syamsul Alam", type=TicketType.COMPLAINT,
        description="Penawaran kami dinyatakan gugur padahal lengkap.", user_group="vendor",
    )  # fmt: skip
    yield at_work(now, 60)
    ticket_refer(ticket=ticket, actor=_officer(office))


def _asked(office: Office) -> Story:
    yield (now := _begin(office, 5))
    ticket = _open(office, "Aplikasi penyandian menolak berkas", "Hasnah Idrus", error_code="Berkas tidak dikenali")
    yield at_work(now, 50)
    ticket_reply(
        ticket=ticket, actor=_officer(office), outcome=ASK,
        body="Versi berapa yang Anda pakai, dan berapa besar berkasnya? Sertakan tangkapan layarnya.",
    )  # fmt: skip


def _at_lkpp(office: Office) -> Story:
    yield (now := _begin(office, 6))
    ticket = _open(
        office, "Dua berkas penawaran tidak dapat dibuka", "Muhammad Yusuf", channel=TicketChannel.PHONE,
        user_group="committee", tender_code=UNOPENED, **_DISTURBED,
    )  # fmt: skip
    yield at_work(now, 10)
    ticket_reply(ticket=ticket, actor=_officer(office), body="Kami coba dengan komputer lain di ruang pelatihan.")
    yield at_work(now, 80)
    ticket_wait_lkpp(
        ticket=ticket, actor=_officer(office), note="Kode galat dan tangkapan layar dikirim ke helpdesk LKPP."
    )


def _confidential(office: Office) -> Story:
    yield _begin(office, 4)
    _open(
        office, "Petugas loket meminta imbalan", "Andi Tenri", type=TicketType.COMPLAINT,
        secrecy=TicketSecrecy.CONFIDENTIAL, description="Terjadi hari Senin di loket 2.", urgency="urgent",
    )  # fmt: skip


def _by_mail(office: Office) -> Story:
    yield (now := _begin(office, 5))
    ticket = _open(
        office, "Bagaimana mendaftar sebagai penyedia perorangan?", "Fitriani Rahman", channel=TicketChannel.EMAIL,
        description="Saya konsultan perorangan dan belum mempunyai akun.",
    )  # fmt: skip
    yield at_work(now, 40)
    ticket = ticket_reply(ticket=ticket, actor=_officer(office), body="Persyaratannya ada pada halaman Persyaratan.")
    yield at_work(now, 75)
    user_write(ticket=ticket, actor=None, body="Terima kasih. Apakah NPWP pribadi boleh?")


def _by_letter_and_message(office: Office) -> Story:
    yield (now := _begin(office, 4.5))
    _open(office, "Permohonan pendampingan unggah dokumen", "Baharuddin Karim", channel=TicketChannel.LETTER)
    yield at_work(now, 30)
    ticket = _open(
        office, "Jadwal pelatihan bulan depan", "Rosmini Tahir", channel=TicketChannel.MESSAGE,
        type=TicketType.SUGGESTION, user_group="vendor",
    )  # fmt: skip
    ticket_claim(ticket=ticket, actor=_officer(office))


def _overdue(office: Office) -> Story:
    yield _begin(office, 9)
    _open(
        office, "SPSE lambat setiap pagi", "Irwan Mattalatta", description="Antara pukul 08.00 dan 09.30.", **_DISTURBED
    )


def _merged(office: Office) -> Story:
    yield (now := _begin(office, 8))
    ticket = _open(office, "SPSE lambat", "Nasrullah Umar", **_DISTURBED)
    yield at_work(now, 60)
    main = Ticket.objects.filter(subject="SPSE lambat setiap pagi").first()
    if main is not None:
        ticket_merge(ticket=ticket, actor=_officer(office), number=main.number)


def _solved(office: Office) -> Story:
    yield (now := _begin(office, 4))
    ticket = _open(office, "Tidak dapat mencetak bukti pendaftaran", "Sitti Aminah")
    yield at_work(now, 25)
    ticket_reply(
        ticket=ticket,
        actor=_officer(office),
        outcome=SOLVE,
        body="Izinkan jendela baru pada peramban, lalu cetak lagi.",
    )


def _new(office: Office) -> Story:
    yield office.until - timedelta(minutes=20)
    _open(office, "Kode tender tidak ditemukan", "Abdul Rahim", description="Pesan: paket tidak tersedia.")
