"""Publication support and suggestions of the example office: every kind and outcome, every decision, a promise kept and one late."""

from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from core.models import User
from helpdesk.enums.ticket import TicketType
from helpdesk.models import Ticket
from helpdesk.services.publication import publication_ask, publication_finish
from helpdesk.services.suggestion import suggestion_decide, suggestion_fulfil, suggestion_recommend
from helpdesk.services.suggestion_public import public_show
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_work import ticket_claim, ticket_refer
from lpse.demo.office import Office, at_work
from lpse.demo.timeline import Story

_WORKS, _SCHOOLS = "Dinas Pekerjaan Umum Contoh", "Dinas Pendidikan Contoh"


def requests(office: Office) -> list[Story]:
    """All of it; no chance is needed, so the rest of the office stays as it is."""
    return [
        _published(office),
        _not_published(office),
        _contents(office),
        _running(office),
        _consultation(office),
        _kept(office),
        _late(office),
        _changed(office),
        _to_lkpp(office),
        _waiting(office),
    ]


def _officer(office: Office) -> User:
    return office.people["layanan"]


def _ask(office: Office, login: str, kind: str, days: int, description: str, **values: Any) -> Ticket:
    """By an official, read anew: the role was given since the office opened."""
    return publication_ask(
        actor=User.objects.get(pk=office.people[login].pk), kind=kind, needed_by=clock.today() + timedelta(days=days),
        description=description, submission="", **values,
    )  # fmt: skip


def _published(office: Office) -> Story:
    yield (now := at_work(office.ago(20), 40))
    ticket = _ask(
        office, "pa", "rup", 5, "Tombol umumkan tidak aktif sesudah paket diisi lengkap.", rup_code="52014417",
        package_name="Pemeliharaan Berkala Jalan Contoh", agency=_WORKS,
    )  # fmt: skip
    yield (then := at_work(now, 90))
    publication_finish(
        ticket=ticket, actor=_officer(office), outcome="published", published_at=then - timedelta(minutes=10),
        link="https://sirup.contoh.id/52014417", body="Isian sumber dana dilengkapi, lalu tombolnya aktif.",
    )  # fmt: skip


def _not_published(office: Office) -> Story:
    yield (now := at_work(office.ago(14), 60))
    ticket = _ask(
        office, "pokja", "notice", 2, "Pengumuman belum tampil sesudah ditayangkan.", tender_code="10055123000",
        package_name="Rehabilitasi Ruang Kelas Contoh", agency=_SCHOOLS,
    )  # fmt: skip
    yield at_work(now, 1500)
    publication_finish(
        ticket=ticket, actor=_officer(office), outcome="not_published",
        reason="Pokja menunda pengumuman sampai dokumen anggaran disahkan.",
    )  # fmt: skip


def _contents(office: Office) -> Story:
    yield (now := at_work(office.ago(11), 30))
    ticket = _ask(
        office, "pokja", "selection", 4, "Mohon jadwal pembukaan diundur dua hari.", tender_code="10055123000",
        package_name="Rehabilitasi Ruang Kelas Contoh", agency=_SCHOOLS,
    )  # fmt: skip
    yield at_work(now, 45)
    ticket_refer(ticket=ticket, actor=_officer(office))


def _running(office: Office) -> Story:
    yield (now := at_work(office.ago(1), 30))
    ticket = _ask(
        office, "pokja", "notice", 3, "Halaman galat ketika pengumuman dikirim.", tender_code="10058877000",
        package_name="Pengadaan Alat Laboratorium Contoh", agency=_SCHOOLS,
    )  # fmt: skip
    yield at_work(now, 20)
    ticket_claim(ticket=ticket, actor=_officer(office))


def _consultation(office: Office) -> Story:
    yield (now := at_work(office.ago(6), 15))
    ticket = _ask(office, "ppk", "consultation", 6, "Cara mengisi paket tahun jamak di SiRUP.", agency=_WORKS)
    yield at_work(now, 50)
    publication_finish(
        ticket=ticket, actor=_officer(office), outcome="answered", body="Pilih tahun jamak pada langkah kedua."
    )


def _suggest(subject: str, name: str, description: str) -> Ticket:
    return ticket_open(
        channel="internet", subject=subject, actor=None, type=TicketType.SUGGESTION, description=description,
        reporter_name=name, reporter_email=f"{name.lower().replace(' ', '.')}@contoh.id", user_group="vendor",
    )  # fmt: skip


