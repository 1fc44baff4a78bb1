"""COPY into a staging table, then one upsert that touches only rows that differ (speed.md, decision 10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg2
from django.db import connection
from django.db.models import Field, Model
from psycopg2 import sql

from core.crypto import SealedTextField
from core.tabular.kinds import Clash, Target

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_READ = 1 << 16


@dataclass(frozen=True)
class Counts:
    """How many rows are new, differ, or stand already."""

    new: int
    changed: int
    same: int


class Staging:
    """The staging table of one pass.

    Args:
        target: where the rows go.
        fields: names of the target's fields that the file fills, the key among them.
        first_only: those that an existing row keeps.
        name: of the table; temporary, so no other connection sees it.
    """

    def __init__(self, target: Target, fields: list[str], first_only: set[str], name: str) -> None:
        self.target = target
        self.fields: list[Field[Any, Any]] = [_field(target.model, one) for one in fields]
        self.first_only = first_only
        self.name = sql.Identifier(name)
        self.table = sql.Identifier(target.model._meta.db_table)
        self.key = sql.Identifier(str(_field(target.model, target.key).column))
        # What rows that belong together have in common, so that the taken ones can name it.
        self.thing = sql.SQL("s.{}").format(sql.Identifier(target.together)) if target.together else sql.SQL("''")
        # Values of `Target.together` with a wrong row.
        self.broken: set[str] = set()

    def create(self) -> None:
        """Make the table; it goes with the connection at the latest."""
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(str(field.column)), sql.SQL(_staged_type(field)))
            for field in self.fields
        ]
        # Field types come from our own models.
        self._run(sql.SQL("CREATE TEMPORARY TABLE {} (line integer, {})").format(self.name, _list(columns)))

    def drop(self) -> None:
        """Remove the table, if it was made."""
        self._run(sql.SQL("DROP TABLE IF EXISTS {}").format(self.name))

    def encode(self, line: int, values: dict[str, Any]) -> str:
        """One row as COPY reads it."""
        cells = [str(line), *(_copied(field, values[field.name]) for field in self.fields)]
        return "\t".join(cells) + "\n"

    def copy(self, lines: Iterator[str]) -> None:
        """Stream encoded rows in."""
        columns = [sql.Identifier("line"), *(sql.Identifier(str(field.column)) for field in self.fields)]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(self.name, _list(columns))
        stream = _Stream(lines)
        try:
            with connection.cursor() as cursor:
                cursor.cursor.copy_expert(statement, stream, _READ)
        except psycopg2.Error:
            # PostgreSQL hears only that reading failed; what failed was the row before it.
            if stream.failure is not None:
                raise stream.failure from None
            raise
        self._run(sql.SQL("ANALYZE {}").format(self.name))

    def take_doubles(self) -> list[tuple[int, int]]:
        """Remove rows whose key stands further up in the file; their line and the line of the first."""
        found = self._rows(
            sql.SQL(
                "WITH seen AS (SELECT line, first_value(line) OVER (PARTITION BY {key} ORDER BY line) AS first FROM {staged}) "
                "DELETE FROM {staged} s USING seen WHERE s.line = seen.line AND seen.line <> seen.first "
                "RETURNING seen.line, seen.first, {thing}"
            ).format(key=self.key, staged=self.name, thing=self.thing)
        )
        self.broken.update(thing for _, _, thing in found)
        return [(line, first) for line, first, _ in found]

    def take_clashes(self, clash: Clash) -> list[int]:
        """Remove rows that clash with what stands in the table; their lines."""
        if not {field.name for field in self.fields}.issuperset(clash.needs):
            return []
        found = self._rows(
            sql.SQL(
                "DELETE FROM {staged} s USING {table} t WHERE t.{key} = s.{key} AND ({clash}) RETURNING s.line, {thing}"
            ).format(key=self.key, staged=self.name, table=self.table, clash=sql.SQL(clash.condition), thing=self.thing)
        )
        return self._taken(found)

    def take_halves(self) -> list[int]:
        """Remove right rows that belong together with a wrong one (`Target.together`); their lines."""
        if not self.target.together or not self.broken:
            return []
        found = self._rows(
            sql.SQL("DELETE FROM {staged} s WHERE {thing} = ANY(%s) RETURNING s.line").format(
                staged=self.name, thing=self.thing
            ),
            [sorted(self.broken)],
        )
        return [line for (line,) in found]

    def _taken(self, found: list[tuple[Any, ...]]) -> list[int]:
        self.broken.update(thing for _, thing in found)
        return [line for line, _ in found]

    def counts(self) -> Counts:
        """What an upsert would do now."""
        (row,) = self._rows(
            sql.SQL(
                "SELECT count(*) FILTER (WHERE t.{key} IS NULL), "
                "count(*) FILTER (WHERE t.{key} IS NOT NULL AND ({differs})), "
                "count(*) FILTER (WHERE t.{key} IS NOT NULL AND NOT ({differs})) "
                "FROM {staged} s LEFT JOIN {table} t ON t.{key} = s.{key}"
            ).format(key=self.key, staged=self.name, table=self.table, differs=self._differs("s"))
        )
        return Counts(*row)

    def upsert(self, fixed: dict[str, Any]) -> Counts:
        """Put the staged rows in: new ones with the model's defaults, others only where they differ."""
        given = {field.name for field in self.fields} | set(fixed)
        constants = {_field(self.target.model, name): value for name, value in fixed.items()}
        constants |= {
            field: field.get_default()
            for field in self.target.model._meta.concrete_fields
            if field.name not in given and not field.primary_key and not getattr(field, "generated", False)
        }
        columns = [*self.fields, *constants]
        updated = [field for field in columns if field.name in given and self._may_change(field)]
        values = [sql.SQL("s.{}").format(sql.Identifier(str(field.column))) for field in self.fields]
        values += [sql.Placeholder()] * len(constants)
        statement = sql.SQL(
            "WITH put AS (INSERT INTO {table} AS t ({columns}) SELECT {values} FROM {staged} s ORDER BY s.line "
            "ON CONFLICT ({conflict}) DO UPDATE SET {updates} WHERE ({guard}) AND {differs} RETURNING (xmax = 0) AS is_new) "
            "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new), (SELECT count(*) FROM {staged}) FROM put"
        ).format(
            table=self.table,
            columns=_list([sql.Identifier(str(field.column)) for field in columns]),
            values=_list(values),
            staged=self.name,
            conflict=sql.SQL(self.target.conflict),
            guard=sql.SQL(self.target.guard),
            updates=_list(
                [sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(str(field.column))) for field in updated]
            ),
            differs=self._differs("EXCLUDED"),
        )
        parameters = [field.get_db_prep_save(value, connection) for field, value in constants.items()]
        ((new, changed, staged),) = self._rows(statement, parameters)
        return Counts(new, changed, staged - new - changed)

    def _may_change(self, field: "Field[Any, Any]") -> bool:
        return field.name != self.target.key and field.name not in self.first_only

    def _differs(self, source: str) -> sql.Composable:
        """Sealed fields differ at every sealing; the keyed hash beside them stands in for them."""
        compared = [
            field for field in self.fields if self._may_change(field) and not isinstance(field, SealedTextField)
        ]
        if not compared:
            return sql.SQL("FALSE")
        mine = [sql.SQL("t.{}").format(sql.Identifier(str(field.column))) for field in compared]
        given = [sql.SQL("{}.{}").format(sql.SQL(source), sql.Identifier(str(field.column))) for field in compared]
        return sql.SQL("ROW({}) IS DISTINCT FROM ROW({})").format(_list(mine), _list(given))

    def _run(self, statement: sql.Composable) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def _rows(self, statement: sql.Composable, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())


class _Stream:
    """What COPY reads from: rows are made while it reads."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.rest = b""
        self.failure: Exception | None = None

    def read(self, size: int = _READ) -> bytes:
        """The next piece; empty at the end."""
        try:
            return self._read(size)
        except Exception as error:
            self.failure = error
            raise

    def _read(self, size: int) -> bytes:
        parts = [self.rest]
        length = len(self.rest)
        while length < size:
            line = next(self.lines, None)
            if line is None:
                break
            parts.append(line.encode())
            length += len(parts[-1])
        whole = b"".join(parts)
        self.rest = whole[size:]
        return whole[:size]


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - kinds name columns of their own table
    return field


def _staged_type(field: "Field[Any, Any]") -> str:
    kind = str(field.db_type(connection))
    return "text" if kind.startswith("varchar") else kind


def _copied(field: "Field[Any, Any]", value: Any) -> str:
    value = field.get_prep_value(value)
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def _list(parts: list[Any]) -> sql.Composed:
    return sql.SQL(", ").join(parts)
