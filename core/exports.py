"""Lists as spreadsheets: CSV streamed row by row, XLSX written row by row; every cell opens as what it is (L3).

A cell of text stays text: in XLSX by its type, in CSV by a leading apostrophe where a spreadsheet would read a formula.
`openpyxl` is loaded by `core.admin.base` on first use only, because this module is never imported by the URL conf.
"""

import csv
import io
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

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
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.freeze_panes = "A2"
    for column in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 22
    titles = [_xlsx_cell(sheet, title) for title in header]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def _xlsx_cell(sheet: Any, value: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    if value is None:
        return cell
    if isinstance(value, datetime):
        cell.value, cell.number_format = clock.local(value).replace(tzinfo=None), "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        cell.value = value
    else:
        text = ("ya" if value else "tidak") if isinstance(value, bool) else _printable(str(value))[:32767]
        # Set after the value, which would be read as a formula when it begins with "=".
        cell.value, cell.data_type = text, "s"
    return cell


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
