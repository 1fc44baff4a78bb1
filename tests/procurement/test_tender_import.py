"""Lists of tenders as SPSE really served them come in whole, twice without change, and wrong rows are named."""

import gzip
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import TabularImport, User
from core.refusals import BadInput, Forbidden
from core.tabular.report import Report
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_receive
from procurement.imports import TENDERS
from procurement.models import Package

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"
ROW = [
    "3215289", "Jalan <span class='label label-warning'>Tender Ulang</span>", "Kab. Contoh", "Tender Sudah Selesai", "284,6 Jt",
    "Pascakualifikasi Satu File", "Tender", "Harga Terendah Sistem Gugur", "Pekerjaan Konstruksi - TA 2020", "3",
    "Nilai Kontrak belum dibuat", None, None, "0",
]  # fmt: skip


@pytest.fixture
def clerk(sign_in: Callable[..., Client]) -> User:
    return sign_in("support").user  # type: ignore[attr-defined, no-any-return]


def listed(*rows: list[Any]) -> bytes:
    return json.dumps({"draw": "1", "recordsTotal": len(rows), "recordsFiltered": len(rows), "data": rows}).encode()


def row(**cells: Any) -> list[Any]:
    """`ROW` with other cells: ``row(c1="Nama")``."""
    return [cells.get(f"c{number}", cell) for number, cell in enumerate(ROW)]


def brought_in(content: bytes, clerk: User, name: str = "daftar.json") -> TabularImport:
    found = import_receive(upload=SimpleUploadedFile(name, content), kind=TENDERS, actor=clerk)
    assert import_work(found.pk)
    found.refresh_from_db()
    import_confirm(row=found, actor=clerk, version=found.version)
    assert import_work(found.pk)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize(("file", "rows", "regencies"), [("kab-mamuju", 1902, "289"), ("prov-sulsel", 5204, "036")])
def test_real_lists_come_in_whole_and_again_without_change(clerk, file: str, rows: int, regencies: str) -> None:
    content = gzip.decompress((DATA / f"spse-tender-{file}.json.gz").read_bytes())
    first = brought_in(content, clerk)
    assert (first.state, first.rows, first.new_rows, first.bad_rows) == ("finished", rows, rows, 0), [
        (bad.line, bad.errors) for bad in Report.of(first).bad[:5]
    ]
    assert Package.objects.count() == rows
    again = brought_in(content, clerk, "lagi.json")
    assert (again.new_rows, again.changed_rows, again.same_rows) == (0, 0, rows)
    served = {cells[0]: cells for cells in json.loads(content)["data"]}
    for package in Package.objects.order_by("pk"):
        cells = served[package.code]
        assert package.code.endswith(regencies) or package.lpse_code == package.code[-3:]
        assert "<" not in package.name or "<" in cells[1]
        assert package.labels in cells[1]
        assert str(package.budget_year) in cells[8] or (package.budget_year is None and "TA null" in cells[8])
        assert (package.contract_value is None) == (cells[10] == "Nilai Kontrak belum dibuat")
        assert (package.hps is None) == (cells[4] is None)
    assert not Package.objects.filter(name__regex="</?span").exists()


def test_a_row_is_read_whole(clerk) -> None:
    brought_in(listed(ROW), clerk)
    package = Package.objects.get()
    assert (package.name, package.labels) == ("Jalan", "Tender Ulang")
    assert package.name_in_spse == ROW[1]
    assert (package.hps, package.hps_step) == (Decimal("284600000.00"), Decimal("100000.00"))
    assert (package.qualification, package.file_method) == ("Pascakualifikasi", "Satu File")
    assert (package.kind, package.budget_year, package.contract_value) == ("Pekerjaan Konstruksi", 2020, None)


def test_a_newer_list_changes_what_differs_and_names_itself(clerk) -> None:
    brought_in(listed(ROW, row(c0="3216289")), clerk)
    newer = brought_in(listed(row(c10="Rp 280.000.000,00"), row(c0="3216289")), clerk)
    assert (newer.changed_rows, newer.same_rows) == (1, 1)
    package = Package.objects.get(code="3215289")
    assert (package.contract_value, package.imported_in) == (Decimal("280000000.00"), newer)


