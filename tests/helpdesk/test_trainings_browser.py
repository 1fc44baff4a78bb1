"""The story of a training in real Chromium: planned, enrolled on a telephone, attendance by the code, certificate, check."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.helpdesk.test_rooms_browser import fits, sign_in, vendor
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
DESK = "/admin/helpdesk/pelatihan/"
WITA = ZoneInfo("Asia/Makassar")


def typed(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y %H.%M}"


def plan(page: Page, portal: Portal, begin: datetime) -> str:
    """As the officer plans a training; a refusal keeps what was typed."""
    page.goto(f"{portal.url}{DESK}baru/")
    page.get_by_label("Judul").fill("Memakai SPSE bagi penyedia baru")
    page.get_by_label("Materi").fill("Pendaftaran dan unggah penawaran")
    page.get_by_label("Sasaran peserta").fill("penyedia baru")
    page.get_by_label("Narasumber").fill("Wati Layanan")
    page.get_by_label("Mulai", exact=True).fill(typed(begin))
    page.get_by_label("Sampai", exact=True).fill(typed(begin + timedelta(hours=3)))
    page.get_by_label("Tempat lain").fill("Aula Kantor Bupati")
    page.get_by_label("Pendaftaran mulai").fill(typed(begin - timedelta(days=2)))
    page.get_by_label("Pendaftaran sampai").fill(typed(begin))
    page.get_by_role("button", name="Simpan rancangan").click()
    expect(page.locator(".error-summary")).to_contain_text("Isi jumlah tempat.")
    expect(page.get_by_label("Judul")).to_have_value("Memakai SPSE bagi penyedia baru")
    page.get_by_label("Jumlah tempat").fill("20")
    page.get_by_role("button", name="Simpan rancangan").click()
    expect(page.get_by_text("Rancangan disimpan.")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


def test_from_the_plan_to_the_checked_certificate(
    portal: Portal, phone: Page, page: Page, page_without_javascript: Page, axe: Callable[[Page], list[str]]
) -> None:
    desk, page = page, page_without_javascript
    sign_in(page, portal, "layanan", DESK)
    begin = (datetime.now(WITA) + timedelta(minutes=20)).replace(second=0, microsecond=0)
    number = plan(page, portal, begin)
    page.get_by_role("button", name="Buka pendaftaran").click()
    expect(page.get_by_text("Pelatihan sudah diumumkan.")).to_be_visible()
    assert fits(page)

    # The vendor enrols on a telephone.
    sign_in(phone, portal, vendor(portal), "/pelatihan/")
    assert (axe(phone), fits(phone)) == ([], True)
    phone.get_by_role("link", name=re.compile("Lihat dan daftar.*Memakai SPSE")).click()
    assert (axe(phone), fits(phone)) == ([], True)
    phone.get_by_label("Perusahaan atau instansi").fill("CV Contoh Jaya")
    phone.get_by_role("button", name="Daftar", exact=True).click()
    expect(phone.get_by_text("Anda mendapat tempat.")).to_be_visible()
    assert (axe(phone), fits(phone)) == ([], True)

    # The code in the room: the picture is there; what a camera reads from it is asked of the portal.
    page.get_by_role("link", name="Kode hadir di layar").click()
    expect(page.get_by_alt_text(f"Kode QR kehadiran pelatihan {number}")).to_be_visible()
    phone.goto(portal.url + scanned(portal, number))
    phone.get_by_role("button", name="Saya hadir").click()
    expect(phone.get_by_text("Kehadiran Anda sudah tercatat.")).to_be_visible()
    phone.get_by_role("link", name="Isi evaluasi").click()
    assert (axe(phone), fits(phone)) == ([], True)
    for group in phone.locator("fieldset.field").all():
        group.get_by_label("5, sangat setuju").check()
    phone.get_by_role("button", name="Kirim evaluasi").click()
    expect(phone.get_by_text("evaluasi Anda kami terima")).to_be_visible()
    own = phone.url

    # It took place: moved in the database, because the test cannot wait for the begin.
    portal.sql(
        "UPDATE helpdesk_training SET starts_at = now() - interval '1 minute', enrol_closes_at = now() - interval '2 minutes' "
        "WHERE number = %s",
        number,
        owner=True,
    )
    page.goto(f"{portal.url}{DESK}{number}/")
    page.get_by_role("button", name="Catat sudah dilaksanakan").click()
    page.get_by_role("button", name="Terbitkan sertifikat").click()
    page.get_by_role("button", name="Terbitkan daftar hadir").click()
    expect(page.get_by_text("Daftar hadir diterbitkan")).to_be_visible()
    assert fits(page)
    for _ in range(60):
        if portal.sql(
            "SELECT count(*) FROM core_officialdocument WHERE kind LIKE 'training%%' AND rendered_at IS NULL"
        ) == [(0,)]:
            break
        time.sleep(0.5)
    phone.goto(own)
    with phone.expect_download() as paper:
        phone.get_by_role("link", name="Unduh sertifikat").click()
    assert paper.value.suggested_filename.startswith("training-certificate")
    phone.get_by_role("link", name="memeriksa keasliannya").click()
    expect(phone.locator("main")).to_contain_text("Memakai SPSE bagi penyedia baru")
    # The desk as an officer with scripts sees it.
    sign_in(desk, portal, "layanan", DESK)
    for place in ("", "baru/", f"{number}/", f"{number}/peserta/", "belum-pernah/", "angka/"):
        desk.goto(f"{portal.url}{DESK}{place}")
        assert (place, axe(desk), fits(desk)) == (place, [], True)
    expect(desk.locator("main, #main").first).to_contain_text("1 peserta")
    assert portal.sql(
        "SELECT e.state, e.attended_how FROM helpdesk_trainingenrolment e JOIN helpdesk_training t ON t.id = e.training_id "
        "WHERE t.number = %s",
        number,
    ) == [("attended", "code")]


def scanned(portal: Portal, number: str) -> str:
    """What a camera reads from the picture on the screen."""
    told = portal.manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from helpdesk.models import Training; from helpdesk.services.training_attendance import code_now; "
        f"print(code_now(Training.objects.get(number='{number}'))[0])",
    )
    return f"/pelatihan/{number}/hadir/?kode={told.stdout.strip()}"
