"""Is this a table we read? Judged from the bytes when the file is handed in, before anything is kept."""

import io
import json
import unicodedata
import zipfile
from typing import Any

from core.files.policy import clean_name
from core.refusals import BadInput

MIB = 1024 * 1024
# A spreadsheet that is larger than this once it is unpacked is no register of an LPSE.
MOST_UNPACKED = 200 * MIB
MOST_PARTS = 2_000
MOST_ROWS = 200_000
XLSX, CSV, JSON = "xlsx", "csv", "json"

_SAVE_AS = "Simpan ulang sebagai Buku Kerja Excel (.xlsx) atau CSV, lalu unggah lagi."
_SENTENCES = {
    "empty": "tidak berisi apa pun. Pilih berkas yang memuat tabelnya.",
    "old_excel": f"memakai format Excel lama (.xls). {_SAVE_AS}",
    "encrypted": "dilindungi kata sandi sehingga tidak dapat dibaca. Hapus kata sandinya di Excel (Info, Lindungi Buku Kerja), lalu unggah lagi.",
    "macros": f"memuat makro. {_SAVE_AS}",
    "not_xlsx": f"adalah arsip ZIP, bukan buku kerja Excel. {_SAVE_AS}",
    "ods": f"memakai format LibreOffice (.ods). {_SAVE_AS}",
    "broken": f"rusak atau tidak lengkap sehingga tidak dapat dibaca. {_SAVE_AS}",
    "bomb": "menjadi terlalu besar bila dibuka. Bagi tabelnya menjadi beberapa berkas, atau simpan sebagai CSV, lalu unggah lagi.",
    "not_a_table": f"bukan buku kerja Excel dan bukan CSV. {_SAVE_AS}",
    "not_json": "bukan JSON daftar yang utuh. Unduh lagi daftarnya dari asalnya, lalu unggah berkas itu tanpa diubah.",
    "utf16": "memakai pengodean UTF-16 (“Teks Unicode”). Simpan sebagai “CSV UTF-8”, lalu unggah lagi.",
    "encoding": "memuat huruf yang tidak dikenal. Simpan sebagai “CSV UTF-8”, lalu unggah lagi.",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")


def refused(code: str, name: str, **more: object) -> BadInput:
    """The refusal of a table: its name, what is wrong with it, what to do."""
    sentence = _SENTENCES[code].format(**more) if more else _SENTENCES[code]
    return BadInput(f"Berkas “{clean_name(name)}” {sentence}", code=f"table_{code}", field="file")


def format_of(content: bytes, name: str, *, takes_json: bool = False) -> str:
    """``xlsx``, ``csv`` or ``json`` by the bytes; the name's ending is not believed.

    Raises:
        BadInput: it is neither, or one that cannot be read safely; the sentence says what to do.
    """
    if not content.strip():
        raise refused("empty", name)
    if content.startswith(_OLE):
        # A workbook with a password is an old container around the encrypted new one.
        raise refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_excel", name)
    if content.startswith(b"PK"):
        _judge_workbook(content, name)
        return XLSX
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("utf16", name)
    begins = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if content.startswith(_OTHERS) or b"\0" in content or begins == b"<":
        raise refused("not_a_table", name)
    if takes_json and begins in {b"{", b"["} and json_rows(content) is not None:
        return JSON
    if begins == b"{":
        raise refused("not_json" if takes_json else "not_a_table", name)
    encoding_of(content, name)
    return CSV


def json_rows(content: bytes) -> list[Any] | None:
    """The rows of a JSON table: a list, or an object that holds it under ``data`` as DataTables serves it; else None."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        found = found.get("data")
    if not isinstance(found, list) or not all(isinstance(row, (list, dict)) for row in found):
        return None
    return found


def encoding_of(content: bytes, name: str) -> str:
    """``utf-8-sig`` or ``cp1252``: what Excel in Indonesia writes.

    Raises:
        BadInput: it is neither.
    """
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refused("encoding", name)


def plain(text: str) -> str:
    """A cell's text: one line, composed letters, without control and invisible signs."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(" " if sign.isspace() else sign for sign in text)
        text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    return " ".join(text.split())


def _judge_workbook(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
                raise refused("ods", name)
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise refused("not_xlsx", name)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise refused("bomb", name)
            if any(part.flag_bits & 1 for part in parts):
                raise refused("encrypted", name)
            if any(one.rsplit("/", 1)[-1].lower() in {"vbaproject.bin", "vbadata.xml"} for one in names):
                raise refused("macros", name)
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise refused("macros", name)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        # Workbooks declare no document types; who does wants entities to be expanded.
                        if b"<!DOCTYPE" in opened.read(4096).upper():
                            raise refused("broken", name)
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refused("broken", name) from error
