"""Which column of the file is which column of the kind: guessed, shown, changeable."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

from core.refusals import BadInput
from core.tabular.kinds import ImportKind, Row

# Titles and logos stand above many real tables; the headings are sought in this many rows.
_LOOKED_AT = 15
_ENOUGH = 2


def simplified(text: str) -> str:
    """A heading without case, accents and punctuation: ``No. NPWP`` → ``nonpwp``."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]+", "", text)


def guessed(kind: ImportKind, header: list[str]) -> dict[str, int]:
    """Key of a column → position in the file; each position once, exact headings before aliases."""
    names = [simplified(one) for one in header]
    found: dict[str, int] = {}
    for wanted in (0, 1):
        for column in kind.columns:
            if column.key in found:
                continue
            known = [column.label, column.key] if wanted == 0 else list(column.aliases)
            for name in map(simplified, known):
                if name in names and names.index(name) not in found.values():
                    found[column.key] = names.index(name)
                    break
    return found


def headings(kind: ImportKind, rows: Iterable[Row]) -> tuple[int, list[str], dict[str, int]]:
    """The row of headings, its cells and the guessed mapping: the first row that looks like headings, else the first.

    Raises:
        BadInput: there is no row at all.
    """
    first = list(islice(rows, _LOOKED_AT))
    if not first:
        raise BadInput(
            "Tabel ini tidak memuat satu baris pun. Pastikan tabelnya ada pada lembar pertama, lalu unggah lagi.",
            code="table_empty",
            field="file",
        )
    for line, cells in first:
        mapping = guessed(kind, cells)
        if len(mapping) >= min(_ENOUGH, len(kind.columns)):
            return line, cells, mapping
    line, cells = first[0]
    return line, cells, guessed(kind, cells)
