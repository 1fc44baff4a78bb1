"""What a pass over a table found: the first rows and the wrong ones. Kept encrypted, because cells hold personal data."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.files import storage
from core.models import TabularImport
from core.tabular.kinds import CellError, ImportKind

SAMPLE = 10


@dataclass(frozen=True)
class BadRow:
    """One row that does not come in, and why."""

    line: int
    errors: list[CellError]
    cells: list[str]


@dataclass
class Report:
    """The findings of one pass."""

    sample: list[tuple[int, list[str]]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def write(self) -> str:
        """Store it; the name it got."""
        found = {
            "sample": self.sample,
            "bad": [[row.line, [[one.column, one.message] for one in row.errors], row.cells] for row in self.bad],
        }
        return storage.write(json.dumps(found, ensure_ascii=False).encode())

    @classmethod
    def of(cls, row: TabularImport) -> "Report":
        """The stored findings of an import; empty while there are none or once they were forgotten."""
        if not row.report_name:
            return cls()
        found = json.loads(storage.read(row.report_name))
        return cls(
            [(line, cells) for line, cells in found["sample"]],
            [BadRow(line, [CellError(*one) for one in errors], cells) for line, errors, cells in found["bad"]],
        )


def said(kind: ImportKind, row: BadRow) -> str:
    """What is wrong with a row, in one text: ``User ID: … NPWP: …``."""
    labels = {column.key: column.label for column in kind.columns}
    return " ".join(
        f"{labels[one.column]}: {one.message}" if one.column in labels else one.message for one in row.errors
    )


def bad_table(row: TabularImport, kind: ImportKind) -> tuple[list[str], Iterator[list[Any]]]:
    """Header and rows of the file of wrong rows: the own columns, to be put right and handed in again."""
    width = len(row.columns)

    def rows() -> Iterator[list[Any]]:
        for bad in Report.of(row).bad:
            cells = [*bad.cells, *[""] * width][:width]
            yield [bad.line, said(kind, bad), *cells]

    return ["Baris pada berkas asal", "Yang perlu diperbaiki", *row.columns], rows()
