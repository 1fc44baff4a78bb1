"""Stage times come in as a table: of several tenders, with their source, whole schedules only, the earlier ones kept."""

import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, TabularImport, User
from core.refusals import BadInput, Forbidden
from core.tabular.report import Report
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_receive
from procurement.models import Package, Schedule, Stage, StageList
from procurement.selectors import schedule_of, stages_between
from procurement.services import schedule_copy
from procurement.stage_lists import STAGES
from tests.procurement.packages import package_make

pytestmark = pytest.mark.django_db
NEW = "/admin/core/impor/baru/stage_list/"
HEADER = ("Kode Tender", "Nama Tahap", "Mulai", "Selesai")
A = [
    ("3215289", "Pengumuman", "3 Agustus 2026 10:00", "10-08-2026 23.59"),
    ("3215289", "Pembukaan Penawaran", "2026-08-11 10:05", "2026-08-11 16:00"),
]
B = [("4215289", "Pengumuman", "4-8-2026 08:00", "12-8-2026 10:00")]
SAID = {"source": "ekspor SPSE 25 Februari 2026", "seen_at": datetime(2026, 2, 25, 2, 5, tzinfo=UTC)}
Row = tuple[str, ...]


@pytest.fixture
def desk(sign_in: Callable[..., Client]) -> Client:
    return sign_in("support")


@pytest.fixture
def clerk(desk: Client) -> User:
    found: User = desk.user  # type: ignore[attr-defined]
    for code in ("3215289", "4215289"):
        package_make(found, code=code)
    return found


def table(rows: Iterable[Row], header: Row = HEADER) -> bytes:
    return "".join(";".join(row) + "\r\n" for row in (header, *rows)).encode()


def previewed(content: bytes, clerk: User, name: str = "jadwal.csv") -> TabularImport:
    row = import_receive(upload=SimpleUploadedFile(name, content), kind=STAGES, actor=clerk, said=SAID)
    assert import_work(row.pk)
    row.refresh_from_db()
    return row


def put_in(content: bytes, clerk: User, name: str = "jadwal.csv") -> TabularImport:
    row = previewed(content, clerk, name)
    import_confirm(row=row, actor=clerk, version=row.version)
    assert import_work(row.pk)
    row.refresh_from_db()
    return row


def figures(row: TabularImport) -> tuple[int, int, int, int]:
    return row.new_rows, row.changed_rows, row.same_rows, row.bad_rows


def stages(code: str) -> list[str]:
    found = schedule_of(Package.objects.get(code=code))
    return [stage.name for stage in found.stages.all()] if found else []


def workbook(rows: Iterable[Row]) -> bytes:
    """With times as Excel's own, where a cell is one."""
    book = openpyxl.Workbook()
    book.active.append(list(HEADER))
    for code, name, *times in rows:
        book.active.append(
            [int(code), name, *(datetime.fromisoformat(one) if one[:4] == "2026" else one for one in times)]
        )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("make", [table, workbook])
def test_several_tenders_come_in_with_their_source_and_are_read_like_pasted_ones(clerk, desk, make) -> None:
    found = put_in(make([*A, *B]), clerk, "ekspor.bin")
    assert (found.state, figures(found)) == ("finished", (3, 0, 0, 0))
    at = datetime(2026, 8, 11, 2, 5, tzinfo=UTC)  # 10:05 WITA
    assert [(s.name, s.schedule.package.code) for s in stages_between(at, at)] == [
        ("Pembukaan Penawaran", "3215289"),
        ("Pengumuman", "4215289"),
    ]
    assert stages("3215289") == ["Pengumuman", "Pembukaan Penawaran"]
    row = Schedule.objects.get(package__code="3215289")
    assert (row.source, row.seen_at, row.entered_by) == (
        "ekspor.bin, ekspor SPSE 25 Februari 2026",
        SAID["seen_at"],
        clerk,
    )
    events = AuditEvent.objects.filter(action="package.schedule_imported")
    assert sorted(events.values_list("object_number", "data__stages")) == [("3215289", 2), ("4215289", 1)]
    assert not OutgoingMail.objects.exists()
    page = desk.get(f"/admin/procurement/package/{row.package_id}/change/").content.decode()
    assert "ekspor.bin, ekspor SPSE 25 Februari 2026" in page


