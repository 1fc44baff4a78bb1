"""A deactivation in real Chromium by its real people: officer, Kepala, Wakil, and the vendor on a telephone."""

import io
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.core.samples import jpeg, pdf
from tests.support.pdfs import words
from tests.support.portal import Portal
from tests.support.walk import PASSWORD, Judge, downloaded, follow, loaded, press, sign_in, today, typed

pytestmark = pytest.mark.browser
# Of the example office, so that this test knows the password; the newest, so that other tests have theirs.
HOLDER = """
    SELECT a.number, u.username, e.value FROM registration_application a JOIN core_user u ON u.id = a.owner_id
    JOIN verification_userid e ON e.holder_id = u.id
    WHERE a.state = 'approved' AND e.state = 'active' AND a.decided_at < now() - interval '3 days'
    ORDER BY a.id DESC LIMIT 1
"""
UNDER_REVIEW = """
    SELECT number, name FROM registration_application WHERE state = 'under_review' AND name <> '' ORDER BY id LIMIT 1
"""
COPIES = "/admin/verification/salinan-daftar-hitam/"


def api(portal: Portal, token: str) -> int:
    """What the API answers to a program that holds the token."""
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(portal.url + "/api/v1/dokumen/", headers=headers)  # noqa: S310 - our own portal
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=15) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def make_a_token(screen: Page, portal: Portal) -> str:
    screen.goto(f"{portal.url}/akun/token/")
    follow(screen, screen.get_by_role("link", name="Buat token"))
    screen.locator("main [name=password]").fill(PASSWORD)
    press(screen, "Lanjutkan")
    screen.get_by_label("Kegunaan").fill("Aplikasi kantor kami")
    screen.locator("[name=scopes]").first.check()
    press(screen, "Buat token")
    return screen.get_by_label("Token", exact=True).input_value()


