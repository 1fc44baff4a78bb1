"""A ticket in real Chromium: a stranger asks on a phone, the desk answers, the stranger confirms; without scripts too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.portal import Portal
from tests.verification.test_desk_browser import PASSWORD, follow

pytestmark = pytest.mark.browser
QUEUE = "/admin/helpdesk/tiket/"


def ask(screen: Page, portal: Portal, subject: str, *, type: str = "Permintaan layanan") -> tuple[str, str]:
    """Send the public form; number and code of the receipt."""
    screen.goto(f"{portal.url}/bantuan/tiket/baru/")
    screen.get_by_role("radio", name=type).check()
    screen.get_by_label("Judul").fill(subject)
    screen.get_by_label("Uraian").fill("Sudah dua jam menunggu, folder spam juga kosong.")
    screen.get_by_role("textbox", name="Nama Anda").fill("Budi Contoh")
    screen.get_by_label("Telepon").fill("0812 3456 7890")
    follow(screen, screen.get_by_role("button", name="Kirim tiket"))
    text = screen.locator("main").inner_text()
    number, code = re.search(r"TKT-\d{4}-\d{5}", text), re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", text)
    assert number
    assert code
    return number[0], code[0]


def enter_desk(screen: Page, portal: Portal) -> None:
    screen.goto(f"{portal.url}/akun/masuk/?next={QUEUE}")
    screen.locator("#id_login").fill("layanan")
    screen.locator("#id_password").fill(PASSWORD)
    follow(screen, screen.locator("main form button[type=submit]").first)
    expect(screen).to_have_url(portal.url + QUEUE)


def no_wider(screen: Page) -> None:
    wide = screen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{screen.url} is {wide} px too wide"


def test_from_the_question_to_the_confirmation(
    portal: Portal, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    faults: list[str] = []
    for screen in (phone, page):
        screen.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    number, _ = ask(phone, portal, "Tautan lupa kata sandi tidak sampai")
    assert axe(phone) == []
    no_wider(phone)
    enter_desk(page, portal)
    assert axe(page) == []
    page.goto(f"{portal.url}{QUEUE}{number}/")
    assert axe(page) == []
    no_wider(page)
    follow(page, page.get_by_role("button", name="Ambil tiket ini"))
    page.get_by_label("Balasan").fill("Tautan baru sudah kami kirim.")
    page.get_by_role("link", name="Sisipkan templat atau tautan artikel").click()
    page.get_by_label("Tautan artikel").select_option(index=1)
    assert axe(page) == []
    follow(page, page.get_by_role("button", name="Sisipkan ke balasan"))
    expect(page.get_by_label("Balasan")).to_have_value(re.compile(r"^Tautan baru sudah kami kirim\.\n\n\S"))
    page.get_by_label("Balasan").fill("Tautan baru sudah kami kirim.")
    page.get_by_role("link", name="Serahkan ke unit lain").click()
    expect(page.get_by_label("Unit", exact=True)).to_be_focused()
    assert axe(page) == []
    page.get_by_role("link", name="Batal").click()
    page.get_by_role("link", name="Ubah klasifikasi").click()
    expect(page.get_by_label("Tipe")).to_be_focused()
    expect(page.get_by_label("Unit", exact=True)).to_have_count(0)
    expect(page.get_by_label("Balasan")).to_have_value("Tautan baru sudah kami kirim.")
    page.get_by_label("Nyatakan selesai").check()
    follow(page, page.get_by_role("button", name="Kirim balasan"))
    expect(page.locator(".said-reply")).to_contain_text("Tautan baru sudah kami kirim.")
    phone.goto(f"{portal.url}/bantuan/tiket/{number}/")
    expect(phone.locator(".said-reply")).to_contain_text("Tautan baru sudah kami kirim.")
    assert axe(phone) == []
    no_wider(phone)
    follow(phone, phone.get_by_role("button", name="Ya, sudah selesai"))
    expect(phone.locator("main")).to_contain_text("Tiket ini ditutup")
    assert faults == []


def test_without_scripts_a_call_is_written_down_and_found(portal: Portal, page_without_javascript: Page) -> None:
    screen = page_without_javascript
    enter_desk(screen, portal)
    follow(screen, screen.get_by_role("link", name="Catat telepon atau kunjungan").first)
    screen.get_by_label("Nama", exact=True).fill("Pak Rahmat")
    screen.get_by_label("Keperluan").fill("Mengunggah berkas penawaran")
    follow(screen, screen.get_by_role("button", name="Simpan tiket"))
    expect(screen.locator(".desk")).to_contain_text("Pak Rahmat")
    follow(screen, screen.get_by_role("link", name="Tulis catatan internal"))
    screen.get_by_label("Catatan internal").fill("Minta dihubungi kembali sore ini.")
    follow(screen, screen.get_by_role("button", name="Simpan catatan"))
    expect(screen.locator(".said-note")).to_contain_text("Minta dihubungi kembali sore ini.")
    screen.goto(f"{portal.url}{QUEUE}?q=unggah")
    expect(screen.locator(".desk-table")).to_contain_text("Mengunggah berkas penawaran")


def test_a_receipt_opens_the_ticket_on_another_machine(portal: Portal, phone: Page, page: Page) -> None:
    number, code = ask(phone, portal, "Tidak dapat mengunggah berkas")
    page.goto(f"{portal.url}/bantuan/tiket/")
    page.get_by_label("Nomor tiket").fill(number.lower())
    page.get_by_label("Kode rahasia").fill(code.replace("-", " ").lower())
    follow(page, page.get_by_role("button", name="Buka tiket"))
    expect(page.locator("h1")).to_contain_text("Tidak dapat mengunggah berkas")
