"""The desk of berita acara kesaksian by its pages: writing, checking, finalising, handing over; nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Organization, User
from helpdesk.models import WitnessRecipient, WitnessReport
from helpdesk.services.witness import witness_report_change, witness_report_correct, witness_report_finalise
from helpdesk.services.witness_rows import witness_participants_add
from procurement.services import schedule_copy
from tests.core import samples
from tests.helpdesk import reports
from tests.procurement.packages import package_make

pytestmark = pytest.mark.django_db
TYPED = {
    "request_kind": "ticket",
    "request_number": "TIK-2026-00012",
    "request_date": "25-11-2026",
    "requester_name": "Nurhayati Ketua Contoh",
    "requester_position": "Ketua Pokja Pemilihan 3",
    "held_at": "25 November 2026 pukul 10.05 WITA",
    "place": "Ruang Bidding",
    "copies": "2",
    "tender_code": "10011868000",
    "package_name": "Peningkatan Jalan <b>Contoh</b>",
    "agency": "Pemerintah Kabupaten Luwu Utara",
    "own_estimate": "Rp4.187.250.000,50",
}


@pytest.fixture
def desk(support: User, sign_in: Callable[..., Client]) -> Callable[..., Client]:
    """`desk()` signs an officer of the unit in, `desk("head")` another role."""
    return lambda role="support": sign_in(role)


def at(name: str, *parts: Any) -> str:
    return reverse(f"witness_desk:{name}", args=parts)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_report_is_typed_step_by_step(desk) -> None:
    client = desk()
    assert client.get(at("new")).status_code == 200
    response = client.post(at("new"), TYPED)
    report = WitnessReport.objects.get()
    assert response["Location"] == at("report", report.number)
    assert (report.held_at.isoformat(), str(report.own_estimate)) == ("2026-11-25T02:05:00+00:00", "4187250000.50")
    number = report.number
    page = words(client.get(at("report", number)))
    assert "Sebelum diperiksa, lengkapi:" in page
    assert "Peningkatan Jalan &lt;b&gt;Contoh&lt;/b&gt;" in page
    for side in ("committee", "lpse"):
        sent = {"side": side, "name": f"Orang {side}", "nip": "", "role": "Anggota"}
        assert client.post(at("row_add", number, "orang"), sent).status_code == 302
    assert client.post(at("participants", number), {"lines": "CV Satu; 0123; ya\nPT Dua"}).status_code == 302
    firm = report.participants.first()
    file = {
        "participant": firm.pk, "kind": "price", "name": "harga.rhs", "size": "123", "sha256": reports.HASH,
        "uploaded_at": "", "error_text": reports.ERROR, "outcome": "unopened", "outcome_note": "",
    }  # fmt: skip
    assert client.post(at("row_add", number, "berkas"), file).status_code == 302
    attempt = {
        "file": report.files.get().pk, "tried_at": "25-11-2026 10.15", "tried_by": "Admin", "tool": "Apendo",
        "tool_version": "4", "machine": "PC 1", "result": "Galat sama.",
    }  # fmt: skip
    assert client.post(at("row_add", number, "percobaan"), attempt).status_code == 302
    picture = reports.upload(samples.jpeg(), "galat.jpg", "image/jpeg")
    sent = {"kind": "screenshot", "label": "Galat", "about": report.files.get().pk, "file": picture}
    assert client.post(at("row_add", number, "lampiran"), sent).status_code == 302
    report.refresh_from_db()
    lkpp = {"forwarded": "ya", "lkpp_reference": "LKPP-1", "lkpp_on": "25-11-2026", "version": report.version}
    assert client.post(at("lkpp", number), lkpp).status_code == 302
    page = words(client.get(at("report", number)))
    assert "Menunggu diperiksa orang kedua" in page
    for shown in ("CV Satu", reports.HASH, "Galat sama.", "LKPP-1", "Tangkapan layar"):
        assert shown in page
    assert "Nyatakan sudah diperiksa" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tender_code": "ABC"}, "Kode tender terdiri atas angka saja."),
        ({"held_at": "kemarin"}, "Tulis tanggal dan jam"),
        ({"own_estimate": "banyak"}, "Tulis jumlah rupiah"),
        ({"package_name": ""}, "Isi nama paket."),
        ({"place": "sandi SPSE: rahasia1"}, "kata sandi"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_the_rest_is_kept(
    desk, changes: dict[str, str], sentence: str
) -> None:
    response = desk().post(at("new"), {**TYPED, **changes})
    assert response.status_code == 400
    assert sentence in words(response)
    assert "Nurhayati Ketua Contoh" in words(response)
    assert not WitnessReport.objects.exists()


def test_an_outdated_form_is_shown_again_with_what_was_typed(desk, support) -> None:
    report = reports.complete(support)
    WitnessReport.objects.filter(pk=report.pk).update(version=7)
    response = desk().post(at("data", report.number), {**TYPED, "place": "Gudang", "version": "1"})
    assert response.status_code == 400
    assert "diubah orang lain" in words(response)
    assert "Gudang" in words(response)
    report.refresh_from_db()
    assert report.place != "Gudang"


def test_rows_are_changed_and_removed_and_a_form_of_a_file_needs_a_participant(desk, support) -> None:
    client, report = desk(), reports.complete(support, files=1)
    address = at("row", report.number, "orang", 1)
    assert "Anggota Pokja Contoh 1" in words(client.get(address))
    sent = {"side": "committee", "name": "Nama Baru", "nip": "", "role": "Ketua", "version": report.version}
    assert client.post(address, sent).status_code == 302
    assert report.people.first().name == "Nama Baru"
    assert client.get(at("row", report.number, "lampiran", 1)).status_code == 404
    assert client.get(at("row", report.number, "gaji", 1)).status_code == 404
    removed = client.post(at("row_remove", report.number, "peserta", 1), follow=True)
    assert "disebut baris lain" in words(removed)
    for _ in range(2):
        assert client.post(at("row_remove", report.number, "orang", 1)).status_code == 302
    assert report.people.count() == 4
    witness_participants_add(report=report, actor=support, lines="CV Satu\nCV Dua")
    report.refresh_from_db()
    witness_report_change(report=report, actor=support, version=report.version, place="Aula", stage="Pembukaan")
    told = words(client.get(at("report", report.number)))
    for change in (
        "yang hadir diubah",
        "yang hadir dihapus",
        "2 peserta ditambah",
        "isian: tempat, tahap menurut SPSE",
    ):
        assert f"Rancangan berita acara diubah</strong> ({change})" in told
    empty = reports.complete(support, participants=0, files=0)
    assert client.get(at("row_add", empty.number, "berkas")).status_code == 302


def test_the_page_of_a_file_reads_it_in_the_browser_only(desk, support) -> None:
    report = reports.complete(support)
    page = words(desk().get(at("row_add", report.number, "berkas")))
    field = re.search(r'<input[^>]*type="file"[^>]*>', page)
    assert field
    assert "name=" not in field[0]
    assert "js/fingerprint" in page
    assert 'enctype="multipart' not in page


def test_check_finalise_and_what_the_kepala_sees(desk, support, colleague) -> None:
    report = reports.complete(support)
    client = desk()
    assert "Nyatakan sudah diperiksa" in words(client.get(at("report", report.number)))
    assert client.post(at("check", report.number)).status_code == 302
    assert client.get(at("finalise", report.number)).status_code == 403
    client = desk("head")
    assert "dibekukan" in words(client.get(at("finalise", report.number)))
    assert client.post(at("return", report.number), {"reason": ""}).status_code == 400
    for _ in range(2):
        assert client.post(at("finalise", report.number)).status_code == 302
    report.refresh_from_db()
    assert report.state == "final"
    page = words(client.get(at("report", report.number)))
    assert report.document.number in page
    assert "PDF sedang disiapkan" in page
    assert client.get(at("finalise", report.number)).status_code == 302
    # The forms of a draft lead back once it stands still.
    client = desk()
    for name, parts in (("data", ()), ("lkpp", ()), ("participants", ()), ("row_add", ("orang",)), ("return", ())):
        assert client.get(at(name, report.number, *parts)).status_code in {302, 403}, name
    assert "ditetapkan" in words(client.post(at("participants", report.number), {"lines": "CV"}, follow=True))


def test_seal_signature_recipient_and_delivery(desk, support, head, ppk, settings) -> None:
    settings.SEAL_FILE = None
    report = reports.final(support, head)
    reports.rendered(report)
    client = desk()
    page = words(client.post(at("seal", report.number), follow=True))
    assert "Kunci segel LPSE belum dipasang" in page
    response = client.post(at("signature", report.number), {"kind": "signed", "file": reports.upload(samples.pdf())})
    assert response.status_code == 400
    assert "bukan kelanjutan berkas naskah" in words(response)
    response = client.post(at("signature", report.number), {"kind": "scan", "file": reports.upload(samples.pdf(2))})
    assert response.status_code == 302
    response = client.post(at("recipients", report.number), {"account": "tidak.ada"})
    assert response.status_code == 400
    assert "Tidak ada akun aktif" in words(response)
    assert client.post(at("recipients", report.number), {"account": ppk.email.upper()}).status_code == 302
    for _ in range(2):
        assert client.post(at("deliver", report.number)).status_code == 302
    report.refresh_from_db()
    assert report.state == "delivered"
    assert client.get(at("pdf", report.number, 1)).content.startswith(b"%PDF")
    assert client.get(at("pdf", report.number, 9)).status_code == 404
    assert client.post(at("tender_end", report.number), {"ended_on": "1-1-2099"}).status_code == 400
    assert client.post(at("tender_end", report.number), {"ended_on": "25-11-2026"}).status_code == 302
    assert client.get(at("tender_end", report.number)).status_code == 302
    assert client.post(at("recipient_remove", report.number, ppk.username)).status_code == 302
    assert not WitnessRecipient.objects.exists()
    response = client.post(at("correct", report.number))
    newer = WitnessReport.objects.get(corrects=report)
    assert response["Location"] == at("report", newer.number)
    assert newer.number in words(client.post(at("correct", report.number), follow=True))


def test_the_list_filters_and_finds_by_tender_and_number(desk, support, head) -> None:
    draft, final = reports.complete(support, tender_code="111"), reports.final(support, head, tender_code="222")
    client = desk()
    for query, shown, hidden in (
        ("?tampil=rancangan", draft, final),
        ("?tampil=tanda-tangan", final, draft),
        ("?cari=222", final, draft),
        (f"?cari={final.document.number}", final, draft),
    ):
        page = words(client.get(at("list") + query))
        assert shown.number in page, query
        assert f">{hidden.number}<" not in page, query
    assert "Tidak ditemukan" in words(client.get(at("list") + "?cari=333"))
    card = words(client.get("/admin/"))
    assert "<strong>1</strong> rancangan" in card


@pytest.mark.parametrize("role", ["verifier", "secretariat", "system_admin"])
def test_other_units_find_no_desk(desk, support, role: str) -> None:
    report = reports.complete(support)
    client = desk(role)
    for address in (at("list"), at("report", report.number), at("new")):
        assert client.get(address).status_code == 403


# The officials' own place


def test_a_named_official_finds_downloads_and_leaves_a_trace(support, head, sign_in) -> None:
    client = sign_in("ppk")
    report = reports.delivered(support, head, client.user)
    assert f"/berita-acara/{report.number}/" in words(client.get("/akun/"))
    assert report.document.number in words(client.get("/berita-acara/"))
    page = words(client.get(f"/berita-acara/{report.number}/"))
    assert "Dibatasi selama tender berjalan" in page
    response = client.get(f"/berita-acara/{report.number}/0.pdf")
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"].startswith('attachment; filename="witness-report-')
    assert "no-store" in response["Cache-Control"]
    history = words(sign_in("head").get(at("report", report.number)))
    assert "Berita acara diunduh" in history


def test_everybody_else_gets_404_and_an_empty_list(support, head, ppk, sign_in, client) -> None:
    report = reports.delivered(support, head, ppk)
    assert client.get("/berita-acara/").status_code == 302
    for role in ("ppk", "vendor", "auditor", "verifier"):
        visitor = sign_in(role)
        assert visitor.get(f"/berita-acara/{report.number}/").status_code == 404
        assert visitor.get(f"/berita-acara/{report.number}/0.pdf").status_code == 404
        assert "Belum ada berita acara untuk Anda" in words(visitor.get("/berita-acara/"))


def test_a_corrected_report_says_so_to_who_reads_the_old(support, head, sign_in) -> None:
    client = sign_in("ppk")
    old = reports.delivered(support, head, client.user)
    newer = witness_report_correct(report=old, actor=support)
    WitnessReport.objects.filter(pk=newer.pk).update(
        state="checked", forwarded=False, checked_by=head, checked_at=timezone.now()
    )
    newer = witness_report_finalise(report=newer, actor=head)
    page = words(client.get(f"/berita-acara/{old.number}/"))
    assert f"sudah dikoreksi dengan berita acara nomor {newer.document.number}" in page
    assert old.delivered_at < timezone.now()


def test_a_new_report_is_filled_from_the_list_of_spse_and_the_ticket(desk, support, make_ticket) -> None:
    package = package_make(support, name="Peningkatan Jalan <Contoh>", hps="284600000", hps_step="100000")
    schedule_copy(
        package=package, actor=support, source="https://spse.contoh.id", seen_at=timezone.now(),
        text="Pembukaan Dokumen Penawaran\t25 November 2026 10:05\t25 November 2026 12:00",
    )  # fmt: skip
    ticket = make_ticket(reporter_name="Nurhayati Contoh", tender_code=package.code)
    client = desk()
    assert f"{at('new')}?tiket={ticket.number}" in words(client.get(reverse("ticket_desk:case", args=[ticket.number])))
    page = client.get(at("new"), {"tiket": ticket.number})
    initial = page.context["form"].initial
    wanted = {
        "request_kind": "ticket", "request_number": ticket.number, "requester_name": "Nurhayati Contoh",
        "tender_code": package.code, "package_name": package.name, "agency": package.agency, "method": "Tender",
        "budget_year": 2026, "stage": "Tender Sudah Selesai", "own_estimate": None,
    }  # fmt: skip
    assert {name: initial[name] for name in wanted} == wanted
    assert initial["opening_at"].isoformat() == "2026-11-25T02:05:00+00:00"
    shown = words(page)
    assert "HPS pada daftar itu dibulatkan (284,6 Jt); tulis angka penuhnya dari SPSE." in shown
    assert package.imported_in.number in shown


def test_an_exact_amount_and_the_office_of_the_package_are_taken_over(desk, support) -> None:
    office = Organization.objects.create(name="Pemerintah Kabupaten Contoh")
    package = package_make(support, agency="PEMERINTAH KABUPATEN CONTOH", hps="284612345", hps_step="1")

    initial = desk().get(at("new"), {"kode": f" {package.code} "}).context["form"].initial
    assert (str(initial["own_estimate"]), initial["organization"]) == ("284612345.00", office)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kode": "99999999"}, "Paket 99999999 belum ada pada daftar tender yang diimpor."),
        ({"tiket": "TKT-0000-00000"}, "Tiket TKT-0000-00000 tidak ada atau bukan untuk Anda."),
    ],
)
def test_what_no_list_knows_is_typed(desk, asked: dict[str, str], said: str) -> None:
    response = desk().get(at("new"), asked)
    assert response.status_code == 200
    assert said in words(response)


def test_a_reporter_who_asked_for_secrecy_is_not_carried_into_a_report(desk, make_ticket) -> None:
    ticket = make_ticket(secrecy="confidential", reporter_name="Rahasia Contoh")
    response = desk().get(at("new"), {"tiket": ticket.number})
    assert "Rahasia Contoh" not in words(response)
