"""Which tables hold personal data, of whom, and in which fields (UU 27/2022): every app declares its own.

One declaration serves two duties: the copy of the own data (`core.personal.copying`) and the list of people after a
failure of protection (`core.breach`). tests/core/test_personal_tables.py walks all models: a table that is neither declared
nor called impersonal fails, and so does a field with free content that its declaration does not name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import RangeField
from django.db import models

if TYPE_CHECKING:  # models read this module's neighbours
    from core.models import Person


@dataclass(frozen=True)
class Named:
    """Somebody whom a row names besides the person whose account it hangs on: a director, an envoy.

    Args:
        name: path to the name.
        contact: path to a phone or an address, if the row has one.
    """

    name: str
    contact: str = ""


@dataclass(frozen=True)
class PersonalTable:
    """One table with personal data.

    Args:
        label: what its rows are, in Indonesian: "Pendaftaran penyedia".
        person: path from a row to its `core.Person`; ``self`` for people themselves, empty when rows hang on nobody.
        fields: fields that tell something about a person; after a breach they are what was affected.
        plain: fields with free content that tell nothing about a person.
        withheld: never in a copy: secrets, fingerprints, the portal's own bookkeeping.
        case: path to the case number, if a row belongs to a case.
        since: field with the time from which the row was there; empty when it is not kept.
        title: field that names a row in lists, such as the name of a file.
        named: other people in the row.
        purpose: why the portal keeps it, as a sentence; empty for what is in no copy.
        kept: how long, as a sentence; retention classes are shown beside all of them.
        labels: what people call fields that have no Indonesian name of their own.
        shown: what stands in the copy instead of a raw value: words of sealed JSON, a mail without its secret links.
        also: further rows of a person, that no path leads to.
        pending: rows that the person is told of only later, such as a proposal that waits for its decision.
        in_copy: False when the copy tells it in another way.
    """

    model: type[models.Model]
    label: str
    person: str
    fields: tuple[str, ...]
    purpose: str = ""
    kept: str = ""
    plain: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    case: str = ""
    since: str = ""
    title: str = ""
    named: tuple[Named, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    also: "Callable[[Person], models.Q] | None" = None
    pending: models.Q | None = None
    in_copy: bool = True

    @property
    def key(self) -> str:
        """Stable name of the table: ``registration.application``."""
        return self.model._meta.label_lower

    def label_of(self, name: str) -> str:
        """What people call a field."""
        return self.labels.get(name) or str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


_CLOSED = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.DurationField,
    models.FloatField,
    models.IntegerField,
    models.DecimalField,
    models.TimeField,
    RangeField,
)

_TABLES: dict[str, PersonalTable] = {}
_IMPERSONAL: set[type[models.Model]] = set()


def register_personal_tables(*tables: PersonalTable) -> None:
    """Declare tables with personal data; called in an app's `ready()`.

    Raises:
        ValueError: the table was declared already.
    """
    for table in tables:
        if table.key in _TABLES:
            raise ValueError(f"{table.key} is declared twice")
        _TABLES[table.key] = table


def register_impersonal(*found: type[models.Model]) -> None:
    """Declare tables in which no row is about a person."""
    _IMPERSONAL.update(found)


def personal_tables() -> list[PersonalTable]:
    """All declared tables, in the order of the apps."""
    return list(_TABLES.values())


def personal_table(key: str) -> PersonalTable | None:
    """The table of that key, or None."""
    return _TABLES.get(key)


def impersonal() -> frozenset[type[models.Model]]:
    """All tables declared to hold nothing about people."""
    return frozenset(_IMPERSONAL)


def holds_free_content(column: "models.Field[Any, Any]") -> bool:
    """True for a field that could hold anything a person typed; numbers, dates, states and links hold no free content."""
    closed = column.is_relation or column.choices or column.generated or isinstance(column, _CLOSED)
    inner = getattr(column, "base_field", None)
    return not closed and not (inner is not None and inner.choices)


def undeclared(table: PersonalTable) -> list[str]:
    """Fields with free content that the declaration does not name."""
    named: set[str] = {*table.fields, *table.plain, *table.withheld}
    concrete: Iterable[Any] = table.model._meta.local_concrete_fields
    return sorted(column.name for column in concrete if holds_free_content(column) and column.name not in named)
