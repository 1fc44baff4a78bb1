"""Reads the file of the national blacklist: an XLSX sheet or a JSON list, from a stranger (ASVS 1.5.1, 5.2.3).

Imports a spreadsheet library, so pages reach it by name only when a file was sent.
"""

import html
import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl

from core.refusals import BadInput

logger = logging.getLogger(__name__)
MOST_ROWS = 20_000
MOST_COLUMNS = 100
_LONGEST_CELL = 4_000
# The real list unpacks to some ten MiB; more is no list.
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_MEMBERS = 500
_HEADER_WITHIN = 10
_NEEDED_MEMBERS = {"[Content_Types].xml", "xl/workbook.xml"}
_MARKUP = re.compile(r"<[^<>]{0,2000}>")
_NOTHING = frozenset({"", "-", "--", "N/A", "NAN", "NONE", "NULL", "$UNDEFINED"})


@dataclass(frozen=True)
class Table:
    """Headers and rows of a file as plain text; a row carries the number under which a person finds it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(content: bytes, name: str) -> Table:
    """Read a file by its bytes, whatever its name says.

    Raises:
        BadInput: it is empty, neither XLSX nor JSON, damaged, a disguised archive, or too large.
    """
    if not content.strip():
        raise _refusal(name, "kosong, tidak ada isinya. Pilih berkas yang benar.")
    if content.startswith(b"PK"):
        table = _xlsx(content, name)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        table = _json(content, name)
    else:
        raise _refusal(name, "bukan XLSX atau JSON. Unduh daftarnya lagi dalam salah satu bentuk itu.")
    if not table.rows:
        raise _refusal(name, "tidak memuat satu baris pun di bawah judul kolomnya. Pilih berkas yang berisi daftar.")
    return table


def plain(value: Any) -> str:
    """A cell as text: markup stripped, blanks joined, marks for "nothing" emptied; dates as year-month-day."""
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = html.unescape(str(value)[: 2 * _LONGEST_CELL])
    text = _MARKUP.sub(" ", text)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = " ".join(text.split())[:_LONGEST_CELL]
    return "" if text.upper() in _NOTHING else text


def _xlsx(content: bytes, name: str) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _refusal(name, "rusak atau terpotong. Unduh lagi sampai selesai.") from error
    if not {member.filename for member in members} >= _NEEDED_MEMBERS:
        raise _refusal(name, "berupa arsip ZIP, bukan lembar kerja XLSX. Keluarkan isinya, lalu pilih berkas XLSX-nya.")
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise _refusal(name, "menjadi terlalu besar bila dibuka. Simpan ulang lembar kerjanya, lalu pilih lagi.")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            lines = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
            return _table(lines, name)
        finally:
            book.close()
    except BadInput:
        raise
    except Exception as error:  # the library raises whatever a strange file leads it to
        logger.info("spreadsheet refused", extra={"error": type(error).__name__})
        raise _refusal(
            name, "tidak dapat dibaca sebagai lembar kerja. Simpan ulang sebagai XLSX, lalu pilih lagi."
        ) from error


def _table(lines: Iterator[tuple[Any, ...]], name: str) -> Table:
    headers: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate(lines, 1):
        cells = tuple(plain(cell) for cell in line)
        if not headers:
            if sum(bool(cell) for cell in cells) > 1:
                headers = cells
            elif number >= _HEADER_WITHIN:
                break
            continue
        if any(cells):
            _check_room(rows, name)
            rows.append((number, (*cells, *[""] * (len(headers) - len(cells)))[: len(headers)]))
    if not headers:
        raise _refusal(name, "tidak memuat baris judul kolom. Pilih berkas daftar hitam yang asli.")
    return Table(headers, tuple(rows))


def _json(content: bytes, name: str) -> Table:
    try:
        data = json.loads(content.decode("utf-8-sig"))
        records = _records(data, 6)
    except (ValueError, RecursionError) as error:
        raise _refusal(name, "rusak, bukan JSON yang utuh. Unduh lagi sampai selesai.") from error
    headers: dict[str, None] = {}
    flat: list[dict[str, str]] = []
    for record in records:
        _check_room(flat, name)
        row = dict(_flat(record, "", 4))
        headers.update(dict.fromkeys(row))
        flat.append(row)
    if len(headers) > MOST_COLUMNS * 3:
        raise _refusal(name, "memuat terlalu banyak kolom. Pilih berkas daftar hitam yang asli.")
    names = tuple(headers)
    return Table(names, tuple((number, tuple(row.get(key, "") for key in names)) for number, row in enumerate(flat, 1)))


def _records(data: Any, depth: int) -> list[dict[str, Any]]:
    """The first list of objects, wherever the answer of the service wraps it."""
    if isinstance(data, list):
        return [one for one in data if isinstance(one, dict)]
    if isinstance(data, dict) and depth:
        for value in data.values():
            if found := _records(value, depth - 1):
                return found
    return []


def _flat(record: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        path = f"{prefix}{key}"[:200]
        if isinstance(value, dict):
            if depth:
                yield from _flat(value, f"{path}.", depth - 1)
        else:
            yield path, plain(value)


def _check_room(rows: list[Any], name: str) -> None:
    if len(rows) >= MOST_ROWS:
        raise _refusal(
            name, f"memuat lebih dari {MOST_ROWS:,} baris. Pilih berkas daftar hitam yang asli.".replace(",", ".")
        )


def _refusal(name: str, what: str) -> BadInput:
    return BadInput(f"Berkas “{name}” {what}", code="blacklist_file", field="file")
