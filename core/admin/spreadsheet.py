"""A list as XLSX for the person who asks, with its line in the audit trail."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils.module_loading import import_string

from core.audit import audit_record
from core.permissions import actor

# XLSX is built while the person waits.
MOST_XLSX_ROWS = 5_000
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_record(request: HttpRequest, *, object_type: str, name: str, ending: str) -> None:
    """Who took which list along, under which filters; words of a search may name people and are not kept."""
    filters: Mapping[str, list[str]] = {key: values for key, values in request.GET.lists() if key != "q"}
    audit_record(
        action="export.made", object_type=object_type, object_number=name, actor=actor(request),
        data={"filter": filters, "format": ending},
    )  # fmt: skip


def is_too_long(request: HttpRequest, rows: QuerySet[Any], otherwise: str = "") -> bool:
    """Whether there are more rows than a spreadsheet takes; then the person is told what to do.

    Args:
        otherwise: another way, where the list has one.
    """
    if not rows.order_by("pk")[MOST_XLSX_ROWS : MOST_XLSX_ROWS + 1].exists():
        return False
    messages.warning(
        request, f"XLSX memuat paling banyak {MOST_XLSX_ROWS} baris. Persempit dengan saringan{otherwise}."
    )
    return True


def xlsx_response(
    request: HttpRequest, *, object_type: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """The rows as a file to save."""
    # Spreadsheet libraries stay out of the URL conf: they cost every web process memory it seldom needs.
    xlsx_file: Callable[..., Any] = import_string("core.exports.xlsx_file")
    export_record(request, object_type=object_type, name=name, ending="xlsx")
    # So many rows fit into memory; a response that nobody reads then leaves no file open.
    with xlsx_file(header, rows) as file:
        content = BytesIO(file.read())
    return FileResponse(content, as_attachment=True, filename=name, content_type=_XLSX_TYPE)