def test_a_name_of_2159_letters_with_markup_is_kept_and_shown_as_text(clerk, client: Client) -> None:
    long = ("Pengadaan <b>dan</b> <img src=x onerror=alert(1)> " + "pemasangan " * 300)[:2159]
    brought_in(listed(row(c1=long)), clerk)
    package = Package.objects.get()
    assert package.name_in_spse == " ".join(long.split())
    assert "<" not in package.name
    client.force_login(clerk, backend="core.backends.RoleBackend")
    page = client.get(f"/admin/procurement/package/{package.pk}/change/").content.decode()
    assert "onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    assert "pemasangan" in client.get("/admin/procurement/package/").content.decode()


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"c0": "abc"}, "code", "4 sampai 20 angka"),
        ({"c1": "<span class='label'>Tender Ulang</span>"}, "name", "Nama paket kosong"),
        ({"c4": "kira-kira"}, "hps", "bukan jumlah uang"),
        ({"c8": "Pengadaan Barang - TA 1999"}, "kind", "1999 tidak mungkin"),
        ({"c6": "x" * 151}, "method", "lebih dari 150 huruf"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_come_in(clerk, cells: dict[str, str], column: str, says: str) -> None:
    found = brought_in(listed(row(**cells), row(c0="3299289")), clerk)
    assert (found.new_rows, found.bad_rows) == (1, 1)
    (bad,) = Report.of(found).bad
    assert [(error.column, says in error.message) for error in bad.errors] == [(column, True)]


def test_other_files_are_refused_and_other_people_too(clerk, make_account: Callable[..., User]) -> None:
    for content in (b'{"data": [["1"', b"%PDF-1.7", b"<html></html>"):
        with pytest.raises(BadInput):
            import_receive(upload=SimpleUploadedFile("daftar.json", content), kind=TENDERS, actor=clerk)
    with pytest.raises(Forbidden):
        import_receive(
            upload=SimpleUploadedFile("daftar.json", listed(ROW)), kind=TENDERS, actor=make_account("secretariat")
        )


def test_the_same_list_as_a_table_comes_in(clerk) -> None:
    table = b"Kode Lelang;Nama Lelang;Satuan Kerja;HPS\r\n3215289;Jalan Baru;Dinas Contoh;1,4 M\r\n"
    found = brought_in(table, clerk, "daftar.csv")
    assert (found.new_rows, found.bad_rows) == (1, 0)
    assert Package.objects.get().hps == Decimal(1_400_000_000)


def test_the_command_does_the_same_and_says_what_it_did(clerk, tmp_path: Path) -> None:
    file = tmp_path / "daftar.json"
    file.write_bytes(listed(ROW, row(c0="x")))
    out = io.StringIO()
    call_command("import_tenders", file, by=clerk.username, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert {key: said[key] for key in ("rows", "new_rows", "bad_rows")} == {"rows": 2, "new_rows": 1, "bad_rows": 1}
    out = io.StringIO()
    call_command("import_tenders", file, by=clerk.username, stdout=out)
    assert "1 sama, 1 salah" in out.getvalue()
    assert "baris 3: Kode tender" in out.getvalue()


def test_the_command_says_what_is_wrong(clerk, tmp_path: Path, make_account: Callable[..., User]) -> None:
    file = tmp_path / "daftar.json"
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_tenders", file, by=clerk.username)
    file.write_bytes(listed(ROW))
    with pytest.raises(CommandError, match="nobody signs in"):
        call_command("import_tenders", file, by="siapa")
    with pytest.raises(CommandError, match=r"berhak|izin"):
        call_command("import_tenders", file, by=make_account("vendor").username)
    file.write_bytes(b"{")
    with pytest.raises(CommandError, match="JSON"):
        call_command("import_tenders", file, by=clerk.username)
