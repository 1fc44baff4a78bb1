"""The story of a berita acara kesaksian in real Chromium: typed, checked, final, signed in ink, downloaded, verified."""

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


def write(desk: Page, portal: Portal, judge: Judge) -> str:
    """The officer's side, up to the finished draft; returns its number."""
    desk.goto(portal.url + BASE)
    judge(desk)
    follow(desk, desk.get_by_role("link", name="Berita acara baru"))
    judge(desk)
    desk.get_by_role("radio", name="Surat", exact=True).check()
    for label, text in (
        ("Nomor surat atau tiket", "014/POKJA-3/XI/2026"),
        ("Tanggal permintaan", typed(today())),
        ("Nama pemohon", "Yohana Siregar, S.T."),
        ("Jabatan pemohon", "Ketua Pokja Pemilihan 3"),
        ("Waktu kesaksian", f"{typed(today() - timedelta(days=1))} 10.05"),
        ("Tempat", "Ruang Bidding LPSE"),
        ("Kode tender", "10011868000"),
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
    follow(desk, desk.get_by_role("link", name="Catat tindak lanjut"))
    desk.get_by_label("Ya, diteruskan").check()
    press(desk, "Simpan")
    expect(desk.locator(".error-summary")).to_contain_text("Isi nomor tiket atau surat kepada LKPP.")
    judge(desk)
    desk.get_by_label("Nomor tiket atau surat").fill("LKPP-2026-88123")
    desk.get_by_label("Tanggal diteruskan").fill(typed(today()))
    press(desk, "Simpan")
    expect(desk.get_by_text("Menunggu diperiksa orang kedua")).to_be_visible()
    assert desk.get_by_role("button", name="Nyatakan sudah diperiksa").count() == 0
    judge(desk)
    return number


def test_from_the_unopened_file_to_the_verified_report(
    portal: Portal, phone: Page, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    desk, head, deputy = at_work("layanan"), at_work("kepala"), at_work("wakil")
    number = write(desk, portal, judge)

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
        assert "10011868000" not in phone.content()
        assert "CV Satu Contoh" not in phone.content()
    judge(phone)
    sign_in(phone, portal, "auditor", to="/berita-acara/")
    expect(phone.get_by_text("Belum ada berita acara untuk Anda")).to_be_visible()
