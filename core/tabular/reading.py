"""Reading a table row by row, with its limits. Workers only: `openpyxl` is never imported by the URL conf."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from core.exports import without_mark
from core.refusals import BadInput
from core.tabular.judging import CSV, JSON, MOST_ROWS, encoding_of, format_of, json_rows, plain, refused
from core.tabular.kinds import Row

MOST_COLUMNS = 100
LONGEST_CELL = 5_000
# From here on Excel no longer keeps every digit of a number.
_EXACT = 10**15
_DELIMITERS = ";,\t"
_EXCEL_HINT = re.compile(rb"\A(?:\xef\xbb\xbf)?sep=(.)\r?\n", re.IGNORECASE)


def rows_of(content: bytes, name: str) -> Iterator[Row]:
    """The rows that are not empty, each with the number it has in the file; cells as plain text.

    Raises:
        BadInput: not a table we read, broken, or beyond the limits; while iterating, too.
    """
    found = {CSV: _csv_rows, JSON: _json_rows}.get(format_of(content, name, takes_json=True), _xlsx_rows)(content, name)
    kept = 0
    for line, cells in found:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        kept += 1
        if kept > MOST_ROWS + 1:
            raise BadInput(
                f"Tabel ini memuat lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa berkas, lalu unggah satu per satu.",
                code="table_rows",
                field="file",
            )
        if len(cells) > MOST_COLUMNS:
            raise BadInput(
                f"Baris {line} memuat lebih dari {MOST_COLUMNS} kolom. Hapus kolom yang tidak diperlukan, lalu unggah lagi.",
                code="table_columns",
                field="file",
            )
        yield line, cells


def _csv_rows(content: bytes, name: str) -> Iterator[Row]:
    hint = _EXCEL_HINT.match(content)
    body = content[hint.end() :] if hint else content
    delimiter = hint[1].decode("cp1252") if hint else _delimiter(body)
    text = io.TextIOWrapper(io.BytesIO(body), encoding=encoding_of(body, name), newline="")
    reader = csv.reader(text, delimiter=delimiter)
    line = 1 if hint else 0
    try:
        while True:
            begins = reader.line_num + line + 1
            cells = next(reader, None)
            if cells is None:
                return
            yield begins, [_cell(plain(without_mark(cell)), begins) for cell in cells]
    except csv.Error as error:
        raise BadInput(
            f"CSV ini tidak dapat dibaca di sekitar baris {reader.line_num}: mungkin ada tanda kutip yang tidak ditutup. "
            "Perbaiki baris itu atau simpan sebagai .xlsx, lalu unggah lagi.",
            code="table_csv",
            field="file",
        ) from error


def _delimiter(body: bytes) -> str:
    """What parts the cells of the first line that has any."""
    for line in body[:65536].splitlines():
        counts = {one: line.count(one.encode()) for one in _DELIMITERS}
        best = max(counts, key=lambda one: counts[one])
        if counts[best]:
            return best
    return ";"


def _json_rows(content: bytes, name: str) -> Iterator[Row]:
    """Rows of objects have their own headings; those of lists are called by their place: ``Kolom 1``."""
    rows = json_rows(content)
    if rows is None:
        raise refused("not_json", name)
    keys: dict[str, None] = {}
    for row in rows[:MOST_ROWS]:
        keys |= dict.fromkeys(row if isinstance(row, dict) else [f"Kolom {n}" for n in range(1, len(row) + 1)])
    yield 1, [plain(key) for key in keys]
    for line, row in enumerate(rows, start=2):
        cells = [row.get(key) for key in keys] if isinstance(row, dict) else row
        if any(isinstance(cell, (list, dict)) for cell in cells):
            raise refused("not_json", name)
        yield line, ["" if cell is None else _cell(_text(cell), line) for cell in cells]


def _xlsx_rows(content: bytes, name: str) -> Iterator[Row]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise refused("broken", name)
            sheet.reset_dimensions()  # what the file says of its own size is not believed
            for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
                yield line, ["" if cell is None else _cell(_text(cell), line) for cell in cells]
        finally:
            book.close()
    except BadInput:
        raise
    except (
        InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, KeyError, ValueError,
        TypeError, AttributeError, IndexError, RuntimeError,
    ) as error:  # fmt: skip
        # Whatever a broken workbook makes the library stumble over.
        raise refused("broken", name) from error


def _text(cell: Any) -> str:
    """A value of a spreadsheet as a person would have typed it."""
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and abs(cell) >= _EXACT:
        return f"{Decimal(cell):.5E}"
    return plain(str(cell))


def _cell(text: str, line: int) -> str:
    if len(text) > LONGEST_CELL:
        raise BadInput(
            f"Baris {line} memuat sel dengan lebih dari {LONGEST_CELL} huruf; mungkin ada tanda kutip yang tidak ditutup. "
            "Perbaiki baris itu, lalu unggah lagi.",
            code="table_cell",
            field="file",
        )
    return text