def test_what_differs_takes_the_place_of_the_copy_before_which_stays_and_nothing_is_doubled(clerk, desk) -> None:
    package = Package.objects.get(code="3215289")
    pasted = schedule_copy(
        package=package, text="\n".join(" ".join(row[1:]) for row in A).replace("2026-08-11", "11-08-2026"),
        source="halaman Jadwal", seen_at=timezone.now(), actor=clerk,
    )  # fmt: skip
    # The same times in another order are the same schedule.
    assert figures(put_in(table([A[1], *B, A[0]]), clerk)) == (1, 0, 2, 0)
    assert schedule_of(package) == pasted
    # A stage that is gone changes the schedule as much as another time does.
    moved = (*A[0][:3], "12-8-2026 10:00")
    assert figures(previewed(table(A[:1]), clerk)) == (0, 1, 0, 0)
    assert figures(put_in(table([moved, A[1]]), clerk)) == (0, 2, 0, 0)
    assert list(package.schedules.values_list("is_current", flat=True)) == [True, False]
    assert stages("4215289") == ["Pengumuman"]
    at = datetime(2026, 8, 12, 1, 0, tzinfo=UTC)
    assert [s.schedule.package.code for s in stages_between(at, at)] == ["4215289", "3215289"]
    page = desk.get(f"/admin/procurement/package/{package.pk}/change/").content.decode()
    assert page.index("jadwal.csv, ekspor") < page.index("Salinan sebelumnya") < page.index("halaman Jadwal")


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        (("9999999", *B[0][1:]), "code", "belum ada pada daftar tender"),
        (("abc", *B[0][1:]), "code", "4 sampai 20 angka"),
        ((*B[0][:2], "4-8-2026 08:00", "3-8-2026 08:00"), "ends_at", "lebih awal dari waktu mulai"),
        ((*B[0][:2], "4-8-2026", "4-8-2026 08:00"), "starts_at", "tidak memuat jam"),
        ((*B[0][:2], "4-8-2026 08:00 EST", "4-8-2026 08:00"), "starts_at", "bukan tanggal dan jam"),
        ((*B[0][:2], "08/31/2026 08:00", "31-8-2026 08:00"), "starts_at", "bukan tanggal dan jam"),
        ((*B[0][:2], "4-8-1999 08:00", "4-8-2026 08:00"), "starts_at", "Tahun 1999 tidak mungkin"),
        (("3215289", "PENGUMUMAN", *B[0][2:]), "name", "Sudah ada pada baris 2"),
        (("4215289", "", *B[0][2:]), "name", "Isi sel ini"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_keeps_out_the_schedule_of_its_tender_alone(clerk, desk, cells, column, says) -> None:
    # Both tenders stand with a right row; the wrong one makes the schedule of its own tender a half one.
    found = put_in(table([*A, *B[:1], cells, ("4215289", "Penutup", "5-8-2026 08:00", "5-8-2026 09:00")]), clerk)
    bad = {row.line: [(error.column, error.message) for error in row.errors] for row in Report.of(found).bad}
    assert [(name, says in message) for name, message in bad[5]] == [(column, True)]
    kept_out = {"3215289": [2, 3, 5], "4215289": [4, 5, 6]}.get(cells[0], [5])
    assert sorted(bad) == kept_out
    assert all("Baris lain" in message for line in kept_out if line != 5 for _, message in bad[line])
    assert bool(stages("3215289")) == (cells[0] != "3215289")
    assert bool(stages("4215289")) == (cells[0] != "4215289")
    # The wrong rows can be downloaded, put right and handed in again.
    lines = desk.get(f"/admin/core/impor/{found.number}/baris-salah.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith('"Kode Tender";"Nama Tahap";"Mulai";"Selesai"')
    assert len(lines) == 1 + len(kept_out)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("4-8-2026 10:00 WIB", 3), ("4 Agt 2026 10.00 wita", 2), ("2026-08-04T10:00:00.000Z", 10), ("2026-08-04 10:00+09:00", 1)],
)  # fmt: skip
def test_a_zone_that_stands_behind_the_time_counts(clerk, text: str, hour: int) -> None:
    put_in(table([(*B[0][:2], text, B[0][3])]), clerk)
    assert Stage.objects.get().starts_at == datetime(2026, 8, 4, hour, 0, tzinfo=UTC)


def test_a_tender_has_no_more_stages_than_a_schedule_may(clerk) -> None:
    rows = [("4215289", f"Tahap {n}", *B[0][2:]) for n in range(61)]
    assert figures(put_in(table([*A, *rows[:60]]), clerk)) == (62, 0, 0, 0)
    found = previewed(table(rows), clerk)
    assert figures(found) == (0, 0, 0, 61)
    assert "paling banyak 60 tahap" in Report.of(found).bad[-1].errors[0].message


