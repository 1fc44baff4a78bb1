"""The pages of an import in the browser admin: hand in, look, pair columns, confirm, watch, take the wrong rows along."""

from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from typing import Any

from django.forms import Form
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.module_loading import import_string

from core.admin.acts import done, form_version, refused
from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.audit import audit_record
from core.components import SummaryRow
from core.enums import ImportState
from core.files.forms import UploadField
from core.formats import short_datetime, size, whole_number
from core.forms import PortalForm, add_refusal
from core.models import TabularImport, User
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, NotReady, Refusal
from core.tabular.judging import MOST_ROWS
from core.tabular.kinds import ImportKind, import_kind, import_kinds
from core.tabular.pairing import MappingForm, unmapped
from core.tabular.report import Report, bad_table, said
from core.tabular.services import (
    can_import,
    import_confirm,
    import_discard,
    import_receive,
    import_remap,
    visible_imports,
)
from core.tabular.transitions import OBJECT_TYPE

SHOWN_BAD = 50
_ACCEPT = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponse]


class TableForm(PortalForm):
    """The file."""

    file = UploadField(
        label="Berkas Excel (.xlsx) atau CSV",
        help_text=f"Tabel pada lembar pertama, paling banyak {whole_number(MOST_ROWS)} baris. Judul kolom boleh berbeda; pasangannya dapat diubah setelah berkas dibaca.",
        error_messages={"required": "Pilih dahulu berkas yang akan diimpor."},
    )

    def __init__(self, kind: ImportKind, *args: Any, **kwargs: Any) -> None:
        if kind.asked is not None:
            # Before the form is made, so that these fields get the portal's sentences, too.
            self.base_fields = {**self.base_fields, **kind.asked.fields()}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = _ACCEPT
        if kind.takes_json:
            self.fields["file"].widget.attrs["accept"] += ",.json,application/json"
            self.fields["file"].label = "Berkas JSON, Excel (.xlsx), atau CSV"

    @property
    def said(self) -> dict[str, Any]:
        """The answers besides the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


def _may_import(user: User) -> bool:
    return user.has_perm("core.view_tabularimport") and bool(import_kinds(user))


import_page = partial(staff_page, _may_import)


@import_page("GET", "HEAD")
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports that this person may see, newest first, and what can be imported."""
    user = actor(request)
    labels = {kind.key: kind.label for kind in import_kinds()}
    rows = keyset_page(visible_imports(user).select_related("uploaded_by__person"), request=request)
    shown = [(row, labels.get(row.kind, row.kind)) for row in rows]
    return framed(
        request, "core/imports/list.html", "Impor data", {"rows": shown, "pages": rows, "kinds": import_kinds(user)}
    )


@import_page("GET", "HEAD", "POST")
def import_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the file."""
    declared = _kind(request, kind)
    form = TableForm(declared, request.POST, request.FILES) if request.method == "POST" else TableForm(declared)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = import_receive(
                    upload=form.cleaned_data["file"], kind=declared, actor=actor(request), said=form.said
                )
            except (BadInput, NotReady) as refusal:
                add_refusal(form, refusal.message, refusal.field)
                status = refusal.status
            else:
                return redirect("imports:import", number=row.number)
    context = {"kind": declared, "form": form}
    return framed(request, "core/imports/new.html", f"Impor {declared.label}", context, status=status)


@import_page("GET", "HEAD")
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with the right headings."""
    declared = _kind(request, kind)
    xlsx_file: Callable[..., Any] = import_string("core.exports.xlsx_file")
    columns = declared.columns
    with xlsx_file([column.label for column in columns], [[column.example for column in columns]]) as file:
        return _download(file.read(), f"contoh-{kind}.xlsx", _XLSX_TYPE)


@import_page("GET", "HEAD")
def import_show(request: HttpRequest, number: str) -> HttpResponse:
    """The import as it stands; while a worker is at it, the page asks again by itself."""
    return _page(request, _import(request, number))


@import_page("POST")
def import_map(request: HttpRequest, number: str) -> HttpResponse:
    """Pair the columns differently."""
    row = _import(request, number)
    form = MappingForm(import_kind(row.kind), row, request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=400)
    try:
        import_remap(row=row, actor=actor(request), version=form_version(request), mapping=form.mapping)
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return _page(request, row, form, status=400)
    except Refusal as refusal:
        return refused(request, refusal, _address(row))
    return HttpResponseRedirect(_address(row))