def propose(desk: Page, portal: Portal, application: str, judge: Judge) -> str:
    """The officer's side; returns the number of the proposal."""
    desk.goto(f"{portal.url}/admin/verification/berkas/{application}/")
    follow(desk, desk.get_by_role("link", name="Usulkan penonaktifan User ID ini"))
    judge(desk)
    desk.get_by_label("Permintaan pejabat pengadaan karena daftar hitam").check()
    desk.get_by_role("radio", name="PPK", exact=True).check()
    desk.get_by_label("Nama yang meminta").fill("Nasrul Hidayat, S.T.")
    desk.get_by_label("Jabatan", exact=True).fill("Pejabat Pembuat Komitmen")
    desk.get_by_label("Instansi", exact=True).fill("Dinas Contoh Kabupaten")
    desk.get_by_label("Nomor surat permintaan").fill("013/PPK/2026")
    desk.get_by_label("Tanggal surat permintaan").fill(typed(today() - timedelta(days=2)))
    desk.get_by_label("Uraian pelanggaran atau permintaan").fill("Kontrak diputus karena pekerjaan ditinggalkan.")
    letter = {"name": "permintaan.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}
    for ends in (today() - timedelta(days=1), today() + timedelta(days=364)):
        desk.get_by_label("Berlaku mulai").fill(typed(today()))
        desk.get_by_label("Berlaku sampai").fill(typed(ends))
        desk.get_by_label("Pindaian surat permintaan").set_input_files(letter)
        press(desk, "Simpan usulan")
        if ends < today():
            # An end before its start is told beside its field, and what was typed stays.
            expect(desk.locator(".error-summary")).to_contain_text("Tanggal akhir tidak boleh sebelum tanggal mulai")
            expect(desk.get_by_label("Nomor surat permintaan")).to_have_value("013/PPK/2026")
            judge(desk)
    follow(desk, desk.get_by_role("link", name="Tambah bukti"))
    photo = {"name": "lokasi.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1600, 1200, exif=True)}
    desk.get_by_label("Berkas", exact=True).set_input_files(photo)
    press(desk, "Tambahkan bukti")
    expect(desk.get_by_text("lokasi.jpg")).to_be_visible()
    judge(desk)
    return desk.url.rstrip("/").rsplit("/", 1)[1]


def record_in_spse(desk: Page, portal: Portal, number: str, what: str) -> None:
    desk.goto(f"{portal.url}/admin/verification/penonaktifan/{number}/")
    follow(desk, desk.get_by_role("link", name=f"Catat {what} di SPSE"))
    desk.get_by_label("Tanggal dilakukan di SPSE").fill(typed(today()))
    desk.get_by_label("Dilakukan oleh").fill("Wahyu Nugroho, Admin PPE")
    press(desk, f"Catat {what}")
    expect(desk.locator("#judul-spse").locator("..")).to_contain_text("Wahyu Nugroho, Admin PPE")


def test_a_vendor_is_shut_out_at_once_replies_and_is_let_in_again(
    portal: Portal, phone: Page, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    [(application, vendor, user_id)] = portal.sql(HOLDER)
    desk, head, deputy = at_work("verifikator"), at_work("kepala"), at_work("wakil")

    # The vendor at work on a telephone, and a program of his with a token.
    sign_in(phone, portal, vendor)
    token = make_a_token(phone, portal)
    assert api(portal, token) == 200

    number = propose(desk, portal, application, judge)
    case = f"/admin/verification/penonaktifan/{number}/"
    # A proposal changes nothing for the vendor, and who proposed it is not asked to decide.
    assert desk.get_by_role("link", name="Putuskan usulan").count() == 0
    phone.goto(f"{portal.url}/pendaftaran/{application}/")
    expect(phone.get_by_role("heading", level=1)).to_contain_text(application)
    assert api(portal, token) == 200

    head.goto(portal.url + case)
    follow(head, head.get_by_role("link", name="Putuskan usulan"))
    judge(head)
    press(head, f"Ya, nonaktifkan {user_id}")
    expect(head.get_by_text(f"Penonaktifan {number} diputuskan.")).to_be_visible()

    # The open session and the token end at once.
    phone.goto(f"{portal.url}/pendaftaran/{application}/")
    expect(phone).to_have_url(f"{portal.url}/akun/masuk/?next=/pendaftaran/{application}/")
    assert api(portal, token) == 401

    # Who signs in again reaches the own case, its letter and the reply, whatever he asks for.
    sign_in(phone, portal, vendor)
    own = phone.url
    assert number in own
    judge(phone)
    for elsewhere in ("/akun/", "/akun/token/", f"/pendaftaran/{application}/", "/daftar/pejabat/", "/"):
        phone.goto(portal.url + elsewhere)
        expect(phone).to_have_url(own)
    letter = phone.get_by_role("link", name="Surat penonaktifan (PDF)")
    loaded(phone, letter)
    told = words(downloaded(phone, letter, tmp_path / "surat.pdf").read_bytes())
    assert user_id in told
    assert "013/PPK/2026" in told
    follow(phone, phone.get_by_role("link", name="Tulis tanggapan"))
    judge(phone)
    press(phone, "Kirim tanggapan")
    expect(phone.locator(".error-summary")).to_contain_text("Tulis tanggapan Anda.")
    phone.get_by_label("Tanggapan Anda").fill("Pekerjaan sudah diserahterimakan; berita acaranya terlampir.")
    paper = {"name": "serah-terima.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    phone.get_by_label("Lampiran").set_input_files(paper)
    press(phone, "Kirim tanggapan")
    expect(phone.get_by_text("Pekerjaan sudah diserahterimakan")).to_be_visible()
    assert phone.get_by_role("link", name="Tulis tanggapan").count() == 0
    judge(phone)

    # SPSE is switched by hand; then an early end, proposed by one and decided by another.
    record_in_spse(desk, portal, number, "penonaktifan")
    expect(desk.locator("#judul-tanggapan").locator("..")).to_contain_text("serah-terima.pdf")
    judge(desk)
    follow(desk, desk.get_by_role("link", name="Usulkan akhiri lebih awal"))
    desk.get_by_label("Alasan").fill("Berita acara serah terima ditemukan.")
    press(desk, "Simpan usulan")
    assert desk.get_by_role("link", name="Putuskan pengaktifan kembali").count() == 0
    deputy.goto(portal.url + case)
    follow(deputy, deputy.get_by_role("link", name="Putuskan pengaktifan kembali"))
    expect(deputy.get_by_text("Pekerjaan sudah diserahterimakan")).to_be_visible()
    judge(deputy)
    press(deputy, "Ya, akhiri sekarang")
    record_in_spse(desk, portal, number, "pengaktifan kembali")

    # The vendor works again, in the same session.
    phone.goto(f"{portal.url}/pendaftaran/{application}/")
    expect(phone.get_by_role("heading", level=1)).to_contain_text(application)
    phone.goto(own)
    loaded(phone, phone.get_by_role("link", name="Surat pengaktifan kembali (PDF)"))
    judge(phone)
    # A revoked token does not come back to life.
    assert api(portal, token) == 401
    assert portal.sql("SELECT state FROM verification_userid WHERE value = %s", user_id) == [("active",)]
    assert portal.sql("SELECT state FROM verification_deactivation WHERE number = %s", number) == [("lifted",)]


def sheet(*rows: list[str]) -> dict[str, object]:
    """An XLSX to be chosen in the browser."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "daftar-hitam.xlsx", "mimeType": kind, "buffer": out.getvalue()}


def test_a_copy_of_the_blacklist_is_looked_at_used_and_shown_as_evidence(
    portal: Portal, at_work: Callable[[str], Page], judge: Judge
) -> None:
    [(application, name)] = portal.sql(UNDER_REVIEW)
    desk = at_work("verifikator")

    def send(file: dict[str, object]) -> None:
        desk.goto(portal.url + COPIES)
        desk.get_by_label("Berkas daftar hitam").set_input_files(file)  # type: ignore[arg-type]
        desk.get_by_label("Keadaan daftar per").fill(typed(today()))
        press(desk, "Baca berkas")

    # Another table: told which columns are missing, thrown away, nothing in use.
    send(sheet(["Nomor SK", "Perihal"], ["1/2026", "Pengangkatan"]))
    expect(desk.get_by_text("Kolom belum dikenali: Nama penyedia, Status.")).to_be_visible()
    assert desk.get_by_role("button", name="Pakai").count() == 0
    judge(desk)
    press(desk, "Buang rancangan")

    send(
        sheet(
            ["penyedia", "status", "kota/kabupaten", "nomor_sk", "tanggal_berlaku", "tanggal_selesai"],
            [f"CV. {name}", "PUBLISHED", "Kab. Luwu Utara", "013/PPK/KEP", "2026-01-05", "2027-01-04"],
            ["PT Tidak Ada Miripnya", "EXPIRED", "Kota Contoh", "014/PPK/KEP", "2020-01-05", "2021-01-04"],
            ["CV Tanpa Keadaan", "entah", "Kota Contoh", "", "", ""],
        )
    )
    expect(desk.get_by_text("status “entah” tidak dikenal")).to_be_visible()
    judge(desk)
    press(desk, "Pakai 2 baris ini")
    expect(desk.get_by_text(f"{today().year}", exact=False).first).to_be_visible()
    judge(desk)
    desk.goto(f"{portal.url}/admin/verification/berkas/{application}/")
    found = desk.locator("#daftar-hitam .notice-warn")
    expect(found).to_contain_text("1 entri mirip")
    expect(found).to_contain_text("013/PPK/KEP")
    expect(found).to_contain_text("Ini petunjuk, bukan putusan")
    judge(desk)
    # Nothing happened to the applicant by it.
    assert portal.sql("SELECT state FROM registration_application WHERE number = %s", application) == [
        ("under_review",)
    ]
