"""The register that the office kept before comes in beside the decisions of the portal: checked, idempotent, never by halves."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.exports import csv_lines, xlsx_file
from core.files.scanner import ScannerError, Verdict
from core.models import AuditEvent, StoredFile, TabularImport
from core.refusals import BadInput, Forbidden
from core.tabular import CellError, checking, running
from core.tabular.report import Report
from core.tabular.retention import imports_sweep
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_discard, import_remap, visible_imports
from core.transitions import WrongState
from tests.verification.importing import GOOD, HEADER, csv_of, figures, preview, put_in, receive
from verification.imports import USER_ID_REGISTER, register_checker
from verification.models import UserId
from verification.services.decisions import decision_approve

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(sign_in):
    """An officer with the permission to import."""
    return sign_in("verifier").user


def said(row: TabularImport) -> dict[int, list[tuple[str, str]]]:
    return {bad.line: [(one.column, one.message) for one in bad.errors] for bad in Report.of(row).bad}


def test_nothing_comes_in_before_somebody_confirms(clerk) -> None:
    row = preview(csv_of(GOOD, ["x", "Tanpa ID"]), clerk)
    assert (row.state, figures(row)) == ("previewed", (1, 0, 0, 1))
    assert row.mapping == {key: place for place, key in enumerate(USER_ID_REGISTER.keys)}
    assert not UserId.objects.exists()


def test_a_row_becomes_an_entry_without_a_decision(clerk) -> None:
    row = put_in(csv_of(GOOD), clerk)
    assert (row.state, figures(row), row.storage_name) == ("finished", (1, 0, 0, 0), "")
    entry = UserId.objects.get()
    assert (entry.value, entry.holder_name, entry.business_form, entry.npwp, entry.nib) == (
        "CAHAYA1", "Cahaya Mandiri", "cv", "0012345678801000", "9120001234567",
    )  # fmt: skip
    assert (entry.address, entry.email, entry.registered_on, entry.state) == (
        "Jalan Contoh 1", "a@contoh.id", date(2019, 3, 27), "active",
    )  # fmt: skip
    assert (entry.source, entry.decision, entry.holder, entry.imported_in) == ("imported", None, None, row)
    actions = AuditEvent.objects.filter(object_number=row.number).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["import.received", "import.read", "import.confirmed", "import.finished"]


def test_the_same_file_again_changes_nothing_and_a_changed_row_is_one_change(clerk) -> None:
    other = ["MAJU2", "CV. Maju Jaya", "", "", "", "", "", "", ""]
    put_in(csv_of(GOOD, other), clerk)
    assert figures(put_in(csv_of(GOOD, other), clerk)) == (0, 0, 2, 0)
    moved = [*other[:5], "Jalan Baru", *other[6:]]
    assert figures(put_in(csv_of(GOOD, moved, ["BARU3", "PT Baru", "", "", "", "", "", "", "tidak aktif"]), clerk)) == (
        1,
        1,
        1,
        0,
    )
    assert UserId.objects.get(value="MAJU2").address == "Jalan Baru"
    assert UserId.objects.get(value="MAJU2").business_form == "cv"
    assert UserId.objects.get(value="BARU3").state == "inactive"


def test_a_column_that_the_file_lacks_keeps_what_stands(clerk) -> None:
    put_in(csv_of(GOOD), clerk)
    row = put_in(csv_of(["CAHAYA1", "Cahaya Abadi"], header=HEADER[:2]), clerk)
    assert figures(row) == (0, 1, 0, 0)
    entry = UserId.objects.get()
    assert (entry.holder_name, entry.npwp, entry.email) == ("Cahaya Abadi", "0012345678801000", "a@contoh.id")


@pytest.mark.parametrize(
    ("place", "text", "says"),
    [
        (0, "", "kolom ini wajib"),
        (0, "PT CAHAYA", "huruf A–Z"),
        (0, "САHАYА", "huruf A–Z"),
        (1, "", "kolom ini wajib"),
        (1, "x" * 251, "Paling banyak 250 huruf"),
        (2, "Perseroan", "tidak dikenal"),
        (3, "123", "15 angka pada kartu lama"),
        (3, "1,23457E+15", "format Teks"),
        (4, "12345", "13 angka"),
        (6, "bukan surel", "alamat surel"),
        (7, "31-2-2020", "hari, bulan, lalu tahun"),
        (7, "1-1-1899", "tahun 2000"),
        (7, "1-1-2999", "hari ini"),
        (8, "entah", "aktif atau tidak aktif"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_what_to_do(clerk, place: int, text: str, says: str) -> None:
    bad = [*GOOD[:place], text, *GOOD[place + 1 :]]
    row = put_in(csv_of(bad, ["LAIN1", *GOOD[1:]]), clerk)
    assert figures(row) == (1, 0, 0, 1)
    ((column, message),) = said(row)[2]
    assert column == USER_ID_REGISTER.keys[place]
    assert says in message


def test_every_wrong_cell_of_a_row_is_named_at_once(lpse) -> None:
    found = register_checker()({"value": "?", "holder_name": "A", "nib": "1", "email": "x"})
    assert [one.column for one in found if isinstance(one, CellError)] == ["value", "nib", "email"]


def test_a_user_id_twice_in_a_file_counts_once_without_regard_to_case(clerk) -> None:
    row = put_in(csv_of(GOOD, ["cahaya1", "Lain", *GOOD[2:]]), clerk)
    assert figures(row) == (1, 0, 0, 1)
    assert "Sudah ada pada baris 2" in said(row)[3][0][1]
    assert UserId.objects.get().holder_name == "Cahaya Mandiri"


def test_a_decision_of_the_portal_is_never_changed_by_a_file(clerk, reviewed, officer) -> None:
    decided = decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1").user_id
    row = preview(csv_of(GOOD, ["LAIN1", *GOOD[1:]]), clerk)
    assert figures(row) == (1, 0, 0, 1)
    assert "keputusan di portal" in said(row)[2][0][1]
    row = import_confirm(row=row, actor=clerk, version=row.version)
    import_work(row.pk)
    before = decided.holder_name
    decided.refresh_from_db()
    assert (decided.holder_name, decided.source, UserId.objects.count()) == (before, "decided", 2)


def test_an_entry_of_the_old_register_is_bound_when_its_holder_is_approved(clerk, reviewed, officer) -> None:
    put_in(csv_of([*GOOD[:3], reviewed.npwp, *GOOD[4:]]), clerk)
    user_id = decision_approve(application=reviewed, actor=officer, user_id="cahaya1").user_id
    entry = UserId.objects.get()
    assert (user_id, entry.state, entry.source) == (entry, "active", "imported")
    assert (entry.decision.application, entry.holder, entry.responsible_name) == (
        reviewed, reviewed.owner, reviewed.signatory_name,
    )  # fmt: skip
    assert entry.registered_on == date(2019, 3, 27)
    assert AuditEvent.objects.filter(action="user_id.taken_over", object_number="CAHAYA1").count() == 1


def test_an_entry_of_the_old_register_with_another_npwp_stops_the_approval(clerk, reviewed, officer) -> None:
    put_in(csv_of(GOOD), clerk)
    with pytest.raises(BadInput, match="sudah tercatat untuk pengguna lain"):
        decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    entry = UserId.objects.get()
    assert (entry.decision, entry.holder) == (None, None)
    reviewed.refresh_from_db()
    assert reviewed.state == "under_review"


def test_the_state_of_a_standing_entry_is_not_changed_by_a_file(clerk) -> None:
    put_in(csv_of(GOOD), clerk)
    row = preview(csv_of([*GOOD[:8], "tidak aktif"]), clerk)
    assert figures(row) == (0, 0, 0, 1)
    assert "penonaktifan" in said(row)[2][0][1]
    with pytest.raises(BadInput, match="Tidak ada satu baris pun"):
        import_confirm(row=row, actor=clerk, version=row.version)


def test_headings_are_found_below_a_title_and_the_mapping_can_be_changed(clerk) -> None:
    content = b"DAFTAR REKANAN LPSE\r\n\r\n" + csv_of(["A1X", "CV Contoh"], header=["Kode", "Nama"])
    row = preview(content, clerk)
    assert (row.header_line, row.mapping) == (1, {})
    content = b"DAFTAR REKANAN LPSE\r\n\r\n" + csv_of(
        ["A1X", "CV Contoh", "x"], header=["User Name", "Rekanan", "Kode"]
    )
    row = preview(content, clerk)
    assert (row.header_line, row.mapping, figures(row)) == (3, {"value": 0, "holder_name": 1}, (1, 0, 0, 0))
    with pytest.raises(BadInput, match="dua kali"):
        import_remap(row=row, actor=clerk, version=row.version, mapping={"value": 0, "holder_name": 0})
    row = import_remap(row=row, actor=clerk, version=row.version, mapping={"value": 0, "holder_name": 2})
    with pytest.raises(WrongState, match="jendela lain"):
        import_confirm(row=row, actor=clerk, version=1)
    import_work(row.pk)
    row.refresh_from_db()
    row = import_confirm(row=row, actor=clerk, version=row.version)
    import_work(row.pk)
    assert UserId.objects.get().holder_name == "x"


def test_a_table_with_other_columns_says_which_are_missing_and_does_not_come_in(clerk) -> None:
    row = preview(csv_of(["SK/1", "Umum"], header=["Nomor SK", "Uraian"]), clerk)
    assert (row.state, row.mapping, row.good_rows) == ("previewed", {}, 0)
    with pytest.raises(BadInput, match="Kolom wajib belum dipasangkan: User ID, Nama pemegang"):
        import_confirm(row=row, actor=clerk, version=row.version)


def test_a_broken_or_empty_table_stops_with_words_and_leaves_no_bytes(
    clerk, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = preview(b'User ID;Nama\r\nA1;"' + b"x" * 200_000, clerk)
    assert (row.state, row.storage_name, row.work_state) == ("stopped", "", "done")
    assert "tanda kutip" in row.message
    assert list(settings.FILES_DIR.glob("??/*")) == []


def test_confirming_twice_and_discarding_afterwards_are_refused(clerk) -> None:
    row = preview(csv_of(GOOD), clerk)
    import_confirm(row=row, actor=clerk, version=row.version)
    with pytest.raises(WrongState, match="tidak menunggu persetujuan"):
        import_confirm(row=row, actor=clerk, version=row.version)
    with pytest.raises(WrongState):
        import_discard(row=row, actor=clerk)
    import_work(row.pk)
    assert import_work(row.pk) is False
    assert UserId.objects.count() == 1


def test_a_discarded_import_leaves_nothing(clerk) -> None:
    row = preview(csv_of(GOOD, ["?", "x"]), clerk)
    row = import_discard(row=row, actor=clerk)
    assert (row.state, row.storage_name, row.report_name) == ("discarded", "", "")
    assert not UserId.objects.exists()


def test_the_same_file_is_not_taken_twice_while_it_waits(clerk) -> None:
    first = preview(csv_of(GOOD), clerk)
    assert receive(csv_of(GOOD), clerk) == first
    assert TabularImport.objects.count() == 1


def test_only_those_with_the_permission_import_and_see_imports(clerk, make_account) -> None:
    row = preview(csv_of(GOOD), clerk)
    stranger = make_account("secretariat")
    with pytest.raises(Forbidden):
        receive(csv_of(GOOD), stranger)
    with pytest.raises(Forbidden):
        import_confirm(row=row, actor=stranger, version=row.version)
    assert not visible_imports(stranger).exists()
    assert list(visible_imports(clerk)) == [row]


def test_all_or_nothing_keeps_the_whole_file_out_for_one_wrong_row(clerk, monkeypatch) -> None:
    monkeypatch.setattr("core.tabular.kinds._KINDS", {USER_ID_REGISTER.key: _whole()})
    row = preview(csv_of(GOOD, ["?", "x"]), clerk)
    with pytest.raises(BadInput, match="seluruhnya atau tidak sama sekali"):
        import_confirm(row=row, actor=clerk, version=row.version)
    # What became wrong between the preview and the import is caught by the worker.
    row = preview(csv_of(GOOD), clerk)
    import_confirm(row=row, actor=clerk, version=row.version)
    monkeypatch.setattr(running, "headings", None)
    monkeypatch.setattr("verification.imports._STATES", {})
    import_work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.bad_rows, row.storage_name) == ("stopped", 1, "")
    assert "seluruh berkas tidak dimasukkan" in row.message
    assert not UserId.objects.exists()


def _whole():
    return replace(USER_ID_REGISTER, all_or_nothing=True)


def test_ten_thousand_wrong_rows_are_another_table(clerk, monkeypatch) -> None:
    monkeypatch.setattr(checking, "MOST_BAD", 3)
    row = preview(csv_of(*[["?", "x"]] * 5), clerk)
    assert (row.state, row.storage_name) == ("stopped", "")
    assert "pasangan kolom keliru" in row.message


def test_an_error_of_ours_is_tried_again_and_then_told(clerk, monkeypatch) -> None:
    row = receive(csv_of(GOOD), clerk)
    monkeypatch.setattr(running, "headings", lambda *_: 1 / 0)
    for _ in range(running.ATTEMPTS):
        TabularImport.objects.update(run_after=timezone.now())
        import_work(row.pk)
    row.refresh_from_db()
    assert row.state == "stopped"
    assert row.number not in row.message
    assert "administrator" in row.message


@pytest.mark.parametrize("outcome", ["clean", "virus", "down"])
def test_a_table_is_scanned_before_it_is_read(clerk, monkeypatch, settings, outcome: str) -> None:
    settings.CLAMD_ADDRESS = "tcp:127.0.0.1:1"

    def scan(content: bytes) -> Verdict:
        if outcome == "down":
            raise ScannerError("no answer")
        return Verdict("Uji-Signature" if outcome == "virus" else "")

    monkeypatch.setattr(running, "scan", scan)
    row = preview(csv_of(GOOD), clerk)
    assert row.state == {"clean": "previewed", "virus": "stopped", "down": "uploaded"}[outcome]
    assert bool(row.storage_name) == (outcome != "virus")
    assert ("terinfeksi" in row.message) == (outcome == "virus")


def test_what_is_forgotten_is_forgotten_by_rule_twice_with_the_same_result(
    clerk, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        waiting = preview(csv_of(GOOD), clerk)
    with django_capture_on_commit_callbacks(execute=True):
        done = preview(csv_of(["LAIN1", *GOOD[1:]], ["?", "x"]), clerk)
    done = import_confirm(row=done, actor=clerk, version=done.version)
    with django_capture_on_commit_callbacks(execute=True):
        import_work(done.pk)
    TabularImport.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=8))
    TabularImport.objects.filter(pk=done.pk).update(ended_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert imports_sweep() == 2
    assert imports_sweep() == 0
    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.state, done.report_name, done.bad_rows) == ("discarded", "", 1)
    assert list(settings.FILES_DIR.glob("??/*")) == []
    assert not StoredFile.objects.exists()


def test_the_exported_register_comes_back_without_a_change(clerk, client) -> None:
    hostile = [
        ["EVIL1", "=HYPERLINK(\"http://x\")", "CV", "", "", "+62 jalan", "", "", ""],
        ["-EVIL2", "@SUM(A1)", "PT", "", "", "-1", "", "1-2-2020", "tidak aktif"],
        [".EVIL3", "＝cmd|calc", "", "", "", "\t=x", "a+b@contoh.id", "", ""],
    ]  # fmt: skip
    content = b"".join(csv_lines(HEADER, hostile))
    assert figures(put_in(content, clerk)) == (3, 0, 0, 0)
    assert UserId.objects.get(value="EVIL1").holder_name == '=HYPERLINK("http://x")'
    for ending in ("csv", "xlsx"):
        response = client.post("/admin/verification/userid/", {"action": f"export_{ending}"})
        again = preview(b"".join(response.streaming_content), clerk, f"register.{ending}")
        assert figures(again) == (0, 0, 3, 0), (again.columns, said(again))


def test_fifty_thousand_rows_with_three_hundred_bad_ones(clerk) -> None:
    chance = random.Random(7)
    words = ["Cahaya", "Maju", "Karya", "Sinar", "Mitra", "Bumi", "Tirta", "Jaya", "Abadi", "Utama", "Sejahtera"]
    bad = set(chance.sample(range(50_000), 300))
    rows = [
        ["??" if number in bad else f"ID{number:06}", f"CV {' '.join(chance.sample(words, 3))}", "CV",
         f"{number:015}", "", f"Jalan {number}", f"p{number}@contoh.id", "27-3-2019", "aktif"]
        for number in range(50_000)
    ]  # fmt: skip
    row = put_in(csv_of(*rows), clerk)
    assert (row.rows, figures(row)) == (50_000, (49_700, 0, 0, 300))
    assert set(said(row)) == {number + 2 for number in bad}
    assert UserId.objects.count() == 49_700
    assert figures(preview(csv_of(*rows), clerk)) == (0, 0, 49_700, 300)


def test_a_workbook_comes_in_like_a_csv(clerk) -> None:
    with xlsx_file(HEADER, [GOOD]) as file:
        assert figures(put_in(file.read(), clerk, "register.xlsx")) == (1, 0, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'import\\_%' AND relpersistence = 't'")
        assert cursor.fetchone() == (0,)