@import_page("POST")
def import_run(request: HttpRequest, number: str) -> HttpResponse:
    """Let it in."""
    row = _import(request, number)
    try:
        import_confirm(row=row, actor=actor(request), version=form_version(request))
    except Refusal as refusal:
        return refused(request, refusal, _address(row))
    return HttpResponseRedirect(_address(row))


@import_page("POST")
def import_drop(request: HttpRequest, number: str) -> HttpResponse:
    """Give it up."""
    row = _import(request, number)
    return done(
        request,
        lambda: import_discard(row=row, actor=actor(request)),
        f"Impor {number} dibatalkan; tidak ada data yang masuk dan berkasnya sudah dihapus.",
        _address(row),
    )


@import_page("GET", "HEAD")
def import_bad_rows(request: HttpRequest, number: str, ending: str) -> HttpResponse:
    """The wrong rows with what to put right, as a file that can be corrected and handed in again."""
    row = _import(request, number)
    if ending not in {"xlsx", "csv"} or not row.bad_rows or not row.report_name:
        raise Http404
    header, rows = bad_table(row, import_kind(row.kind))
    audit_record(
        action="import.report_downloaded",
        object_type=OBJECT_TYPE,
        object_number=number,
        actor=actor(request),
        data={"rows": row.bad_rows, "format": ending},
    )
    name = f"baris-salah-{number}.{ending}".lower()
    if ending == "csv":
        csv_lines: Callable[..., Any] = import_string("core.exports.csv_lines")
        return _download(b"".join(csv_lines(header, rows)), name, "text/csv; charset=utf-8")
    xlsx_file: Callable[..., Any] = import_string("core.exports.xlsx_file")
    with xlsx_file(header, rows) as file:
        return _download(file.read(), name, _XLSX_TYPE)


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _kind(request: HttpRequest, key: str) -> ImportKind:
    found = {kind.key: kind for kind in import_kinds()}.get(key)
    if found is None or not can_import(actor(request), found):
        raise Http404
    return found


def _import(request: HttpRequest, number: str) -> TabularImport:
    rows = visible_imports(actor(request)).select_related("uploaded_by__person", "confirmed_by__person")
    return get_object_or_404(rows, number=number)


def _address(row: TabularImport) -> str:
    return reverse("imports:import", args=[row.number])


def _page(request: HttpRequest, row: TabularImport, form: Form | None = None, *, status: int = 200) -> HttpResponse:
    kind = import_kind(row.kind)
    report = Report.of(row)
    is_previewed = row.state == ImportState.PREVIEWED
    missing = unmapped(kind, row.mapping) if is_previewed else []
    facts = [
        SummaryRow("Berkas", f"{row.original_name} ({size(row.size)})"),
        SummaryRow("Diunggah", f"{row.uploaded_by.full_name}, {short_datetime(row.created_at)}"),
    ]
    if kind.asked is not None:
        facts += kind.asked.facts(row)
    if row.confirmed_at and row.confirmed_by:
        facts.append(SummaryRow("Disetujui", f"{row.confirmed_by.full_name}, {short_datetime(row.confirmed_at)}"))
    if row.ended_at:
        facts.append(SummaryRow("Berakhir", short_datetime(row.ended_at)))
    facts.append(SummaryRow("SHA-256", row.sha256))
    context = {
        "row": row,
        "kind": kind,
        "facts": facts,
        "missing": missing,
        "may_run": is_previewed and not missing and row.good_rows and not (row.bad_rows and kind.all_or_nothing),
        "form": (form or MappingForm(kind, row)) if is_previewed else None,
        "sample": [
            (line, list(zip_longest(row.columns, cells[: len(row.columns)], fillvalue="")))
            for line, cells in report.sample
        ],
        "bad": [(one.line, said(kind, one)) for one in report.bad[:SHOWN_BAD]],
        "shown_bad": SHOWN_BAD,
        "seen_percent": min(100 * row.progress // row.rows, 100)
        if row.rows and row.state == ImportState.RUNNING
        else 0,
        "done_url": reverse(kind.done_url) if kind.done_url else "",
        "events": history_of(OBJECT_TYPE, row.number, 20),
    }
    return framed(request, "core/imports/import.html", f"{row.number} {kind.label}", context, status=status)