# By pages


def sent(desk: Client, **other: object) -> dict[str, object]:
    values = {"file": SimpleUploadedFile("jadwal.csv", table(A)), "source": "ekspor SPSE", "seen_at": "25-2-2026 10.05"}
    return {**values, **other}


def test_the_admin_asks_for_the_source_and_shows_it_before_anything_comes_in(clerk, desk) -> None:
    asked = desk.get(NEW).content.decode()
    assert "Diambil dari SPSE pada" in asked
    page = desk.post(NEW, sent(desk), follow=True).content.decode()
    assert "jadwal.csv, ekspor SPSE" in page
    assert not Schedule.objects.exists()
    row = TabularImport.objects.get(kind=STAGES.key)
    import_work(row.pk)
    assert "Masukkan 2 baris" in desk.get(f"/admin/core/impor/{row.number}/").content.decode()
    assert AuditEvent.objects.filter(action="import.received", object_number=row.number).count() == 1


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"source": ""}, "Isi sumber."),
        ({"source": "SPSE"}, "sedikitnya 5 huruf"),
        ({"seen_at": "kemarin"}, "Tulis tanggal dan jam"),
        ({"seen_at": "25-2-2099 10.05"}, "belum tiba"),
    ],
)
def test_without_a_source_nothing_is_taken_in(clerk, desk, other: dict[str, str], says: str) -> None:
    answer = desk.post(NEW, sent(desk, **other))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not TabularImport.objects.filter(kind=STAGES.key).exists()
    assert not StageList.objects.exists()


def test_a_table_with_other_columns_offers_no_way_in(clerk, desk) -> None:
    row = previewed(table([("x", "y", "z", "w")], ("Nomor", "Uraian", "Tanggal", "Catatan")), clerk)
    page = desk.get(f"/admin/core/impor/{row.number}/").content.decode()
    assert "Kode tender, Tahap, Mulai, Selesai" in page
    with pytest.raises(BadInput, match="Kolom wajib belum dipasangkan"):
        import_confirm(row=row, actor=clerk, version=row.version)


def test_the_template_is_read_as_it_is(clerk, desk) -> None:
    assert Package.objects.filter(code=STAGES.columns[0].example).exists()
    assert figures(previewed(desk.get(NEW + "contoh.xlsx").content, clerk)) == (1, 0, 0, 0)


@pytest.mark.parametrize(("role", "status"), [("verifier", 200), ("head", 403), ("secretariat", 403), ("ppk", 302)])
def test_who_pastes_and_imports_may_import_them(sign_in, role: str, status: int) -> None:
    assert sign_in(role).get(NEW).status_code == status


# From the machine


def test_the_command_does_the_same_and_names_the_file_as_source(clerk, tmp_path: Path, make_account) -> None:
    file = tmp_path / "jadwal.csv"
    file.write_bytes(table([*A, ("9999999", *B[0][1:])]))
    out = io.StringIO()
    call_command("import_stages", file, by=clerk.username, json=True, stdout=out)
    assert json.loads(out.getvalue()).items() >= {"rows": 3, "new_rows": 2, "bad_rows": 1}.items()
    assert Schedule.objects.get().source == "jadwal.csv"
    file.write_bytes(table(A[:1]))
    call_command("import_stages", file, by=clerk.username, source="ekspor SPSE", seen_at="2026-02-25 10:05", stdout=out)
    now = Schedule.objects.get(is_current=True)
    assert (now.source, now.seen_at) == ("jadwal.csv, ekspor SPSE", SAID["seen_at"])
    with pytest.raises(CommandError, match="tidak memuat jam"):
        call_command("import_stages", file, by=clerk.username, seen_at="2026-02-25")
    with pytest.raises(CommandError, match="berhak"):
        call_command("import_stages", file, by=make_account("secretariat").username)
    with pytest.raises(Forbidden):
        previewed(table(A), make_account("vendor"))


def test_the_database_takes_no_copy_that_names_a_list_which_is_over(clerk) -> None:
    put_in(table(A), clerk)
    package, source = Package.objects.get(code="4215289"), StageList.objects.get()
    given = {"package": package, "source": "lain", "seen_at": timezone.now(), "entered_by": clerk}
    with pytest.raises(DatabaseError, match="lewat impornya"), transaction.atomic():
        Schedule.objects.create(listed_in=source, **given)
    assert Schedule.objects.create(**given).pk
    for statement in ("UPDATE procurement_stagelist SET source = 'lain'", "DELETE FROM procurement_stagelist"):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
