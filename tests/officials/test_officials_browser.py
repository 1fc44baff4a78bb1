"""An official in real Chromium: from the front page to the role and its renewal on a phone, with the officer at the desk."""

import io
import os
import re
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from core.formats import short_date
from tests.core.samples import pdf
from tests.support.mail import MailSink
from tests.support.pdfs import words
from tests.support.portal import Portal
from tests.support.walk import Judge, downloaded, follow, loaded, press, sign_in, today, typed

pytestmark = pytest.mark.browser
OWN_PASSWORD = "kuda poni biru laut"
NAME = "Andi Pejabat, S.T."
QUEUE = "/admin/verification/pejabat/"
MIB = 1024 * 1024


def scan_of_the_most_bytes() -> bytes:
    """A PDF of exactly 10 MiB, as a scanner set too fine makes it."""

    def made(noise: bytes) -> bytes:
        def change(document: pikepdf.Pdf) -> None:
            document.pages[0].Contents = [document.pages[0].Contents, document.make_stream(b"%" + noise)]

        return pdf(1, change, compress_streams=False)

    # A comment of hexadecimal digits is drawn by nobody and cannot be packed away.
    noise = os.urandom(5 * MIB).hex().encode()
    spare = len(made(noise)) - 10 * MIB
    content = made(noise[: len(noise) - spare])
    assert len(content) == 10 * MIB
    return content


def picture_of_the_most_pixels() -> bytes:
    """A photograph of exactly 50 megapixels."""
    out = io.BytesIO()
    Image.new("RGB", (10_000, 5_000), "white").save(out, "JPEG", quality=60)
    return out.getvalue()


def sign_up(screen: Page, portal: Portal, sink: MailSink, judge: Judge) -> str:
    """From the front page to an account with an empty draft; returns the address that signs in."""
    address = f"pejabat-{secrets.token_hex(4)}@contoh.id"
    screen.goto(portal.url)
    screen.get_by_role("link", name="Daftar sebagai pejabat").first.click()
    expect(screen).to_have_url(f"{portal.url}/daftar/pejabat/")
    judge(screen)
    screen.get_by_label("Alamat surel").fill(address)
    press(screen, "Kirim tautan konfirmasi")
    message = sink.wait_for(lambda mail: address in str(mail["To"]), seconds=60)
    found = re.search(r"http://\S+/daftar/konfirmasi/\S+", message.get_body().get_content())  # type: ignore[union-attr]
    assert found
    screen.goto(found.group())
    screen.get_by_label("Nama lengkap Anda").fill(NAME)
    screen.get_by_label("Kata sandi untuk portal ini").fill(OWN_PASSWORD)
    press(screen, "Buat akun dan mulai mengisi")
    expect(screen.get_by_text("0 dari 3 bagian lengkap")).to_be_visible()
    judge(screen)
    return address


def say_who(screen: Page, role: str, nip: str = "") -> None:
    screen.get_by_role("radio", name=role).check()
    screen.locator("#id_nip").fill(nip)
    screen.get_by_label("Jabatan").fill("Pejabat Pembuat Komitmen")
    screen.get_by_label("Instansi", exact=True).select_option(index=1)
    press(screen, "Simpan dan lanjutkan")


def copy_the_letter(screen: Page, number: str, until: date) -> None:
    screen.get_by_label("Surat keputusan (SK)").check()
    screen.get_by_label("Nomor surat").fill(number)
    screen.get_by_label("Tanggal surat").fill(typed(today() - timedelta(days=20)))
    screen.get_by_label("Berlaku sampai dengan").fill(typed(until))
    press(screen, "Simpan dan lanjutkan")


def hand_in(screen: Page, name: str, content: bytes) -> str:
    """The scan, the declaration, the confirmation; returns the number of the request, or "" when it is refused."""
    kind = "image/jpeg" if name.endswith("jpg") else "application/pdf"
    screen.get_by_label("Berkas", exact=True).set_input_files({"name": name, "mimeType": kind, "buffer": content})
    press(screen, "Unggah berkas")
    expect(screen.get_by_text(f"Berkas “{name}” sudah diterima.")).to_be_visible()
    follow(screen, screen.get_by_role("link", name="Lanjut: periksa jawaban"))
    follow(screen, screen.get_by_role("link", name="Lanjut ke pernyataan"))
    screen.get_by_label("Saya menyatakan").check()
    press(screen, "Serahkan permohonan")
    number = screen.locator(".confirm-number")
    return number.inner_text() if number.count() else ""


def decide(desk: Page, portal: Portal, number: str, judge: Judge) -> None:
    """The officer finds the request, sees the original and approves."""
    desk.goto(portal.url + QUEUE)
    desk.get_by_label("Nomor permohonan").fill(number)
    press(desk, "Buka")
    judge(desk)
    desk.get_by_label("Tatap muka").check()
    press(desk, "Catat surat asli dilihat")
    expect(desk.locator("#asli")).to_contain_text("Asli dilihat Siti Baharuddin")
    follow(desk, desk.get_by_role("region", name="Keputusan").get_by_role("link", name="Setujui"))
    judge(desk)
    press(desk, "Ya, setujui permohonan")
    expect(desk.locator("#keputusan")).to_contain_text("Disetujui oleh Siti Baharuddin")


