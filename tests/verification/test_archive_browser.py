"""The archive in real Chromium: a bundle that standard tools verify, a hold of two people, a destruction of two people."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.pdfs import words
from tests.support.portal import Portal, until
from tests.support.walk import Judge, downloaded, follow, loaded, press

pytestmark = pytest.mark.browser
ARCHIVE = "/admin/verification/arsip/"
REJECTED = """
    SELECT number FROM registration_application
    WHERE state = 'rejected' AND erased_at IS NULL AND decided_at < now() - interval '3 days' ORDER BY id LIMIT 1
"""
# Retention counts from this day. Three years pass for this case alone; no trigger or constraint is switched off.
THREE_YEARS_PASS = "UPDATE registration_application SET decided_at = decided_at - interval '3 years' WHERE number = %s"


def reason(desk: Page, text: str, button: str) -> None:
    desk.get_by_label("Alasan").fill(text)
    press(desk, button)


def stored(portal: Portal, number: str) -> list[Path]:
    """Files of the case that lie on the disk, by the names its rows give now."""
    rows = portal.sql("SELECT storage_name, view_name FROM core_storedfile WHERE case_number = %s", number)
    names = {name for row in rows for name in row if name}
    return [path for path in portal.data_dir.rglob("*") if path.name in names]


def test_a_bundle_is_made_and_verified_by_standard_tools(
    portal: Portal, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    [(number,)] = portal.sql(REJECTED)
    desk = at_work("verifikator")
    desk.goto(portal.url + ARCHIVE)
    judge(desk)
    case = f"{portal.url}{ARCHIVE}berkas/{number}/"
    desk.goto(case)
    press(desk, "Susun bundel")
    link = desk.get_by_role("link", name="Unduh bundel")
    loaded(desk, link)
    judge(desk)
    told = desk.locator("#judul-bundel").locator("..").inner_text()
    follow(desk, link)
    press(desk, "Unduh bundel")
    expect(desk.locator(".error-summary")).to_contain_text("Tulis alasannya.")
    judge(desk)
    desk.get_by_label("Alasan").fill("Permintaan Inspektorat, surat nomor 12/2026")
    bundle = downloaded(desk, desk.get_by_role("button", name="Unduh bundel"), tmp_path / "bundel.zip")
    digest = subprocess.run(["sha256sum", bundle], capture_output=True, text=True, check=True).stdout.split()[0]
    assert f"SHA-256 {digest}" in told
    inside = tmp_path / "isi"
    subprocess.run(["unzip", "-q", bundle, "-d", inside], check=True)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=inside, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    lines = checked.stdout.splitlines()
    assert len(lines) > 5
    assert all(line.endswith(": OK") for line in lines)
    # One changed byte is found.
    letter = next(inside.glob("naskah/*.pdf"))
    letter.write_bytes(letter.read_bytes() + b"\n")
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=inside, capture_output=True).returncode == 1
    desk.goto(f"{case}dilihat/")
    expect(desk.locator("table")).to_contain_text("Permintaan Inspektorat, surat nomor 12/2026")
    judge(desk)


def test_a_held_case_stays_and_a_released_one_is_destroyed_by_two_people(
    portal: Portal, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    [(number,)] = portal.sql(REJECTED)
    desk, head = at_work("verifikator"), at_work("kepala")
    case = f"{portal.url}{ARCHIVE}berkas/{number}/"
    bytes_before = stored(portal, number)
    assert bytes_before
    [(letter,)] = portal.sql(
        "SELECT number FROM core_officialdocument WHERE case_number = %s AND kind = 'rejection_letter'", number
    )

    desk.goto(case)
    follow(desk, desk.get_by_role("link", name="Tahan berkas ini"))
    reason(desk, "Pemeriksaan Inspektorat", "Tahan berkas")
    expect(desk.get_by_text("isinya tidak dimusnahkan")).to_be_visible()
    judge(desk)

    # Past its time, and yet it is not proposed while it is held.
    portal.sql(THREE_YEARS_PASS, number)
    desk.reload()
    expect(desk.get_by_text("tetapi berkas ditahan, jadi tidak diusulkan musnah")).to_be_visible()
    desk.goto(f"{portal.url}{ARCHIVE}pemusnahan/usul/")
    expect(desk.get_by_text("Tidak ada yang dapat diusulkan")).to_be_visible()

    # One asks for the release, another decides.
    desk.goto(case)
    follow(desk, desk.get_by_role("link", name="Minta pencabutan"))
    reason(desk, "Pemeriksaan selesai", "Minta pencabutan")
    assert desk.get_by_role("button", name="Cabut penahanan").count() == 0
    head.goto(case)
    judge(head)
    press(head, "Cabut penahanan")
    expect(head.get_by_text("Penahanan dicabut.")).to_be_visible()

    # One proposes the destruction, another approves.
    desk.goto(f"{portal.url}{ARCHIVE}?tampil=lewat")
    expect(desk.get_by_role("link", name=number)).to_be_visible()
    follow(desk, desk.get_by_role("link", name="Pemusnahan", exact=True).last)
    follow(desk, desk.get_by_role("link", name="Usulkan pemusnahan"))
    expect(desk.get_by_role("link", name=number)).to_be_visible()
    judge(desk)
    follow(desk, desk.get_by_role("button", name=re.compile(r"^Usulkan \d+ berkas$")))
    proposal = desk.url
    assert desk.get_by_role("button", name="Setujui pemusnahan").count() == 0
    judge(desk)
    head.goto(proposal)
    judge(head)
    press(head, "Setujui pemusnahan")
    loaded(head, head.get_by_text("isi dihapus menurut retensi"))
    judge(head)

    # The berita acara names the case; its content is gone, the record stays.
    made = "SELECT count(*) FROM core_officialdocument WHERE kind = 'destruction_report' AND sha256 <> ''"
    until(lambda: portal.sql(made) == [(1,)], 60, "the berita acara is made")
    report = words(downloaded(head, head.get_by_role("link", name="Unduh PDF"), tmp_path / "ba.pdf").read_bytes())
    # A narrow column of the table breaks them.
    for told in (number, letter):
        assert told in report.replace(" ", "")
    assert [path for path in bytes_before if path.exists()] == []
    states = "SELECT DISTINCT state, storage_name, view_name FROM core_storedfile WHERE case_number = %s"
    assert portal.sql(states, number) == [("erased", "", "")]
    kept = "SELECT state, name, erased_at IS NOT NULL FROM registration_application WHERE number = %s"
    assert portal.sql(kept, number) == [("rejected", "", True)]
    head.goto(case)
    expect(head.get_by_text("Isi dihapus menurut retensi pada")).to_be_visible()
    expect(head.locator("#judul-retensi").locator("..")).to_contain_text(letter)
    expect(head.get_by_text("Bundel ikut dihapus dengan isi berkas.")).to_be_visible()
    judge(head)
    checked = portal.manage("check_audit")
    assert checked.returncode == 0, checked.stdout + checked.stderr
