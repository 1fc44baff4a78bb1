"""A vendor in real Chromium: from the front page to the receipt on a phone, and the same without JavaScript."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.core.samples import phone_photo
from tests.registration.filling import upload
from tests.support.mail import MailSink
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
DOCUMENTS = {
    "Formulir Pendaftaran": "formulir.pdf",
    "Formulir Keikutsertaan": "keikutsertaan.pdf",
    "KTP direktur": "foto ktp “asli” محمد.jpg",
    "Akta pendirian": "akta.pdf",
    "NPWP badan usaha": "npwp.pdf",
    "Surat izin usaha": "nib.pdf",
}
Judge = Callable[[Page], list[str]]


def open_account(page: Page, portal: Portal, sink: MailSink) -> str:
    """From the front page over the mail to the empty draft; returns the number."""
    page.set_default_timeout(60_000)
    # Without scripts the driver cannot wait for a page that is still gliding to the field just filled in.
    page.emulate_media(reduced_motion="reduce")
    address = f"vendor-{secrets.token_hex(4)}@contoh.id"
    page.goto(portal.url)
    page.get_by_role("link", name="Daftar sebagai penyedia").first.click()
    page.get_by_label("Badan usaha").check()
    page.get_by_label("Alamat surel").fill(address)
    page.get_by_role("button", name="Kirim tautan konfirmasi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa surel Anda")
    message = sink.wait_for(lambda mail: address in str(mail["To"]), seconds=60)
    found = re.search(r"http://\S+/daftar/konfirmasi/\S+", message.get_body().get_content())  # type: ignore[union-attr]
    assert found
    page.goto(found.group())
    assert page.url == f"{portal.url}/daftar/konfirmasi/", "the secret is out of the address"
    page.get_by_label("Nama lengkap Anda").fill("Rahmat Hidayat")
    page.get_by_label("Kata sandi untuk portal ini").fill("kuda poni biru laut")
    page.get_by_role("button", name="Buat akun dan mulai mengisi").click()
    expect(page.get_by_text("0 dari 7 bagian lengkap")).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[1]


def save(page: Page, then: str) -> None:
    """Save this page and find oneself on the next."""
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(then)


def fill_in(page: Page, choose: Callable[[str, str], None]) -> None:
    """All pages from the identity to the documents; `choose` picks a region in one of the four lists."""
    page.get_by_role("link", name="Lanjutkan: Identitas").click()
    page.get_by_label("Bentuk usaha").select_option("cv")
    page.get_by_label("Nama badan usaha").fill('Cahaya "Timur" 王 🙂')
    page.get_by_label("NPWP").fill("12")
    page.get_by_label("Telepon").fill("0473 21000")
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("link", name="NPWP terdiri atas 16 angka")).to_be_visible()
    expect(page.get_by_label("Nama badan usaha")).to_have_value('Cahaya "Timur" 王 🙂')
    page.get_by_label("NPWP").fill("70.669.074.0-738.000")
    save(page, "Alamat")
    page.get_by_label("Alamat", exact=True).fill("Jalan Simpurusiang 12")
    for label, code in (
        ("Provinsi", "73"),
        ("Kabupaten atau kota", "73.22"),
        ("Kecamatan", "73.22.03"),
        ("Desa atau kelurahan", "73.22.03.1001"),
    ):
        choose(label, code)
    expect(page.get_by_label("Alamat", exact=True)).to_have_value("Jalan Simpurusiang 12")
    page.get_by_label("Kode pos").fill("92913")
    save(page, "Akta pendirian")
    page.get_by_label("Nomor akta", exact=True).fill("012")
    page.get_by_label("Tanggal akta", exact=True).fill("9 Maret 2015")
    page.get_by_label("Nama notaris", exact=True).fill("Nur Aini, S.H.")
    page.get_by_label("Kedudukan notaris", exact=True).fill("Palopo")
    page.get_by_label("Tidak").check()
    expect(page.get_by_label("Nomor akta perubahan")).to_be_hidden()
    save(page, "Izin usaha")
    page.get_by_label("Nomor", exact=True).fill("1234567890123")
    page.get_by_label("Kode KBLI").fill("41011")
    page.get_by_label("Edisi KBLI").select_option("2020")
    page.get_by_role("button", name="Tambah izin lain").click()
    expect(page.get_by_text("Izin 2", exact=True)).to_be_visible()
    page.get_by_role("button", name="Hapus izin 2").click()
    expect(page.get_by_text("Izin 2", exact=True)).to_be_hidden()
    save(page, "Penanggung jawab")
    page.get_by_label("Nama lengkap").fill("Rahmat Hidayat")
    page.get_by_label("Jabatan").fill("Direktur")
    page.get_by_label("NIK").fill("7322035905953440")
    page.get_by_label("Telepon seluler").fill("0812 3456 7890")
    save(page, "Pendaftaran di SPSE")
    page.get_by_label("Tanggal mendaftar di SPSE").fill("2-11-2025")
    page.get_by_label("User ID di SPSE").fill("CAHAYATIMUR")
    save(page, "Dokumen")


def hand_in_documents(page: Page) -> None:
    """Each document on its page, one after a refusal; the KTP as a phone takes it."""
    for label, name in DOCUMENTS.items():
        page.get_by_role("link", name=f"Unggah {label}").click()
        question = page.get_by_label("Berkas", exact=True)
        if label == "Akta pendirian":
            question.set_input_files({"name": "akta.docx", "mimeType": "application/x", "buffer": b"PK\x03\x04 docx"})
            page.get_by_role("button", name="Unggah berkas").click()
            expect(page.locator(".error-summary")).to_contain_text("arsip atau dokumen kantor")
        content = phone_photo() if name.endswith("jpg") else upload(name).read()
        page.get_by_label("Berkas", exact=True).set_input_files(
            {"name": name, "mimeType": "image/jpeg" if name.endswith("jpg") else "application/pdf", "buffer": content}
        )
        page.get_by_role("button", name="Unggah berkas").click()
        expect(page.get_by_text(f"Berkas “{name}” sudah diterima.")).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="Selesai, kembali ke daftar dokumen").click()
    expect(page.get_by_text("Semua dokumen sudah diunggah.")).to_be_visible()


def hand_in(page: Page, portal: Portal, number: str) -> None:
    """Review, declare, hand in, and fetch the receipt."""
    page.get_by_role("link", name="Lanjut: periksa jawaban").click()
    expect(page.get_by_text("Kappuna, Masamba, Kabupaten Luwu Utara, Sulawesi Selatan")).to_be_visible()
    page.get_by_role("link", name="Lanjut ke pernyataan").click()
    page.get_by_role("button", name="Serahkan pendaftaran").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Saya menyatakan").check()
    page.get_by_role("button", name="Serahkan pendaftaran").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pendaftaran sudah kami terima")
    expect(page.locator(".confirm-number")).to_have_text(number)
    link = page.get_by_role("link", name="Unduh tanda terima (PDF)")
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    answer = page.context.request.get(f"{portal.url}{link.get_attribute('href')}")
    assert answer.body().startswith(b"%PDF")
    assert portal.sql("SELECT state FROM registration_application WHERE number = %s", number) == [("submitted",)]


def no_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_a_vendor_hands_in_from_a_phone(phone: Page, portal: Portal, session_mail_sink: MailSink, axe: Judge) -> None:
    def choose(label: str, code: str) -> None:
        phone.get_by_label(label).select_option(code)

    number = open_account(phone, portal, session_mail_sink)
    fill_in(phone, choose)
    no_wider_than_the_screen(phone)
    hand_in_documents(phone)
    hand_in(phone, portal, number)
    for address in ("", "identitas/", "alamat/", "periksa/", "diserahkan/", "tarik/"):
        phone.goto(f"{portal.url}/pendaftaran/{number}/{address}")
        no_wider_than_the_screen(phone)
        assert axe(phone) == [], phone.url


def test_a_vendor_hands_in_without_javascript(
    page_without_javascript: Page, portal: Portal, session_mail_sink: MailSink
) -> None:
    page = page_without_javascript

    def choose(label: str, code: str) -> None:
        page.get_by_label(label).select_option(code)
        button = page.get_by_role("button", name="Tampilkan pilihan berikutnya")
        if button.count():
            button.click()

    number = open_account(page, portal, session_mail_sink)
    fill_in(page, choose)
    hand_in_documents(page)
    hand_in(page, portal, number)


def test_the_pages_of_a_draft_pass_the_judge(
    page: Page, portal: Portal, session_mail_sink: MailSink, axe: Judge
) -> None:
    number = open_account(page, portal, session_mail_sink)
    assert axe(page) == []
    for address in (
        "identitas/",
        "alamat/",
        "akta/",
        "izin-usaha/",
        "penanggung-jawab/",
        "spse/",
        "dokumen/",
        "dokumen/ktp/",
        "periksa/",
        "tarik/",
    ):
        page.goto(f"{portal.url}/pendaftaran/{number}/{address}")
        assert axe(page) == [], page.url
