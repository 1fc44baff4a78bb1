"""The story of a room in real Chromium: added, booked on a telephone, approved, used with a voucher, counted; also without scripts."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PASSWORD = "padi-menguning-di-sawah"
DESK = "/admin/helpdesk/meja-ruang/"


def sign_in(screen: Page, portal: Portal, name: str, page: str) -> None:
    screen.goto(f"{portal.url}/akun/masuk/?next={page}")
    screen.locator("#id_login").fill(name)
    screen.locator("#id_password").fill(PASSWORD)
    screen.locator("main form button[type=submit]").first.click()
    expect(screen).to_have_url(portal.url + page)


def vendor(portal: Portal) -> str:
    """An account of the demonstration whose registration was approved."""
    [(name,)] = portal.sql(
        "SELECT u.username FROM core_roleassignment a JOIN core_user u ON u.person_id = a.person_id "
        "WHERE a.role = 'vendor' AND a.state = 'active' AND a.period @> now() "
        "AND NOT EXISTS (SELECT 1 FROM core_accountsuspension s WHERE s.user_id = u.id AND s.ended_at IS NULL) "
        "ORDER BY u.id LIMIT 1"
    )
    return str(name)


def fits(screen: Page) -> bool:
    return bool(screen.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def add_room(screen: Page, portal: Portal, code: str, name: str, *, asks: bool) -> None:
    """As the officer adds one in the browser admin."""
    screen.goto(f"{portal.url}/admin/helpdesk/room/add/")
    screen.locator("#id_name").fill(name)
    screen.locator("#id_code").fill(code)
    screen.locator("#id_kind").select_option("bidding")
    screen.locator("#id_place").fill("Lantai 2, sebelah loket")
    screen.locator("#id_seats").fill("4")
    screen.locator("#id_use").select_option("both")
    if asks:
        screen.locator("#id_needs_approval").check()
    screen.locator("#id_equipment").fill("Komputer\nPencetak")
    screen.locator("button[name=_save]").click()
    expect(screen.locator("#result_list").get_by_role("link", name=name)).to_be_visible()


def begun(portal: Portal, number: str, minutes: int) -> None:
    """The booking's time has come: moved in the database, because the test cannot wait until tomorrow."""
    portal.sql("ALTER TABLE helpdesk_roombooking DISABLE TRIGGER USER", owner=True)
    portal.sql(
        "UPDATE helpdesk_roombooking SET starts_at = now() - %s * interval '1 minute', ends_at = now() + interval '1 hour' "
        "WHERE number = %s",
        minutes,
        number,
        owner=True,
    )
    portal.sql("ALTER TABLE helpdesk_roombooking ENABLE TRIGGER USER", owner=True)


