"""The story of two files that cannot be opened, in real Chromium: from the call to the auditor."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.core.samples import flipped, jpeg, pdf
from tests.support.pdfs import words
from tests.support.portal import Portal
from tests.support.walk import Judge, downloaded, follow, loaded, press, sign_in, today, typed

pytestmark = pytest.mark.browser
BID = b"dokumen penawaran teknis yang tidak dapat dibuka" * 1000
BASE = "/admin/helpdesk/berita-acara/"
TENDER = "10011868000"
# As an approved request of the auditor leaves it; asking for it is played in tests/officials.
SCOPE = """
    INSERT INTO core_auditscope (person_id, package_code, period, case_number)
    SELECT person_id, %s, tstzrange(now() - interval '1 day', NULL), 'PJB-UJI' FROM core_user WHERE username = 'auditor'
"""


def call(desk: Page, portal: Portal, judge: Judge) -> str:
    """The Pokja telephones: a ticket in a moment; returns its number."""
    desk.goto(portal.url + "/admin/helpdesk/tiket/catat/")
    desk.get_by_label("Nama", exact=True).fill("Yohana Siregar, S.T.")
    desk.get_by_label("Keperluan").fill("Dua berkas penawaran tidak dapat dibuka pukul 10.05")
    desk.get_by_text("Isian lain").click()
    desk.get_by_label("Kode tender").fill(TENDER)
    press(desk, "Simpan tiket")
    judge(desk)
    return desk.url.rstrip("/").rsplit("/", 1)[1]


def write(desk: Page, portal: Portal, judge: Judge) -> str:
    """The officer's side, from the page of the ticket up to the draft with its attempts; returns its number."""
    follow(desk, desk.get_by_role("link", name="Buat berita acara kesaksian dari tiket ini"))
    expect(desk.get_by_text(f"Paket {TENDER} belum ada pada daftar tender yang diimpor.")).to_be_visible()
    judge(desk)
    expect(desk.get_by_label("Kode tender", exact=True)).to_have_value(TENDER)
    for label, text in (
        ("Jabatan pemohon", "Ketua Pokja Pemilihan 3"),
        ("Waktu kesaksian", f"{typed(today() - timedelta(days=1))} 10.05"),
        ("Tempat", "Ruang Bidding LPSE"),
        ("Nama paket", "Peningkatan Jalan Contoh"),
        ("K/L/PD", "Pemerintah Kabupaten Luwu Utara"),
    ):
        desk.get_by_label(label, exact=True).fill(text)
    press(desk, "Simpan dan lanjutkan")
    number = desk.url.rstrip("/").rsplit("/", 1)[1]
    judge(desk)
    for side, name, role in (
        ("ULP/Pokja/Panitia atau Pejabat Pengadaan", "Yohana Siregar, S.T.", "Ketua"),
        ("Saksi dari LPSE", "Wahyu Nugroho", "Admin PPE"),
    ):
        follow(desk, desk.get_by_role("link", name="Tambah hadirin"))
        desk.get_by_label(side).check()
        desk.get_by_label("Nama lengkap").fill(name)
        desk.get_by_label("Jabatan dalam kesaksian").fill(role)
        press(desk, "Tambahkan")
    follow(desk, desk.get_by_role("link", name="Tempel daftar peserta"))
    judge(desk)
    desk.get_by_label("Daftar peserta").fill("CV Satu Contoh; 01.234.567.8-901.000; ya\nPT Dua Contoh")
    press(desk, "Tambahkan")
    follow(desk, desk.get_by_role("link", name="Tambah berkas"))
    judge(desk)
    # The bid file is read in the browser: name, size and fingerprint come from it, its bytes stay here.
    sent: list[int] = []
    desk.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    bid = {"name": "Penawaran_Teknis.rhs", "mimeType": "application/octet-stream", "buffer": BID}
    desk.get_by_label("Ambil nama, ukuran, dan sidik").set_input_files(bid)  # type: ignore[arg-type]
    expect(desk.get_by_label("Sidik SHA-256")).to_have_value(hashlib.sha256(BID).hexdigest())
    expect(desk.get_by_label("Ukuran (bita)")).to_have_value(str(len(BID)))
    desk.get_by_label("Peserta", exact=True).select_option("CV Satu Contoh")
    desk.get_by_label("Pesan galat persis").fill("Error 0x2F: kunci paket tidak cocok")
    desk.get_by_label("Tetap tidak dapat dibuka").check()
    press(desk, "Tambahkan berkas")
    assert 0 < max(sent) < 5000
    follow(desk, desk.get_by_role("link", name="Tambah berkas"))
    for label, text in (
        ("Nama berkas", "Penawaran_Harga.rhs"),
        ("Ukuran (bita)", "48210434"),
        ("Sidik SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("Pesan galat persis", "Error 0x2F: kunci paket tidak cocok"),
    ):
        desk.get_by_label(label, exact=True).fill(text)
    desk.get_by_label("Peserta", exact=True).select_option("CV Satu Contoh")
    desk.get_by_label("Jenis berkas").select_option("Harga")
    desk.get_by_label("Tetap tidak dapat dibuka").check()
    press(desk, "Tambahkan berkas")
    follow(desk, desk.get_by_role("link", name="Tambah percobaan"))
    desk.get_by_label("Waktu percobaan").fill(f"{typed(today() - timedelta(days=1))} 10.20")
    desk.get_by_label("Dilakukan oleh").fill("Wahyu Nugroho")
    desk.get_by_label("Alat", exact=True).fill("Apendo Panitia")
    desk.get_by_label("Komputer").fill("PC Bidding 2")
    desk.get_by_label("Hasil", exact=True).fill("Galat yang sama.")
    press(desk, "Tambahkan")
    follow(desk, desk.get_by_role("link", name="Tambah lampiran"))
    desk.get_by_label("Keterangan").fill("Pesan galat")
    picture = {"name": "galat.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    desk.get_by_label("Lampiran", exact=True).set_input_files(picture)  # type: ignore[arg-type]
    press(desk, "Tambahkan")
    judge(desk)
    return number


def escalate(desk: Page, head: Page, portal: Portal, judge: Judge, number: str) -> None:
    """What the office cannot solve goes to LKPP; the head issues the letter."""
    follow(desk, desk.get_by_role("link", name="Teruskan ke LKPP"))
    judge(desk)
    desk.get_by_label("a. permasalahan pada SPSE yang tidak dapat diselesaikan LPSE").check()
    desk.get_by_label("Uraian").fill("Dua berkas tidak dapat dibuka sejak pukul 10.05.")
    desk.get_by_label("Yang diminta dari LKPP").fill("Pemeriksaan kunci paket.")
    press(desk, "Simpan rancangan")
    expect(desk.locator(".error-summary")).to_contain_text("Tulis apa yang sudah dilakukan LPSE")
    desk.get_by_label("Yang sudah dilakukan LPSE").fill("Apendo dipasang ulang, dua komputer dicoba.")
    press(desk, "Simpan rancangan")
    judge(desk)
    head.goto(desk.url)
    press(head, "Terbitkan surat")
    judge(head)
    desk.reload()
    desk.get_by_label("LPSE Support").check()
    desk.get_by_label("Nomor pada LKPP").fill("LKPP-2026-88123")
    press(desk, "Catat pengiriman")
    expect(desk.get_by_text("menunggu jawaban LKPP")).to_be_visible()
    judge(desk)


def complete(desk: Page, portal: Portal, judge: Judge, number: str) -> None:
    """The draft says that LKPP was asked, and waits for the second person."""
    desk.goto(f"{portal.url}{BASE}{number}/")
    follow(desk, desk.get_by_role("link", name="Catat tindak lanjut"))
    expect(desk.get_by_label("Nomor tiket atau surat")).to_have_value("LKPP-2026-88123")
    desk.get_by_label("Tanggal diteruskan").fill("")
    press(desk, "Simpan")
    judge(desk)
    desk.get_by_label("Tanggal diteruskan").fill(typed(today()))
    press(desk, "Simpan")
    expect(desk.get_by_text("Menunggu diperiksa orang kedua")).to_be_visible()
    assert desk.get_by_role("button", name="Nyatakan sudah diperiksa").count() == 0
    judge(desk)


def test_from_the_call_of_the_pokja_to_the_auditor(
    portal: Portal, phone: Page, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    desk, head, deputy = at_work("layanan"), at_work("kepala"), at_work("wakil")
    ticket = call(desk, portal, judge)
    number = write(desk, portal, judge)
    escalate(desk, head, portal, judge, number)
    complete(desk, portal, judge, number)
    assert portal.sql("SELECT request_number FROM helpdesk_witnessreport WHERE number = %s", number) == [(ticket,)]

    deputy.goto(f"{portal.url}{BASE}{number}/")
    judge(deputy)
    press(deputy, "Nyatakan sudah diperiksa")
    head.goto(f"{portal.url}{BASE}{number}/")
    follow(head, head.get_by_role("link", name="Tetapkan"))
    judge(head)
    press(head, "Ya, tetapkan")

    # The PDF comes from the worker; without a key the page says why there is no seal.
    desk.goto(f"{portal.url}{BASE}{number}/")
    issued = desk.get_by_role("link", name="Naskah seperti ditetapkan (PDF)")
    loaded(desk, issued)
    content = downloaded(desk, issued, tmp_path / "naskah.pdf").read_bytes()
    told = words(content)
    assert "Error 0x2F: kunci paket tidak cocok" in told
    assert "LKPP-2026-88123" in told
    press(desk, "Bubuhkan segel LPSE")
    expect(desk.locator("#tanda-tangan")).to_contain_text("Kunci segel LPSE belum dipasang")
    judge(desk)

    follow(desk, desk.get_by_role("link", name="Unggah salinan bertanda tangan"))
    judge(desk)
    desk.get_by_label("PDF bertanda tangan elektronik").check()
    other = {"name": "lain.pdf", "mimeType": "application/pdf", "buffer": pdf(1)}
    desk.get_by_label("Berkas PDF").set_input_files(other)  # type: ignore[arg-type]
    press(desk, "Unggah")
    expect(desk.locator(".error-summary")).to_contain_text("bukan kelanjutan berkas naskah")
    desk.get_by_label("Pindaian naskah bertanda tangan basah (PDF)").check()
    scan = {"name": "pindaian.pdf", "mimeType": "application/pdf", "buffer": pdf(3)}
    desk.get_by_label("Berkas PDF").set_input_files(scan)  # type: ignore[arg-type]
    press(desk, "Unggah")
    follow(desk, desk.get_by_role("link", name="Sebut penerima"))
    judge(desk)
    desk.get_by_label("Nama pengguna atau surel pejabat").fill("ppk")
    press(desk, "Sebut sebagai penerima")
    press(desk, "Serahkan kepada penerima")
    expect(desk.get_by_text("setiap penerima dikabari melalui surel")).to_be_visible()
    judge(desk)

    # The PPK on a telephone.
    sign_in(phone, portal, "ppk", to="/berita-acara/")
    judge(phone)
    document, code = portal.sql(
        "SELECT d.number, d.code FROM helpdesk_witnessreport r JOIN core_officialdocument d ON d.id = r.document_id"
        " WHERE r.number = %s",
        number,
    )[0]
    follow(phone, phone.get_by_role("link", name=f"Nomor {document}"))
    judge(phone)
    signed = downloaded(
        phone, phone.get_by_role("link", name="Unduh salinan bertanda tangan (PDF)"), tmp_path / "bertanda.pdf"
    )

    # A stranger with the paper: every genuine copy is named, a changed one is exposed, the tender stays hidden.
    phone.context.clear_cookies()
    for file, sentence in (
        (content, "persis seperti yang kami terbitkan"),
        (signed.read_bytes(), "pindaian naskah bertanda tangan basah"),
        (flipped(content, 3000), "sudah diubah"),
    ):
        phone.goto(f"{portal.url}/periksa/{code}/")
        chosen = {"name": "berkas.pdf", "mimeType": "application/pdf", "buffer": file}
        phone.get_by_label("Berkas PDF yang Anda terima").set_input_files(chosen)  # type: ignore[arg-type]
        press(phone, "Bandingkan")
        expect(phone.locator("#banding")).to_contain_text(sentence)
        assert TENDER not in phone.content()
        assert "CV Satu Contoh" not in phone.content()
    judge(phone)
    sign_in(phone, portal, "auditor", to="/berita-acara/")
    expect(phone.get_by_text("Belum ada berita acara untuk Anda")).to_be_visible()

    # The auditor: nothing while the tender runs, and afterwards only what lies within the bounds of the audit.
    follow(desk, desk.get_by_role("link", name="Catat akhir tender"))
    desk.get_by_label("Tender selesai pada").fill(typed(today()))
    press(desk, "Catat akhir tender")
    phone.reload()
    expect(phone.get_by_text("Belum ada berita acara untuk Anda")).to_be_visible()
    portal.sql(SCOPE, TENDER, owner=True)
    phone.reload()
    expect(phone.get_by_role("link", name=f"Nomor {document}")).to_be_visible()
    judge(phone)
