"""The whole job in real Chromium against the running portal: from the front page to the letter verified at /periksa/."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser

from tests.support.browser import new_context
from tests.support.job import PASSWORD, Officer, Person, Vendor, check_code
from tests.support.mail import MailSink
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
IDENTITY_NUMBERS = (
    "7322035905953440",
    "7322 0359 0595 3440",
    "0706690740738000",
    "706690740738000",
    "70.669.074.0-738.000",
)
SECRET_LINKS = (("", "/daftar/konfirmasi/"), ("disetujui", "/verifikasi/"))


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def people(
    request: pytest.FixtureRequest, portal: Portal, chromium: Browser, session_mail_sink: MailSink
) -> Iterator[tuple[Vendor, Officer]]:
    """A vendor with a phone of 390 px, an officer at a desk of 1280 px, each with a browser of their own."""
    scripts = bool(request.param)
    phone, foreign = new_context(
        chromium,
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        java_script_enabled=scripts,
    )
    desk, also_foreign = new_context(chromium, viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    word = "berskrip" if scripts else "polos"
    vendor = Vendor(
        page=phone.new_page(),
        scripts=scripts,
        base=portal.url,
        mail=session_mail_sink,
        email=f"direktur@{word}.contoh.id",
        name=f"Cahaya Sawerigading {word}",
        user_id=f"CAHAYA_{word.upper()}",
    )
    officer = Officer(desk.new_page(), scripts, portal.url, "verifikator", portal.env["LPSE_DEMO_PASSWORD"])
    yield vendor, officer
    phone.close()
    desk.close()
    assert not foreign
    assert not also_foreign


def _compared(visitor: Person, letter: Path) -> str:
    """What /periksa/ says about a file, on the page of the code that stands on it."""
    visitor.page.locator("input[type=file]").set_input_files(letter)
    visitor.press(visitor.page.get_by_role("button", name="Bandingkan"))
    return visitor.page.locator("#banding [role=status]").inner_text()


def test_a_vendor_registers_is_sent_back_approved_and_anyone_verifies_the_letter(
    people: tuple[Vendor, Officer], portal: Portal, tmp_path: Path
) -> None:
    vendor, officer = people
    vendor.sign_up()
    vendor.fill_in()
    vendor.upload_all()
    vendor.hand_in()
    assert vendor.link_from("terima", f"/pendaftaran/{vendor.number}/")

    officer.sign_in()
    officer.take(vendor.number)
    officer.record_presence()
    officer.send_back("ktp", "illegible", "Sisi kanan terpotong.")

    page = vendor.page
    page.goto(vendor.base + vendor.link_from("dilengkapi", f"/pendaftaran/{vendor.number}/"))
    assert "Sisi kanan terpotong." in page.locator("main").inner_text()
    page.goto(f"{vendor.base}/pendaftaran/{vendor.number}/dokumen/ktp/")
    vendor.upload_here("ktp", "IMG_0002.jpg")
    vendor.hand_in()

    officer.take(vendor.number)
    officer.find_in_order()
    officer.approve(vendor.user_id)

    page.goto(vendor.base + vendor.link_from("disetujui", "/verifikasi/"))
    vendor.press(page.get_by_role("button", name="Ya, surat sudah saya terima"))
    page.get_by_text("penerimaan surat sudah tercatat").wait_for()
    letter = vendor.letter(tmp_path)

    desk = officer.page.context.browser
    assert desk is not None
    visitor = Person(desk.new_page(java_script_enabled=vendor.scripts), vendor.scripts)
    look = visitor.page
    look.goto(portal.url)
    visitor.press(look.get_by_role("link", name="Periksa keaslian surat"))
    look.get_by_role("textbox").fill(check_code(letter))
    visitor.press(look.get_by_role("button", name="Periksa"))
    look.wait_for_url("**/periksa/*/")
    shown = look.locator("main").inner_text()
    assert "masih berlaku" in shown
    assert vendor.name in shown
    assert _compared(visitor, letter).startswith("Sama.")
    altered = tmp_path / "diubah.pdf"
    with pikepdf.open(letter) as document:
        document.Root.Diubah = True
        document.save(altered)
    look.go_back()
    assert "diubah" in _compared(visitor, altered)
    look.context.close()
    row = portal.sql("SELECT state FROM registration_application WHERE number = %s", vendor.number)
    assert row == [("approved",)]
    _no_log_tells(portal, vendor)


def _no_log_tells(portal: Portal, vendor: Vendor) -> None:
    """L2: after the whole job no log holds an identity number, a password or a secret of a link."""
    secrets = [PASSWORD, portal.env["LPSE_DEMO_PASSWORD"], *IDENTITY_NUMBERS]
    secrets += [vendor.link_from(subject, path).rstrip("/").rsplit("/", 1)[1] for subject, path in SECRET_LINKS]
    logs = {path.name: path.read_text(errors="replace") for path in (portal.data_dir / "log").glob("*.log*")}
    assert "web.log" in logs
    assert [(name, secret) for name, text in logs.items() for secret in secrets if secret in text] == []
