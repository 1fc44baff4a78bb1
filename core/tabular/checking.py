"""One pass over a table: every row judged, the good ones encoded for COPY, the wrong ones kept with their reasons."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import CharField

from core.refusals import BadInput
from core.tabular.kinds import CellError, ImportKind, Row, Values
from core.tabular.report import SAMPLE, BadRow, Report
from core.tabular.upsert import Staging

# More wrong rows than this are no slips: a column is mapped wrongly, or it is another table.
MOST_BAD = 10_000


@dataclass
class Pass:
    """State of one pass.

    Args:
        tell: called with the number of rows looked at so far.
    """

    kind: ImportKind
    mapping: dict[str, int]
    tell: Callable[[int], None]
    rows: int = 0
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.mapped = {key: place for key, place in self.mapping.items() if key in self.kind.keys}
        self.check = self.kind.checker()
        model = self.kind.target.model
        self.limits = {
            name: (column.key, int(limit))
            for column in self.kind.columns
            for name in column.filled
            if isinstance(found := model._meta.get_field(name), CharField) and (limit := found.max_length)
        }

    @property
    def fields(self) -> list[str]:
        """Fields of the target that this file fills."""
        return [name for column in self.kind.columns if column.key in self.mapped for name in column.filled]

    @property
    def first_only(self) -> set[str]:
        """Those among them that a standing row keeps."""
        return {name for column in self.kind.columns if column.first_only for name in column.filled}

    def encoded(self, rows: Iterable[Row], staging: Staging) -> Iterator[str]:
        """Good rows for COPY.

        Raises:
            BadInput: too many rows are wrong.
        """
        for line, cells in rows:
            self.rows += 1
            self.tell(self.rows)
            if len(self.report.sample) < SAMPLE:
                self.report.sample.append((line, cells))
            text = {key: cells[place] if place < len(cells) else "" for key, place in self.mapped.items()}
            found = self._judged(text)
            if isinstance(found, list):
                self.refuse(line, found, cells)
                staging.broken.add(text.get(self.kind.target.together, ""))
            else:
                yield staging.encode(line, found)

    def refuse(self, line: int, errors: list[CellError], cells: list[str]) -> None:
        """List a row as wrong.

        Raises:
            BadInput: there are too many of them.
        """
        self.report.bad.append(BadRow(line, errors, cells))
        if len(self.report.bad) > MOST_BAD:
            raise BadInput(
                f"Lebih dari {MOST_BAD} baris salah. Biasanya pasangan kolom keliru atau tabelnya bukan tabel ini. "
                f"Baris {self.report.bad[0].line}: {self.report.bad[0].errors[0].message}",
                code="table_bad_rows",
            )

    def _judged(self, text: dict[str, str]) -> "Values | list[CellError]":
        missing = [
            CellError(column.key, "Isi sel ini; kolom ini wajib.")
            for column in self.kind.columns
            if column.required and not text.get(column.key)
        ]
        found = self.check(text)
        if isinstance(found, list):
            told = {one.column for one in missing}
            return [*missing, *(one for one in found if one.column not in told)]
        long = [
            CellError(column, f"Paling banyak {limit} huruf; sekarang {len(str(found[name]))}.")
            for name, (column, limit) in self.limits.items()
            if len(str(found.get(name) or "")) > limit
        ]
        return [*missing, *long] or found
