"""Lists as spreadsheets: CSV streamed row by row, XLSX in constant memory; every cell opens as what it is (L3).

A cell of text stays text: in XLSX by its type, in CSV by a leading apostrophe where a spreadsheet would read a formula.
`xlsxwriter` is loaded by `core.admin.base` on first use only, because this module is never imported by the URL conf.
"""

import csv
import io
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from core import clock

Cell = Any
_FORMULA_STARTS = frozenset("=+-@\t\r\n")


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it opens a CSV; full-width signs count as their plain ones."""
    first = unicodedata.normalize("NFKC", text.lstrip(" ")[:1])[:1]
    return f"'{text}" if first in _FORMULA_STARTS and first else text


def without_mark(text: str) -> str:
    """The text that `inert` wrote: what we exported comes back as it was; anything else stays as it is."""
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """CSV as Excel in Indonesia opens it: UTF-8 with its mark, semicolons, times in the LPSE's zone."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf"
    for row in _chain(header, rows):
        writer.writerow([_csv_cell(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """An open temporary XLSX file, at its beginning; it vanishes when closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Data")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 22)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, bool):
                    sheet.write_string(number, column, "ya" if cell else "tidak")
                elif isinstance(cell, (int, float, Decimal)):
                    sheet.write_number(number, column, cell)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(number, column, clock.local(cell).replace(tzinfo=None), moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    sheet.write_string(number, column, _printable(str(cell))[:32767])
    file.seek(0)
    return file


def _chain(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, (int, float)):
        return str(cell)
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{clock.local(cell):%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return inert(_printable(str(cell)))


def _printable(text: str) -> str:
    """Without control characters, which XML cannot hold and terminals obey; a line break or tab stays."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")
