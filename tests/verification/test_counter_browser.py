"""The counter and an objection in real Chromium, each step by its real role."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.core.samples import pdf
from tests.support.browser import new_context
from tests.support.mail import MailSink
from tests.support.pdfs import words
from tests.support.portal import Portal
from tests.support.walk import downloaded, loaded

pytestmark = pytest.mark.browser
STAFF_PASSWORD = "padi-menguning-di-sawah"
VENDOR_PASSWORD = "kuda poni biru laut"
DOCUMENTS = ("Formulir Pendaftaran", "Formulir Keikutsertaan", "KTP", "Akta pendirian", "NPWP", "Surat izin usaha")
Judge = Callable[[Page], list[str]]


@pytest.fixture
def person(chromium: Browser) -> Callable[..., Page]:
    """A browser of its own for each person of the story."""

    def enter(width: int = 1280, height: int = 900, **options: object) -> Page:
        context, _ = new_context(chromium, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(60_000)
        return context.new_page()

    return enter


def sign_in(screen: Page, portal: Portal, name: str, password: str = STAFF_PASSWORD, to: str = "/akun/") -> None:
    screen.goto(f"{portal.url}/akun/masuk/?next={to}")
    screen.locator("#id_login").fill(name)
    screen.locator("#id_password").fill(password)
    screen.locator("main form button[type=submit]").first.click()
    expect(screen).to_have_url(portal.url + to)


def press(screen: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to, which may look as this one does."""
    with screen.expect_navigation():
        screen.get_by_role("button", name=name).click()


def judge(screen: Page, axe: Judge) -> None:
    assert axe(screen) == [], screen.url
    wide = screen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{screen.url} is {wide} px too wide"


