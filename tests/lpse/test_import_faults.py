"""kill -9 in the middle of an import of 50,000 rows, and two imports at once: nothing by halves, nothing twice."""

import io
import os
import signal
import time
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.support.portal import Portal, until
from tests.support.walk import PASSWORD, press, sign_in

pytestmark = pytest.mark.fault
NEW = "/admin/core/impor/baru/user_id_register/"
ROWS = 50_000
BAD = range(0, ROWS, 167)
GOOD = ROWS - len(BAD)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(first: str, rows: int, bad: range = range(0)) -> bytes:
    """A register as an office keeps it."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["User ID", "Nama Penyedia", "Bentuk", "Alamat", "Tanggal Daftar"])
    for number in range(rows):
        user_id = "?" if number in bad else f"{first}{number:05}"
        sheet.append([user_id, f"Usaha Contoh {number}", "CV", f"Jalan Contoh {number}", "27-3-2019"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hand_in(screen: Page, portal: Portal, name: str, content: bytes) -> str:
    """Upload and wait for the preview; returns the number of the import."""
    screen.goto(portal.url + NEW)
    file = {"name": name, "mimeType": XLSX, "buffer": content}
    screen.get_by_label("Berkas Excel (.xlsx) atau CSV").set_input_files(file)  # type: ignore[arg-type]
    press(screen, "Unggah dan periksa")
    number = screen.url.rstrip("/").rsplit("/", 1)[1]
    expect(screen.get_by_role("button", name="Masukkan")).to_be_visible(timeout=120_000)
    return number


class Watch:
    """One import seen from the database."""

    def __init__(self, portal: Portal, number: str, prefix: str) -> None:
        self.portal, self.number, self.prefix = portal, number, prefix

    def count(self) -> int:
        """How many of its rows are in the register."""
        rows = self.portal.sql("SELECT count(*) FROM verification_userid WHERE value LIKE %s", f"{self.prefix}%")
        return int(rows[0][0])

    def row(self) -> tuple[str, int, int]:
        """State, rows looked at, attempts."""
        query = "SELECT state, progress, attempts FROM core_tabularimport WHERE number = %s"
        [(state, progress, attempts)] = self.portal.sql(query, self.number)
        return state, progress, attempts

    def kill_the_worker(self) -> None:
        """kill -9 of the worker with all its processes; none of the rows came in, and the row says that it runs."""
        for pid in self.portal.pids("celery", "worker"):
            os.kill(pid, signal.SIGKILL)
        assert self.row()[0] == "running"
        assert self.count() == 0
        # The dead worker's hold on the row runs for a minute; let it pass here, as the clock would.
        query = "UPDATE core_tabularimport SET claimed_until = now() WHERE number = %s AND claimed_until > now()"
        self.portal.sql(query, self.number)

    def upserting(self) -> set[int]:
        """The database processes that run its one statement that writes into the register."""
        active = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
        return {int(pid) for (pid,) in self.portal.sql(active + " AND query LIKE 'WITH put AS (INSERT%'")}


def wait(condition: Callable[[], bool], watch: Watch, allowed: set[int], seconds: float = 90) -> None:
    """Wait for the condition; all the while only these numbers of rows may stand in the register."""
    ends = time.monotonic() + seconds
    while not condition():
        assert watch.count() in allowed
        assert time.monotonic() < ends, watch.row()
        time.sleep(0.01)


def test_a_worker_killed_in_an_import_of_50000_rows_leaves_nothing_and_the_next_puts_all_in_once(
    new_portal: Callable[..., Portal], page: Page
) -> None:
    portal = new_portal(LPSE_DEMO="1", LPSE_DEMO_PASSWORD=PASSWORD).start(180)
    sign_in(page, portal, "verifikator")
    other = page.context.new_page()
    small = Watch(portal, hand_in(other, portal, "kecil.xlsx", table("KECIL", 5)), "KECIL")
    large = Watch(portal, hand_in(page, portal, "besar.xlsx", table("BESAR", ROWS, BAD)), "BESAR")
    expect(page.get_by_text("Ditampilkan 50 yang pertama")).to_be_visible()

    # Two at once: the second is told to wait.
    press(page, "Masukkan 49.700 baris")
    wait(lambda: large.row()[1] > 0, large, {0})
    press(other, "Masukkan 5 baris")
    expect(other.get_by_text("Menunggu giliran: impor lain dengan jenis yang sama sedang berjalan.")).to_be_visible()
    assert small.count() == 0

    # Killed while it reads, and again while it writes: nothing of it is there, and the page says what happens next.
    wait(lambda: large.row()[1] > 5_000, large, {0})
    large.kill_the_worker()
    # A busy machine may have been at the writing already; the database only notices at its end that nobody waits for it.
    of_the_dead = large.upserting()
    page.reload()
    expect(page.get_by_text("tidak ada yang masuk sebagian dan pekerjaan diulang sendiri")).to_be_visible()
    wait(lambda: bool(large.upserting() - of_the_dead), large, {0})
    large.kill_the_worker()

    wait(lambda: large.row()[0] == "finished", large, {0, GOOD})
    expect(page.get_by_text("Data sudah masuk.")).to_be_visible()
    summary = page.locator(".summary").first
    expect(summary).to_contain_text("Baru49.700")
    expect(summary).to_contain_text("Salah, tidak ikut masuk300")
    assert large.count() == GOOD
    assert large.row()[2] >= 4  # the preview, two that were killed, and the one that did it
    until(lambda: small.row()[0] == "finished", 60, "the small one had its turn")
    assert small.count() == 5
    expect(other.get_by_text("Data sudah masuk.")).to_be_visible()
    recorded = "SELECT count(*) FROM core_auditevent WHERE object_number = %s AND action = 'import.finished'"
    assert portal.sql(recorded, large.number) == [(1,)]
