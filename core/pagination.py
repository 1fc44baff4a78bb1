"""Pages of a long list in the order of an index: 25 rows, no count, and page 4,000 as cheap as page 1."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

PAGE_SIZE = 25
_SALT = "core.pagination"
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page; the urls are empty where the list ends. Made for `{% pager page %}`."""

    rows: list[Row]
    previous_url: str
    next_url: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    queryset: QuerySet[Row], *, request: HttpRequest, order: str = "-pk", size: int = PAGE_SIZE
) -> Page[Row]:
    """The page that the request asks for by `setelah` or `sebelum`; a cursor that is not ours shows the first page.

    Args:
        queryset: filtered rows, without slice; its own ordering is replaced.
        request: its other query parameters are kept in the links.
        order: a field with an index, with ``-`` for descending. Not nullable. Equal values are told apart by the key.
        size: rows a page.
    """
    field = order.lstrip("-")
    descending = order.startswith("-")
    after, before = _cursor(request, "setelah", order), _cursor(request, "sebelum", order)
    backwards = after is None and before is not None
    cursor = before if backwards else after
    upwards = descending == backwards  # direction in which the index is walked
    if cursor is not None:
        queryset = queryset.filter(_beyond(field, cursor, greater=upwards))
    sign = "" if upwards else "-"
    ordering = (f"{sign}pk",) if field == "pk" else (f"{sign}{field}", f"{sign}pk")
    rows = list(queryset.order_by(*ordering)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if backwards else (cursor is not None, more)
    return Page(
        rows=rows,
        previous_url=_link(request, "sebelum", rows[0], field, order) if rows and has_previous else "",
        next_url=_link(request, "setelah", rows[-1], field, order) if rows and has_next else "",
    )


def _beyond(field: str, cursor: list[Any], *, greater: bool) -> Q:
    comparison = "gt" if greater else "lt"
    value, key = cursor
    if field == "pk":
        return Q(**{f"pk__{comparison}": key})
    # `field >= value` alone lets the index start at the right place; the second part only tells equals apart.
    return Q(**{f"{field}__{comparison}e": value}) & (
        Q(**{f"{field}__{comparison}": value}) | Q(**{f"pk__{comparison}": key})
    )


def _cursor(request: HttpRequest, name: str, order: str) -> list[Any] | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        cursor = signing.loads(text, salt=f"{_SALT}:{order}")
    except signing.BadSignature:
        return None
    return cursor if isinstance(cursor, list) and len(cursor) == 2 else None


def _link(request: HttpRequest, name: str, row: Model, field: str, order: str) -> str:
    value = "" if field == "pk" else str(_value(row, field))
    parameters = request.GET.copy()
    for other in ("setelah", "sebelum"):
        parameters.pop(other, None)
    parameters[name] = signing.dumps([value, row.pk], salt=f"{_SALT}:{order}")
    return f"?{parameters.urlencode()}"


def _value(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part)
    return row
