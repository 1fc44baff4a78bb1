"""Tables as people hand them in: what is read, and what is refused with which words."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from core.exports import csv_lines, xlsx_file
from core.refusals import BadInput
from core.tabular import judging, reading
from core.tabular.judging import format_of
from core.tabular.reading import rows_of

ROWS = [["User ID", "Nama"], ["CAHAYA1", "CV Cahaya"], ["MAJU2", "CV Maju Jaya"]]


def workbook(rows: list[list[object]], *, hidden_first: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if hidden_first:
        sheet.sheet_state = "hidden"
        sheet.append(["rahasia"])
        sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, body)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_every_way_excel_writes_it(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in [["User ID", "Nama"], ["A1", "CV Café"]])
    assert list(rows_of(text.encode(encoding), "x.csv")) == [(1, ["User ID", "Nama"]), (2, ["A1", "CV Café"])]


def test_quoted_cells_the_separator_line_and_blank_lines_are_understood() -> None:
    content = b'sep=;\r\nUser ID;Nama\r\n\r\nA1;"CV Maju; Jaya"\r\nA2;"dua\r\nbaris"\r\nA3;tiga\r\n'
    assert list(rows_of(content, "x.csv")) == [
        (2, ["User ID", "Nama"]),
        (4, ["A1", "CV Maju; Jaya"]),
        (5, ["A2", "dua baris"]),
        (7, ["A3", "tiga"]),
    ]


def test_a_workbook_is_read_from_its_first_visible_sheet_as_text() -> None:
    content = workbook(
        [
            ["User ID", "NPWP", "Tanggal", "Ya"],
            ["A1", 123456789012345, date(2024, 3, 27), True],
            [None],
            ["A2", 12.5, "", False],
        ],
        hidden_first=True,
    )
    assert list(rows_of(content, "x.xlsx")) == [
        (1, ["User ID", "NPWP", "Tanggal", "Ya"]),
        (2, ["A1", "123456789012345", "2024-03-27", "ya"]),
        (4, ["A2", "12.5", "", "tidak"]),
    ]


def test_a_number_that_excel_rounded_does_not_pass_for_the_real_one() -> None:
    ((_, (_, cell)),) = list(rows_of(workbook([["A1", 1234567890123456]]), "x.xlsx"))
    assert "E+15" in cell


def test_invisible_and_control_characters_are_taken_out() -> None:
    rows = list(rows_of("A\u200b1;CV\u00a0Maju\x07  Jaya\r\n".encode(), "x.csv"))
    assert rows == [(1, ["A1", "CV Maju Jaya"])]


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


def plain_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("akta.pdf", b"%PDF-1.7")
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO(workbook(ROWS))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"\0" * (2 * judging.MIB))
    return file.getvalue()


def macro_type() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types application/vnd.ms-excel.sheet.macroEnabled.main+xml/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (lambda: b"", "empty", "tidak berisi apa pun"),
        (lambda: b"  \r\n ", "empty", "tidak berisi apa pun"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel", "format Excel lama"),
        (encrypted, "encrypted", "kata sandi"),
        (plain_zip, "not_xlsx", "arsip ZIP, bukan buku kerja Excel"),
        (lambda: with_part(workbook(ROWS), "xl/vbaProject.bin", b"x"), "macros", "makro"),
        (macro_type, "macros", "makro"),
        (lambda: with_part(workbook(ROWS), "xl/evil.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "broken", "rusak"),
        (lambda: workbook(ROWS)[:-40], "broken", "rusak"),
        (lambda: b"PK\x03\x04rusak", "broken", "rusak"),
        (lambda: b"%PDF-1.7 bukan tabel", "not_a_table", "bukan buku kerja Excel dan bukan CSV"),
        (lambda: b"<html><table><tr><td>User ID</td></tr></table></html>", "not_a_table", "bukan CSV"),
        (lambda: b'{"user_id": "A1"}', "not_a_table", "bukan CSV"),
        (lambda: "User ID;Nama".encode("utf-16"), "utf16", "UTF-16"),
        (lambda: b"User ID;Nama\r\nA1;\x81\x8d\x9d", "encoding", "CSV UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_way_out(make, code: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        format_of(make(), "register.xlsx")
    assert caught.value.code == f"table_{code}"
    assert "register.xlsx" in caught.value.message
    assert caught.value.field == "file"


def test_json_is_read_as_rows_of_lists_or_of_objects() -> None:
    served = b'{"draw": 1, "recordsTotal": 2, "data": [["1", "Jalan\\u200b  Baru", null], ["2", "B", 7]]}'
    assert format_of(served, "x.json", takes_json=True) == "json"
    assert list(rows_of(served, "x.json")) == [
        (1, ["Kolom 1", "Kolom 2", "Kolom 3"]),
        (2, ["1", "Jalan Baru"]),
        (3, ["2", "B", "7"]),
    ]
    objects = b'\xef\xbb\xbf[{"Kode": 1, "Nama": "A"}, {"Nama": "B", "HPS": true}]'
    assert list(rows_of(objects, "x.json")) == [
        (1, ["Kode", "Nama", "HPS"]),
        (2, ["1", "A"]),
        (3, ["", "B", "ya"]),
    ]


@pytest.mark.parametrize(
    "content", [b'{"data": [["1", "A"', b'{"data": "x"}', b'{"data": [1, 2]}', b"{" * 100_000, b'{"data": [["1", []]]}']
)
def test_json_that_is_no_table_is_refused_with_the_way_out(content: bytes) -> None:
    with pytest.raises(BadInput, match="bukan JSON daftar yang utuh") as caught:
        list(rows_of(content, "daftar.json"))
    assert caught.value.code == "table_not_json"


def test_a_kind_without_json_does_not_take_it_and_a_bracket_is_no_json() -> None:
    with pytest.raises(BadInput, match="bukan CSV"):
        format_of(b'{"data": [["1"]]}', "x.json")
    assert format_of(b"[No];Nama\r\n1;A", "x.csv", takes_json=True) == "csv"


def test_a_workbook_that_would_grow_too_large_is_refused(monkeypatch) -> None:
    content = bomb()
    assert format_of(content, "x.xlsx") == "xlsx"
    monkeypatch.setattr(judging, "MOST_UNPACKED", judging.MIB)
    with pytest.raises(BadInput, match="terlalu besar bila dibuka"):
        format_of(content, "x.xlsx")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a;b\r\n" * 12, "lebih dari 10 baris"),
        (b";".join(b"x" for _ in range(101)), "lebih dari 100 kolom"),
        (b"a;" + b"x" * 5001, "lebih dari 5000 huruf"),
        (b'a;"' + b"x" * 140_000, "tanda kutip"),
    ],
)
def test_limits_are_told_in_words(content: bytes, says: str, monkeypatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    with pytest.raises(BadInput, match=says):
        list(rows_of(content, "x.csv"))


def test_a_workbook_whose_sheet_is_no_xml_is_broken_not_a_crash() -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook(ROWS)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, b"<sheet" if "sheet1" in name else source.read(name))
    with pytest.raises(BadInput, match="rusak"):
        list(rows_of(file.getvalue(), "x.xlsx"))


@pytest.mark.django_db
def test_hostile_cells_come_back_as_they_were_exported(lpse) -> None:
    cells = [
        "=1+1",
        "+62 812",
        "-5",
        "@SUM(A1)",
        "＝cmd|calc",
        "'=x".replace("'", "’"),
        "CV “Maju”; Jaya",
        "| |?#BERSAUDARA",
        '=HYPERLINK("http://x")',
    ]
    header = [f"k{number}" for number in range(len(cells))]
    made_csv = b"".join(csv_lines(header, [cells]))
    assert b'"=1+1"' not in made_csv
    assert list(rows_of(made_csv, "x.csv"))[1][1] == cells
    with xlsx_file(header, [cells]) as file:
        content = file.read()
    assert list(rows_of(content, "x.xlsx"))[1][1] == cells
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row} == {"s"}