def test_from_the_telephone_to_the_figures(
    portal: Portal, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    sign_in(page, portal, "layanan", DESK)
    add_room(page, portal, "bidding-a", "Ruang Bidding A", asks=True)

    # The vendor, on a telephone: room, day, times; a refusal keeps what was typed.
    sign_in(phone, portal, vendor(portal), "/ruang/")
    assert (axe(phone), fits(phone)) == ([], True)
    phone.get_by_role("link", name=re.compile("Lihat jam kosong.*Ruang Bidding A")).click()
    phone.get_by_label("Hari", exact=True).get_by_role("link").nth(2).click()
    assert (axe(phone), fits(phone)) == ([], True)
    phone.get_by_label("Keperluan").fill("Mengunggah penawaran")
    phone.get_by_role("button", name="Ajukan pemesanan").click()
    expect(phone.locator(".error-summary")).to_contain_text("Isi perusahaan atau instansi.")
    expect(phone.get_by_label("Keperluan")).to_have_value("Mengunggah penawaran")
    phone.get_by_label("Perusahaan atau instansi").fill("CV Contoh Jaya")
    phone.get_by_role("button", name="Ajukan pemesanan").click()
    expect(phone.get_by_text("menunggu persetujuan").first).to_be_visible()
    assert (axe(phone), fits(phone)) == ([], True)
    number = phone.url.rstrip("/").rpartition("/")[2]

    # The officer approves; the visitor's page now has the code.
    page.goto(portal.url + DESK)
    page.locator("#menunggu tr", has_text="CV Contoh Jaya").get_by_role("button", name="Setujui").click()
    expect(page.get_by_text(f"Pemesanan {number} disetujui.")).to_be_visible()
    assert (axe(page), fits(page)) == ([], True)
    phone.reload()
    expect(phone.get_by_role("heading", name="Ruang sudah dipesan")).to_be_visible()
    expect(phone.get_by_alt_text("Kode QR kehadiran")).to_be_visible()
    assert (axe(phone), fits(phone)) == ([], True)
    code = phone.locator(".check-in .code").inner_text()

    # At the desk: the code, the card, the slip with the voucher.
    begun(portal, number, minutes=5)
    page.goto(portal.url + DESK)
    page.get_by_label("Kode hadir atau nomor pemesanan").fill(code.lower())
    page.get_by_label("KTP").check()
    page.get_by_role("button", name="Catat hadir dan beri voucher").click()
    expect(page.locator(".slip-code")).to_have_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$"))
    assert (axe(page), fits(page)) == ([], True)
    phone.reload()
    expect(phone.get_by_text("Anda tercatat hadir")).to_be_visible()

    # The end, then the figures.
    page.get_by_role("link", name="Kembali ke ruang hari ini").click()
    assert (axe(page), fits(page)) == ([], True)
    page.locator("#di-ruang tr", has_text="CV Contoh Jaya").get_by_role("button", name="Selesai").click()
    expect(page.locator("#di-ruang")).not_to_contain_text("CV Contoh Jaya")
    for place, words in (("Pekan", "Ruang Bidding A"), ("Pemakaian", "1 kunjungan, 1 orang")):
        page.get_by_role("link", name=place, exact=True).click()
        expect(page.locator("main, #main").first).to_contain_text(words)
        assert (axe(page), fits(page)) == ([], True)
    assert portal.sql("SELECT state, identity_shown FROM helpdesk_roombooking WHERE number = %s", number) == [
        ("finished", "ktp")
    ]


def room_in_the_database(portal: Portal, code: str, name: str) -> None:
    portal.sql(
        "INSERT INTO helpdesk_room (code, name, kind, place, seats, use, needs_approval, equipment, is_active, version) "
        "VALUES (%s, %s, 'bidding', 'Lantai 2', 4, 'both', false, '', true, 1)",
        code,
        name,
    )


def test_a_visitor_books_and_cancels_without_scripts(portal: Portal, page_without_javascript: Page) -> None:
    room_in_the_database(portal, "bidding-b", "Ruang Bidding B")
    screen = page_without_javascript
    sign_in(screen, portal, "ppk", "/ruang/bidding-b/")
    screen.get_by_label("Hari", exact=True).get_by_role("link").nth(3).click()
    screen.get_by_label("Tempat").select_option("whole")
    screen.get_by_label("Jumlah orang").fill("4")
    screen.get_by_label("Keperluan").fill("Rapat penjelasan")
    screen.get_by_label("Perusahaan atau instansi").fill("Dinas Contoh")
    # Without scripts, Chromium draws no further frame after a choice from a list, for which a click would wait.
    screen.get_by_label("Perusahaan atau instansi").press("Enter")
    expect(screen.get_by_role("heading", name="Ruang sudah dipesan")).to_be_visible()
    number = screen.url.rstrip("/").rpartition("/")[2]
    screen.get_by_role("link", name="Batalkan pemesanan ini").click()
    screen.get_by_role("button", name="Ya, batalkan pemesanan").click()
    expect(screen.get_by_text("dibatalkan").first).to_be_visible()
    assert portal.sql("SELECT state FROM helpdesk_roombooking WHERE number = %s", number) == [("cancelled",)]


def test_the_portal_itself_frees_what_nobody_came_for(portal: Portal, page_without_javascript: Page) -> None:
    room_in_the_database(portal, "bidding-c", "Ruang Bidding C")
    screen, new = page_without_javascript, f"{DESK}pesankan/?ruang=bidding-c"
    sign_in(screen, portal, "layanan", new)
    screen.get_by_label("Hari", exact=True).get_by_role("link").nth(2).click()
    screen.get_by_label("Nama pengunjung").fill("Andi Contoh")
    screen.get_by_label("Keperluan").fill("Mengunggah penawaran")
    screen.get_by_role("button", name="Pesankan").click()
    expect(screen.get_by_text("Ruang sudah dipesankan.")).to_be_visible()
    missed = screen.url.rstrip("/").rpartition("/")[2]
    begun(portal, missed, minutes=31)
    # The duty comes within a minute.
    for _ in range(100):
        if portal.sql("SELECT state FROM helpdesk_roombooking WHERE number = %s", missed) == [("no_show",)]:
            break
        time.sleep(1)
    screen.reload()
    expect(screen.get_by_text("tidak hadir").first).to_be_visible()