def _advise(office: Office, ticket: Ticket, outcome: str, advice: str) -> None:
    suggestion_recommend(ticket=ticket, actor=_officer(office), outcome=outcome, advice=advice)


def _decide(office: Office, ticket: Ticket, outcome: str, reasons: str, *, days: int = 0, **values: str) -> None:
    """By the Kepala; what is accepted is promised within so many days."""
    promised = clock.today() + timedelta(days=days) if days else None
    suggestion_decide(
        ticket=ticket, actor=office.people["kepala"], outcome=outcome, reasons=reasons, promised_on=promised, **values
    )


def _kept(office: Office) -> Story:
    yield (now := at_work(office.ago(40), 30))
    ticket = _suggest("Buka loket pada jam istirahat", "Marlina Daud", "Banyak yang datang pukul dua belas.")
    yield (now := at_work(now, 200))
    _advise(office, ticket, "accepted", "Petugas cukup bila bergantian.")
    yield (now := at_work(now, 400))
    _decide(
        office, ticket, "accepted", "Antrean siang memang panjang.", days=14, action="Loket dibuka bergantian",
        responsible="Unit Layanan dan Dukungan",
    )  # fmt: skip
    yield (then := at_work(now, 2500))
    suggestion_fulfil(ticket=ticket, actor=_officer(office), done_on=_day(then), note="Loket buka terus sampai sore.")
    public_show(
        ticket=ticket, actor=_officer(office), suggestion="Loket tetap dibuka pada jam istirahat.",
        answer="Petugas bergantian, jadi loket buka tanpa jeda sampai sore.",
    )  # fmt: skip


def _late(office: Office) -> Story:
    yield (now := at_work(office.ago(30), 45))
    ticket = _suggest("Pelatihan untuk penyedia di kecamatan", "Jufri Salam", "Perjalanan ke kantor terlalu jauh.")
    yield (now := at_work(now, 300))
    _advise(office, ticket, "partly", "Dua kecamatan dahulu.")
    yield (now := at_work(now, 300))
    _decide(
        office, ticket, "partly", "Anggaran cukup untuk dua kecamatan.", days=10,
        action="Pelatihan di dua kecamatan terjauh", responsible="Unit Layanan dan Dukungan",
    )  # fmt: skip
    yield at_work(now, 60)
    public_show(
        ticket=ticket, actor=_officer(office), suggestion="Adakan pelatihan di kecamatan.",
        answer="Tahun ini di dua kecamatan terjauh, sesuai anggaran.",
    )  # fmt: skip


def _changed(office: Office) -> Story:
    """First declined, later forwarded; the first decision stays readable."""
    yield (now := at_work(office.ago(25), 20))
    ticket = _suggest("Kirim kabar lewat pesan singkat", "Rosmini Tahir", "Surel jarang dibuka.")
    for outcome, words, whom in (
        ("declined", "Belum ada anggaran pesan singkat.", ""),
        ("forwarded", "Layanan pesan ada pada sistem kantor.", "system_admin"),
    ):
        yield (now := at_work(now, 600))
        _advise(office, ticket, outcome, words)
        yield (now := at_work(now, 300))
        _decide(office, ticket, outcome, words, forwarded_to=whom)


def _to_lkpp(office: Office) -> Story:
    yield (now := at_work(office.ago(7), 20))
    ticket = _suggest("Tombol cetak ringkasan di SPSE", "Hasnah Idrus", "Ringkasan penawaran tidak dapat dicetak.")
    yield (now := at_work(now, 200))
    _advise(office, ticket, "forwarded", "Perubahan aplikasi ada pada LKPP.")
    yield at_work(now, 200)
    _decide(office, ticket, "forwarded", "Aplikasi SPSE dikembangkan LKPP.", forwarded_to="lkpp")


def _waiting(office: Office) -> Story:
    yield (now := at_work(office.ago(3), 25))
    ticket = _suggest("Daftar persyaratan dalam satu lembar", "Anwar Basri", "Supaya mudah dibagikan.")
    yield at_work(now, 120)
    _advise(office, ticket, "accepted", "Daftar periksa sudah ada; tinggal diringkas.")


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