def test_from_the_counter_to_a_granted_objection(
    portal: Portal,
    session_mail_sink: MailSink,
    axe: Judge,
    person: Callable[..., Page],
    at_work: Callable[[str], Page],
    tmp_path: Path,
) -> None:
    paper = tmp_path / "salinan.pdf"
    paper.write_bytes(pdf())
    address = f"walkin-{secrets.token_hex(4)}@contoh.id"

    # The officer types.
    desk = person()
    sign_in(desk, portal, "verifikator", to="/admin/verification/loket/")
    judge(desk, axe)
    desk.get_by_label("Badan usaha").check()
    desk.get_by_label("Nama lengkap pemakai akun").fill("Rahmat Hidayat")
    desk.get_by_label("Surel pemohon").fill(address)
    desk.get_by_role("button", name="Mulai mengisi").click()
    fields = {
        "name": "Cahaya Loket", "npwp": "0012345678901000", "phone": "0473 21234", "signatory_name": "Rahmat Hidayat",
        "signatory_position": "Direktur", "signatory_nik": "7322014107800001", "signatory_phone": "081234567890",
        "street": "Jalan Simpurusiang 12", "postal_code": "92913", "region_query": "kappuna", "deed_number": "12",
        "deed_date": "27-3-2019", "deed_notary": "Andi Tenri", "deed_notary_seat": "Masamba",
        "izin-0-number": "1234567890123", "spse_registered_on": "2-11-2026", "spse_user_id": "CAHAYALOKET",
    }  # fmt: skip
    for name, value in fields.items():
        desk.locator(f"[name={name}]").fill(value)
    desk.locator("[name=business_form]").select_option("cv")
    press(desk, "Simpan isian")
    pick = desk.locator("[name=region_pick]")
    if pick.count():
        pick.select_option(index=1)
        press(desk, "Simpan isian")
    expect(desk.get_by_text("Tersimpan.")).to_be_visible()
    number = desk.url.rstrip("/").rsplit("/", 1)[1].split("#")[0]
    case = f"{portal.url}/admin/verification/loket/{number}/"

    # One document by telephone, the others from this computer.
    desk.get_by_role("button", name="Foto dengan ponsel").click()
    expect(desk.locator("img.qr")).to_be_visible()
    judge(desk, axe)
    press(desk, "Selesai, tutup halaman ponsel")
    for label in DOCUMENTS:
        desk.locator("[name=key]").select_option(label=_full(desk, label))
        desk.locator("input[type=file]").set_input_files(paper)
        press(desk, "Tambahkan berkas")
        expect(desk.get_by_text("Berkas diterima.")).to_be_visible()
    desk.goto(case)
    judge(desk, axe)
    desk.get_by_role("button", name=f"Kirim tautan ke {address}").click()
    expect(desk.get_by_text(f"Tautan dikirim ke {address}")).to_be_visible()

    # The vendor checks and hands in.
    message = session_mail_sink.wait_for(lambda mail: address in str(mail["To"]), seconds=60)
    found = re.search(r"http://\S+/daftar/loket/\S+", message.get_body().get_content())  # type: ignore[union-attr]
    assert found
    vendor = person(390, 844)
    vendor.goto(found.group())
    expect(vendor.get_by_text("Jalan Simpurusiang 12")).to_be_visible()
    judge(vendor, axe)
    vendor.get_by_label("Kata sandi untuk portal ini").fill(VENDOR_PASSWORD)
    vendor.get_by_label("Saya menyatakan data").check()
    press(vendor, "Serahkan pendaftaran")
    assert vendor.url == f"{portal.url}/pendaftaran/{number}/diserahkan/", vendor.locator("main").inner_text()

    # A colleague rejects, the vendor objects, and the Kepala grants it.
    other = person()
    berkas = f"/admin/verification/berkas/{number}/"
    sign_in(other, portal, "verifikator2", to=berkas)
    other.get_by_role("button", name="Ambil berkas ini").click()
    other.goto(f"{portal.url}{berkas}tolak/")
    other.get_by_label("Belum mendaftar secara daring").check()
    other.get_by_label("Penjelasan untuk pemohon").fill("User ID tidak ditemukan di SPSE.")
    other.get_by_role("button", name="Lanjut").click()
    other.get_by_role("button", name="Ya, tolak pendaftaran").click()
    expect(other.locator("#keputusan")).to_be_visible()

    vendor.goto(f"{portal.url}/pendaftaran/{number}/")
    vendor.get_by_role("link", name="Sampaikan keberatan").click()
    judge(vendor, axe)
    stale = vendor.context.new_page()
    stale.goto(vendor.url)
    vendor.get_by_label("Isi keberatan").fill("User ID CAHAYALOKET terdaftar di SPSE sejak 2 November 2026.")
    vendor.get_by_label("Berkas pendukung").set_input_files(paper)
    vendor.get_by_label("Saya sudah memeriksa isinya").check()
    vendor.get_by_role("button", name="Sampaikan keberatan").click()
    expect(vendor.get_by_text("menunggu jawaban")).to_be_visible()

    other.goto(f"{portal.url}/admin/verification/keberatan/")
    other.get_by_role("link", name="Cahaya Loket").click()
    expect(other.get_by_text("dijawab petugas lain atau Kepala")).to_be_visible()
    judge(other, axe)

    head = at_work("kepala")
    head.goto(other.url)
    expect(head.get_by_role("link", name="salinan.pdf")).to_be_visible()
    head.get_by_label("Keberatan diterima").check()
    press(head, "Lanjut")
    expect(head.locator(".error-summary")).to_contain_text("Isi alasan jawaban.")
    head.get_by_label("Alasan jawaban").fill("User ID ternyata terdaftar; pendaftaran diperiksa lagi.")
    press(head, "Lanjut")
    judge(head, axe)
    press(head, "Ya, terbitkan jawaban")
    expect(head.locator("#judul-jawaban")).to_contain_text("diterima, diperiksa lagi")

    # The vendor reads the answer; a second objection, from a page that was open all the while, changes nothing.
    stale.get_by_label("Isi keberatan").fill("Keberatan yang kedua.")
    stale.get_by_label("Saya sudah memeriksa isinya").check()
    press(stale, "Sampaikan keberatan")
    expect(stale).to_have_url(vendor.url)
    expect(stale.get_by_text("Pendaftaran Anda diperiksa lagi.")).to_be_visible()
    expect(stale.get_by_text("User ID CAHAYALOKET terdaftar di SPSE sejak 2 November 2026.")).to_be_visible()
    assert stale.get_by_label("Isi keberatan").count() == 0
    judge(stale, axe)
    letter = stale.get_by_role("link", name="Unduh surat jawaban (PDF)")
    loaded(stale, letter)
    told = words(downloaded(stale, letter, tmp_path / "jawaban.pdf").read_bytes())
    assert "User ID ternyata terdaftar" in told
    stale.goto(f"{portal.url}/pendaftaran/{number}/")
    assert stale.get_by_role("link", name="Sampaikan keberatan").count() == 0
    texts = "SELECT o.state, o.text FROM verification_objection o JOIN registration_application a ON a.id = o.application_id"
    [(state, text)] = portal.sql(f"{texts} WHERE a.number = %s", number)
    assert state == "granted"
    assert text.startswith("User ID CAHAYALOKET")


def _full(screen: Page, label: str) -> str:
    """The whole label of the document that begins so, as the list shows it."""
    texts = screen.locator("[name=key] option").all_inner_texts()
    return next(text for text in texts if text.startswith(label))
