"""A change request in real Chromium: the vendor asks on a phone, an officer compares, decides and the letter comes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.registration.filling import upload
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PASSWORD = "padi-menguning-di-sawah"
APPROVED = """
    SELECT a.number, u.username FROM registration_application a JOIN core_user u ON u.id = a.owner_id
    WHERE a.state = 'approved' AND a.kind = 'business_entity' ORDER BY a.id LIMIT 1
"""


def sign_in(screen: Page, portal: Portal, name: str, target: str) -> None:
    screen.goto(f"{portal.url}/akun/masuk/?next={target}")
    screen.locator("#id_login").fill(name)
    screen.locator("#id_password").fill(PASSWORD)
    screen.locator("main form button[type=submit]").first.click()
    expect(screen).to_have_url(portal.url + target)


def judged(screen: Page, axe: Callable[[Page], list[str]]) -> None:
    """The page is accessible and not wider than the screen."""
    assert axe(screen) == [], screen.url
    wide = screen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{screen.url} is {wide} px too wide"


def hand_in_a_paper(screen: Page, label: str, name: str) -> None:
    screen.get_by_role("link", name=re.compile(f"Unggah {label}")).click()
    file = upload(name)
    screen.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": file.read()}
    )
    screen.get_by_role("button", name="Unggah").first.click()
    expect(screen.get_by_text(f"Berkas “{name}” sudah diterima.")).to_be_visible()
    screen.get_by_role("link", name="Kembali ke permohonan").click()


def ask_for_a_new_number(screen: Page, portal: Portal, axe: Callable[[Page], list[str]]) -> tuple[str, str]:
    """As the owner of an approved registration; returns its number and that of the request."""
    (number, owner) = portal.sql(APPROVED)[0]
    sign_in(screen, portal, owner, f"/pendaftaran/{number}/")
    judged(screen, axe)
    screen.get_by_role("link", name="Ajukan perubahan data").click()
    judged(screen, axe)
    screen.get_by_label(re.compile("Perubahan NPWP")).check()
    screen.get_by_role("button", name="Lanjut").click()
    screen.get_by_label("NPWP", exact=True).fill("12")
    screen.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(screen.get_by_role("link", name="NPWP terdiri atas 16 angka")).to_be_visible()
    judged(screen, axe)
    screen.get_by_label("NPWP", exact=True).fill("70.669.074.0-738.000")
    screen.get_by_label("Penanggung jawab sendiri").check()
    screen.get_by_label("Keterangan untuk petugas").fill("NPWP pusat yang baru.")
    screen.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(screen.get_by_role("cell", name="0706690740738000")).to_be_visible()
    judged(screen, axe)
    hand_in_a_paper(screen, "Surat permohonan", "surat.pdf")
    hand_in_a_paper(screen, "NPWP", "npwp.pdf")
    screen.get_by_role("link", name="Periksa dan serahkan").click()
    judged(screen, axe)
    screen.get_by_label(re.compile("Saya menyatakan")).check()
    screen.get_by_role("button", name="Serahkan permohonan").click()
    expect(screen.get_by_text("menunggu diperiksa").first).to_be_visible()
    return number, screen.url.rstrip("/").rsplit("/", 1)[1]


def test_a_vendor_asks_and_an_officer_decides(
    portal: Portal, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    for screen in (phone, page):
        screen.set_default_timeout(60_000)
        screen.emulate_media(reduced_motion="reduce")
    number, change = ask_for_a_new_number(phone, portal, axe)
    sign_in(page, portal, "verifikator", f"/admin/verification/berkas/{number}/")
    nik = page.locator(".summary div", has=page.get_by_text("NIK", exact=True)).locator("dd").first.inner_text()
    name = page.locator(".summary div", has=page.get_by_text("Nama penanggung jawab", exact=True)).locator("dd").first
    signatory = name.inner_text()
    page.goto(portal.url + "/admin/verification/perubahan/")
    judged(page, axe)
    page.locator(".desk-table tr", has_text=change).get_by_role("link").click()
    page.get_by_role("button", name="Ambil permohonan ini").click()
    expect(page.get_by_role("button", name="Lepas permohonan")).to_be_visible()
    judged(page, axe)
    presence = page.locator("#kehadiran form")
    presence.get_by_label("Penanggung jawab sendiri").check()
    presence.get_by_label("Nama seperti pada KTP").fill(signatory)
    presence.get_by_label("NIK pada KTP").fill(nik)
    presence.get_by_label("Tatap muka").check()
    presence.get_by_role("button", name="Simpan kehadiran").click()
    for key in ("request_letter", "npwp"):
        form = page.locator(f"#dokumen-{key} form")
        form.get_by_label("Dokumen asli dilihat").check()
        form.get_by_label("Sesuai", exact=True).check()
        form.get_by_role("button", name="Simpan").click()
        expect(page.locator(f"#dokumen-{key} .recorded")).to_contain_text("Asli dilihat Siti Baharuddin")
    page.get_by_role("link", name="Setujui", exact=True).click()
    judged(page, axe)
    page.get_by_role("button", name="Ya, setujui permohonan").click()
    expect(page.locator("#keputusan")).to_contain_text("disetujui")
    phone.reload()
    expect(phone.get_by_text("Permohonan disetujui pada")).to_be_visible()
    judged(phone, axe)
    for _ in range(30):
        if phone.get_by_role("link", name="Surat persetujuan perubahan data (PDF)").count():
            break
        phone.wait_for_timeout(1000)
        phone.reload()
    expect(phone.get_by_role("link", name="Surat persetujuan perubahan data (PDF)")).to_be_visible()
    phone.goto(f"{portal.url}/pendaftaran/{number}/perubahan/")
    expect(phone.locator("#riwayat")).to_be_visible()
    judged(phone, axe)
