"""What can be imported: an app declares an `ImportKind`, core reads, shows, checks and puts in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model

from core.components import SummaryRow
from core.refusals import BadInput

if TYPE_CHECKING:
    from core.models import TabularImport, User
    from core.tabular.upsert import Staging

Values = dict[str, Any]
# A row that is not empty: the number it has in the file, and its cells.
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class CellError:
    """What is wrong with one cell.

    Args:
        column: key of the column.
        message: Indonesian sentence that says what to do.
    """

    column: str
    message: str


# A row as {key of a mapped column: text}; the answer is values of the target's fields, or what is wrong.
RowChecker = Callable[[dict[str, str]], "Values | list[CellError]"]

# One cell as values of the target's fields; a `BadInput` says what is wrong with it.
CellReader = Callable[[str], Values]


def read_cells(row: dict[str, str], readers: Mapping[str, CellReader]) -> tuple[Values, list[CellError]]:
    """The cells that the file has, each by the reader of its column; what is wrong stands beside its column."""
    values: Values = {}
    errors: list[CellError] = []
    for key, read in readers.items():
        if key not in row:
            continue
        try:
            values |= read(row[key])
        except BadInput as refusal:
            errors.append(CellError(key, refusal.message))
    return values, errors


@dataclass(frozen=True)
class Column:
    """One column that a kind knows.

    Args:
        key: slug; the checker finds the cell's text under it.
        label: as the template and the screens call it.
        aliases: other headings it is known by in real files; case, accents and punctuation do not matter.
        required: the file cannot be put in without it.
        fields: fields of the target that the checker fills from it; empty means the field named like the key.
        first_only: written when the row is new; a row that exists keeps what it has.
        hint: what may stand in it.
        example: a cell for the template.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    fields: tuple[str, ...] = ()
    first_only: bool = False
    hint: str = ""
    example: str = ""

    @property
    def filled(self) -> tuple[str, ...]:
        """Fields of the target."""
        return self.fields or (self.key,)


@dataclass(frozen=True)
class Clash:
    """A row that is right in itself but may not change what stands in the table.

    Args:
        condition: SQL over ``t`` (the row that stands) and ``s`` (the row of the file).
        needs: fields of the file that the condition reads; without them in the file it is not asked.
        column: key of the column the sentence stands beside.
        message: Indonesian sentence that says what to do.
    """

    condition: str
    column: str
    message: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """The table that the rows go to, by one upsert.

    Args:
        model: its model.
        key: field that says which rows are the same.
        conflict: SQL of the unique index on it, as ON CONFLICT names it.
        guard: SQL over ``t``: rows that stand and may be changed.
        fixed: further fields of new and changed rows, the same for every row of an import.
        clashes: rows that are listed as wrong because of what stands in the table.
        together: field, and key of its column, whose equal values make one thing of several rows; one wrong row of
            a thing keeps out the others, because half of it would be wrong.
        way: another way in than one upsert, for rows that become more than one table's.
    """

    model: type[Model]
    key: str
    conflict: str
    guard: str = "TRUE"
    fixed: "Callable[[TabularImport], Values]" = field(default=lambda _: {})
    clashes: tuple[Clash, ...] = ()
    together: str = ""
    way: "type[Staging] | None" = None


@dataclass(frozen=True)
class Asked:
    """What the page that takes a kind's file asks besides the file.

    Args:
        fields: makes the form's fields, name by name.
        keep: puts the answers away beside the import, in the transaction that takes it in; a `BadInput` names the
            field that is wrong.
        facts: what was answered, for the page of the import.
    """

    fields: Callable[[], dict[str, forms.Field]]
    keep: "Callable[[TabularImport, Values], None]"
    facts: "Callable[[TabularImport], list[SummaryRow]]"


@dataclass(frozen=True)
class ImportKind:
    """One kind of table.

    Args:
        key: slug, also in the address.
        label: what it is called: "Register User ID SPSE".
        text: one sentence for the page that asks for the file.
        columns: in the order of the template.
        checker: called once an import; gives the function that judges its rows. It is called in the middle of COPY,
            so it asks the database beforehand, not for each row.
        target: where the rows go.
        permission: who may import it and see its imports (``app.codename``).
        all_or_nothing: one wrong row keeps the whole file out.
        done_url: name of the address where the rows can be looked at.
        takes_json: also taken as JSON, a list of rows or the object that DataTables serves.
        asked: what is asked besides the file.
    """

    key: str
    label: str
    text: str
    columns: tuple[Column, ...]
    checker: Callable[[], RowChecker]
    target: Target
    permission: str
    all_or_nothing: bool = False
    done_url: str = ""
    takes_json: bool = False
    asked: Asked | None = None

    def column(self, key: str) -> Column:
        """The column with this key.

        Raises:
            KeyError: the kind has no such column.
        """
        return {one.key: one for one in self.columns}[key]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all columns."""
        return tuple(one.key for one in self.columns)


_KINDS: dict[str, ImportKind] = {}


def register_import_kind(kind: ImportKind) -> None:
    """Declare a kind; called in an app's `ready()`."""
    _KINDS[kind.key] = kind


def import_kinds(user: "User | None" = None) -> list[ImportKind]:
    """All kinds, or those that this person may import."""
    return [kind for kind in _KINDS.values() if user is None or user.has_perm(kind.permission)]


def import_kind(key: str) -> ImportKind:
    """The declared kind.

    Raises:
        KeyError: no app declared it.
    """
    return _KINDS[key]