def test_an_official_asks_on_a_phone_is_given_the_role_and_renews_it(
    portal: Portal,
    session_mail_sink: MailSink,
    phone: Page,
    at_work: Callable[[str], Page],
    judge: Judge,
    tmp_path: Path,
) -> None:
    ends, later = today() + timedelta(days=45), today() + timedelta(days=400)
    nip = f"198001012005011{secrets.randbelow(1000):03d}"
    address = sign_up(phone, portal, session_mail_sink, judge)

    # What cannot be right is said beside its field, and the rest stays typed.
    follow(phone, phone.get_by_role("link", name="Lanjutkan: Data diri dan peran"))
    say_who(phone, "PPK", nip="123")
    expect(phone.get_by_role("link", name="NIP terdiri atas 18 angka")).to_be_visible()
    judge(phone)
    expect(phone.get_by_label("Jabatan")).to_have_value("Pejabat Pembuat Komitmen")
    say_who(phone, "PPK", nip=nip)
    judge(phone)
    copy_the_letter(phone, "800/1/2026", today() - timedelta(days=1))
    expect(phone.locator(".error-summary")).to_contain_text("Masa berlaku surat ini sudah lewat")
    copy_the_letter(phone, "800/1/2026", ends)
    judge(phone)
    number = hand_in(phone, "sk.pdf", scan_of_the_most_bytes())
    expect(phone.get_by_role("heading", level=1)).to_have_text("Permohonan sudah kami terima")
    judge(phone)

    desk = at_work("verifikator")
    decide(desk, portal, number, judge)

    # The letter, and the role with its end for who signs in anew.
    phone.context.clear_cookies()
    sign_in(phone, portal, address, password=OWN_PASSWORD)
    role = phone.locator("#permohonan-pejabat").locator("..")
    expect(role).to_contain_text(f"PPK berlaku sampai dengan {short_date(ends)}")
    judge(phone)
    follow(phone, phone.get_by_role("link", name=number))
    expect(phone.get_by_text("Anda tercatat sebagai PPK sampai dengan")).to_be_visible()
    letter = phone.get_by_role("link", name="Surat persetujuan")
    loaded(phone, letter)
    judge(phone)
    told = words(downloaded(phone, letter, tmp_path / "surat.pdf").read_bytes())
    assert NAME in told
    assert "800/1/2026" in told

    # Renewed by the next letter, handed in as a photograph: the role runs on without a gap.
    follow(phone, phone.get_by_role("link", name="Perpanjang dengan surat baru"))
    judge(phone)
    press(phone, "Mulai perpanjangan")
    follow(phone, phone.get_by_role("link", name="Lanjutkan: Surat tugas atau SK"))
    copy_the_letter(phone, "800/2/2026", later)
    renewal = hand_in(phone, "sk-baru.jpg", picture_of_the_most_pixels())
    assert renewal not in {"", number}
    decide(desk, portal, renewal, judge)
    phone.goto(f"{portal.url}/akun/")
    expect(role).to_contain_text(f"PPK berlaku sampai dengan {short_date(later)}")
    query = (
        "SELECT count(*), count(*) FILTER (WHERE a.period @> now()) FROM core_roleassignment a"
        " JOIN core_user u ON u.person_id = a.person_id WHERE u.email = %s"
    )
    assert portal.sql(query, address)[0][1] == 1
    size = "SELECT size, pages, width * height FROM core_storedfile WHERE case_number = %s"
    assert portal.sql(size, number) == [(10 * MIB, 1, 0)]
    assert portal.sql(size, renewal)[0][2] == 50_000_000


def test_staff_is_told_in_clear_words_that_the_two_roles_exclude_each_other(
    portal: Portal, at_work: Callable[[str], Page], judge: Judge
) -> None:
    screen = at_work("layanan")
    screen.goto(f"{portal.url}/daftar/pejabat/")
    press(screen, "Mulai permohonan")
    own = screen.url
    follow(screen, screen.get_by_role("link", name="Lanjutkan: Data diri dan peran"))
    say_who(screen, "PPK")
    copy_the_letter(screen, "800/3/2026", today() + timedelta(days=60))
    assert hand_in(screen, "sk.pdf", pdf()) == ""
    told = screen.locator(".error-summary")
    expect(told).to_contain_text("memegang peran Unit Layanan dan Dukungan")
    expect(told).to_contain_text("Pasal 13 ayat (3)")
    expect(told).to_contain_text("tidak boleh dirangkap dengan PPK")
    expect(told).to_contain_text("Minta Kepala LPSE mengakhiri peran yang lama dahulu, atau ajukan peran lain.")
    judge(screen)
    screen.goto(own)
    follow(screen, screen.get_by_role("link", name="Tarik permohonan ini"))
    press(screen, "Ya, tarik permohonan")
    expect(screen.get_by_text("Anda menarik permohonan ini")).to_be_visible()
