"""Excel in, Excel out in real Chromium: the register that an office kept before the portal, by an officer."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.core.samples import archive
from tests.support.portal import Portal
from tests.support.walk import Judge, downloaded, follow, press

pytestmark = pytest.mark.browser
LIST = "/admin/core/impor/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = '=HYPERLINK("http://contoh.invalid","klik")'
NEW = [
    ["LAMA1", "CV Cahaya Lama", "01.234.567.8-801.000", "Jalan Contoh 1", "aktif"],
    ["LAMA2", FORMULA, "", "@SUM(1+1)", ""],
    ["LAMA3", "UD Sumber Lama", "", "+62 812", "tidak aktif"],
]
BAD = [
    ["LAMA4", "CV Angka Salah", "12", "", ""],
    ["LAMA5", "", "", "", ""],
    ["LAMA1", "CV Cahaya Lama", "", "", ""],
    ["LAMA6", "CV Keadaan Salah", "", "", "entah"],
]


def register(known: str) -> bytes:
    """The office's own table: a title above it, a heading that no program guesses, and a row the portal knows better."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [["Daftar penyedia per 2020"], ["Login", "Nama Penyedia", "No. NPWP", "Alamat", "Status"], *NEW, *BAD]
    for number, row in enumerate([*rows, [known, "CV Lain", "", "", ""]], 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, text)  # type: ignore[union-attr]
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(desk: Page, portal: Portal, content: bytes) -> None:
    desk.goto(portal.url + LIST)
    follow(desk, desk.locator("#jenis-user_id_register").locator("..").get_by_role("link", name="Unggah berkas"))
    file = {"name": "register.xlsx", "mimeType": XLSX, "buffer": content}
    desk.get_by_label("Berkas Excel (.xlsx) atau CSV").set_input_files(file)  # type: ignore[arg-type]
    press(desk, "Unggah dan periksa")


def pair(desk: Page) -> None:
    """What the portal could not guess, said by the officer."""
    expect(desk.get_by_text("Kolom wajib belum ditemukan dalam berkas: User ID.")).to_be_visible()
    assert desk.get_by_role("button", name="Masukkan").count() == 0
    desk.get_by_label("User ID").select_option("Kolom 1: Login")
    press(desk, "Baca ulang")


def figure(desk: Page, label: str) -> str:
    return desk.locator(".summary div", has=desk.get_by_text(label, exact=True)).locator("dd").inner_text()


def state(portal: Portal) -> list[tuple[object, ...]]:
    """Every entry of the register as it stands, in one figure."""
    return portal.sql("SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM verification_userid t")


def test_a_register_is_paired_looked_at_put_in_and_put_in_again_without_change(
    portal: Portal, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    desk = at_work("verifikator")
    [(known,)] = portal.sql("SELECT value FROM verification_userid WHERE source = 'decided' ORDER BY id LIMIT 1")
    before = state(portal)

    send(desk, portal, archive())
    expect(desk.locator(".error-summary")).to_contain_text("“register.xlsx” adalah arsip ZIP, bukan buku kerja Excel")
    judge(desk)

    content = register(known)
    send(desk, portal, content)
    pair(desk)
    expect(desk.get_by_role("button", name="Masukkan 3 baris")).to_be_visible()
    judge(desk)
    assert (figure(desk, "Baris dibaca"), figure(desk, "Baru")) == ("8", "3")
    wrong = desk.locator("#baris-salah").locator("..").locator("table")
    for line, words in (
        (6, "NPWP terdiri atas 16 angka"), (7, "Isi sel ini; kolom ini wajib."), (8, "Sudah ada pada baris 3."),
        (9, "Keadaan “entah” tidak dikenal"), (10, "sudah tercatat lewat keputusan di portal"),
    ):  # fmt: skip
        expect(wrong.locator("tr", has=desk.get_by_role("rowheader", name=str(line), exact=True))).to_contain_text(
            words
        )
    assert state(portal) == before

    wrong_rows = openpyxl.load_workbook(
        downloaded(desk, desk.get_by_role("link", name="Unduh XLSX"), tmp_path / "salah.xlsx")
    ).active
    assert [row[0].value for row in wrong_rows.iter_rows(min_row=2)] == [6, 7, 8, 9, 10]  # type: ignore[union-attr]

    press(desk, "Masukkan 3 baris")
    expect(desk.get_by_text("Data sudah masuk.")).to_be_visible()
    assert (figure(desk, "Baru"), figure(desk, "Salah, tidak ikut masuk")) == ("3", "5")
    judge(desk)
    rows = "SELECT value, holder_name, address, state FROM verification_userid WHERE value LIKE 'LAMA%' ORDER BY value"
    after = [(row[0], row[1], row[3], "inactive" if row[4] == "tidak aktif" else "active") for row in NEW]
    assert portal.sql(rows) == after

    # The same file once more: nothing is new, nothing changes.
    before = state(portal)
    send(desk, portal, content)
    pair(desk)
    expect(desk.get_by_role("button", name="Masukkan 3 baris")).to_be_visible()
    assert (figure(desk, "Baru"), figure(desk, "Sama dengan yang sudah ada")) == ("0", "3")
    press(desk, "Masukkan 3 baris")
    expect(desk.get_by_text("Data sudah masuk.")).to_be_visible()
    assert (figure(desk, "Baru"), figure(desk, "Berubah")) == ("0", "0")
    assert state(portal) == before


def test_an_export_carries_no_formula(
    portal: Portal, at_work: Callable[[str], Page], judge: Judge, tmp_path: Path
) -> None:
    desk = at_work("verifikator")
    desk.goto(f"{portal.url}/admin/verification/userid/?q=LAMA2")
    expect(desk.get_by_text("LAMA2")).to_be_visible()
    sheet = openpyxl.load_workbook(
        downloaded(desk, desk.get_by_role("button", name="XLSX", exact=True), tmp_path / "userid.xlsx")
    ).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}  # type: ignore[union-attr]
    assert (cells[FORMULA], cells["@SUM(1+1)"]) == ("s", "s")
    assert "f" not in cells.values()
    lines = downloaded(desk, desk.get_by_role("button", name="CSV", exact=True), tmp_path / "userid.csv").read_text(
        "utf-8-sig"
    )
    header, row = csv.reader(io.StringIO(lines), delimiter=";")
    assert f"'{FORMULA}" in row
    assert "'@SUM(1+1)" in row
    assert [cell for cell in [*header, *row] if cell[:1] in {"=", "+", "-", "@"}] == []
