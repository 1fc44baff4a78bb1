"""Reading the rows of declared tables: whose they are, what stands in them, as plain data and in words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Field, Model, Q, QuerySet

from core.formats import duration, short_date, short_datetime
from core.models import Person, User
from core.personal.registry import PersonalTable


def rows_of(table: PersonalTable, person: Person) -> QuerySet[Any]:
    """The rows that hang on one person and that the person may know of, oldest first."""
    links = [
        field.name
        for field in table.model._meta.concrete_fields
        if field.is_relation and field.name not in table.withheld
    ]
    wanted = Q(pk__in=[])
    if table.person:
        wanted = Q(**{"pk" if table.person == "self" else table.person: person.pk})
    if table.also is not None:
        wanted |= table.also(person)
    if table.pending is not None:
        wanted &= ~table.pending
    return table.model._default_manager.filter(wanted).select_related(*links).order_by("pk")


def value_at(row: Any, path: str) -> Any:
    """What stands at the end of a path such as ``owner__person``; None where a link is empty."""
    if path == "self":
        return row
    for step in path.split("__"):
        row = getattr(row, step, None)
        if row is None:
            return None
    return row


def copied_fields(table: PersonalTable) -> "Iterator[Field[Any, Any]]":
    """Fields of a table that belong into the person's copy."""
    for field in table.model._meta.concrete_fields:
        if field.name not in table.withheld and not field.primary_key and not field.generated:
            yield field


def as_data(table: PersonalTable, row: Model) -> dict[str, Any]:
    """A row for machines: names of fields, plain values, sealed values opened."""
    return {field.name: _plain(_value(table, row, field)) for field in copied_fields(table)}


def as_words(table: PersonalTable, row: Model) -> list[tuple[str, str]]:
    """A row for people: label and words of every field that is filled and has a name in Indonesian."""
    found = []
    for field in copied_fields(table):
        label = table.label_of(field.name)
        # A field without a name for people carries the one that Django makes of its identifier: it is for machines.
        if label == field.name.replace("_", " "):
            continue
        chosen = getattr(row, f"get_{field.name}_display", None) if field.choices else None
        words = _words(chosen() if chosen else _value(table, row, field))
        if words:
            found.append((label[:1].upper() + label[1:], words))
    return found


def _value(table: PersonalTable, row: Model, field: "Field[Any, Any]") -> Any:
    value = getattr(row, field.name)
    if isinstance(value, User):
        return value.full_name
    return table.shown[field.name](value) if value and field.name in table.shown else value


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, bool, list, dict)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


def _words(value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return short_datetime(value)
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, timedelta):
        return duration(value)
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):  # a period
        ends = _words(value.upper) or "seterusnya"
        return f"{_words(value.lower)} sampai {ends}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(part)}" for key, part in value.items())
    return str(value)
