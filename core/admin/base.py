"""What every list of the browser admin has in common: 25 rows, no exact count, no silent deleting, safe exports.

A unit writes ``class TicketAdmin(PortalAdmin)`` and gets lists whose cost does not grow with the table (web-7), and
CSV/XLSX export of what its `list_display` shows, so that a column masked on the screen is masked in the file.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.text import slugify
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.views import ChangeList

from core import clock
from core.admin.quick_lists import tick_box, without_indentation
from core.admin.spreadsheet import MOST_XLSX_ROWS, export_record, is_too_long, xlsx_response
from core.models import AuditEvent
from core.permissions import actor

# Nobody pages through more; a search or a filter finds the row.
MOST_COUNTED = 10_000
MOST_CSV_ROWS = 200_000


class BoundedPaginator(Paginator):
    """Counts at most `MOST_COUNTED` rows, so a list costs the same over ten thousand rows and over ten million."""

    template_name = "admin/core/pagination.html"

    @cached_property
    def count(self) -> int:
        """Number of rows, or `MOST_COUNTED` when there are more."""
        return min(self._counted, MOST_COUNTED)

    @cached_property
    def is_capped(self) -> bool:
        """True when there are more rows than were counted."""
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: MOST_COUNTED + 1].count()
        return len(rows)


class PortalChangeList(ChangeList):
    """The theme's list, reading only the columns it shows where the admin names them."""

    def apply_select_related(self, qs: QuerySet[Any]) -> QuerySet[Any]:
        """With `list_only` besides."""
        rows = super().apply_select_related(qs)
        names = self.model_admin.list_only
        return rows.only(*names) if names else rows


class PortalAdmin(ModelAdmin):
    """Base of every admin list and page.

    Attributes:
        list_only: columns that the list reads; empty means all. Exports read all in any case.
        export_fields: names as in `list_display`; empty means `list_display` itself.
        audit_type: object type of the audit trail; with `audit_number` it gives the page its history.
        desk_list: name of the desk's page that the menu leads to instead of this list.
    """

    list_per_page = 25
    list_max_show_all = 0
    show_full_result_count = False
    paginator = BoundedPaginator
    list_filter_submit = True
    empty_value_display = "–"
    list_after_template = "admin/core/export_buttons.html"
    actions = ["export_xlsx", "export_csv"]
    export_fields: ClassVar[tuple[str, ...]] = ()
    audit_type: ClassVar[str] = ""
    desk_list: ClassVar[str] = ""
    list_only: ClassVar[tuple[str, ...]] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """See `PortalChangeList`."""
        return PortalChangeList

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here unless a list says so itself."""
        return False

    def offers(self, obj: Any, name: str) -> bool:
        """Whether the action makes sense for this row now; others get no button. The service decides in any case."""
        return True

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Buttons of a row's page: what the person may do, and what the row's state allows."""
        allowed = super().get_actions_detail(request, object_id)
        obj = self.get_object(request, object_id) if allowed else None
        if obj is None:
            return []
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [one for one in allowed if self.offers(obj, one.action_name.removeprefix(prefix))]

    def audit_number(self, obj: Any) -> str:
        """The public number under which the object is found in the audit trail."""
        return str(getattr(obj, "number", obj.pk))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit trail is written by the service that acts; Django's second log is not kept."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """See `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """See `log_addition`."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What happened to this object, from the audit trail."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"Riwayat: {obj}",
            "object": obj,
            "opts": self.opts,
            "events": history_of(self.audit_type, self.audit_number(obj)) if self.audit_type else (),
        }
        return TemplateResponse(request, "admin/core/history.html", context)

    # Exports

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """An export without ticked rows takes everything the filters show."""
        exports = {"export_xlsx", "export_csv"}
        if (
            request.method == "POST"
            and request.POST.get("action") in exports
            and not request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        ):
            data = request.POST.copy()
            data.setlist(helpers.ACTION_CHECKBOX_NAME, ["0"])
            data["select_across"] = "1"
            request.POST = data  # type: ignore[assignment]
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse):
            response.add_post_render_callback(without_indentation)
        return response

    @admin.display(description=ModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, obj: Model) -> SafeString:
        """The first column, without a template for every row."""
        return tick_box(obj.pk)

    @action(description="Unduh XLSX", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase | None:
        """The chosen rows as a spreadsheet."""
        if is_too_long(request, queryset, ", atau unduh sebagai CSV"):
            return None
        return xlsx_response(
            request,
            object_type=self.opts.model_name or "",
            name=self._export_name("xlsx"),
            header=self._export_header(request),
            rows=self._export_rows(request, queryset, MOST_XLSX_ROWS),
        )

    @action(description="Unduh CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase:
        """The chosen rows as CSV, streamed."""
        csv_lines: Callable[..., Any] = import_string("core.exports.csv_lines")
        export_record(request, object_type=self.opts.model_name or "", name=self._export_name("csv"), ending="csv")
        lines = csv_lines(self._export_header(request), self._export_rows(request, queryset, MOST_CSV_ROWS))
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self._export_name("csv")}"'},
        )

    def _export_columns(self, request: HttpRequest) -> list[str]:
        return [str(name) for name in self.export_fields or self.get_list_display(request) if name != "__str__"] or [
            "__str__"
        ]

    def _export_header(self, request: HttpRequest) -> list[str]:
        return [
            str(label_for_field(name, self.model, self, return_attr=False)).capitalize()
            for name in self._export_columns(request)
        ]

    def _export_rows(self, request: HttpRequest, rows: QuerySet[Any], most: int) -> Iterator[list[Any]]:
        columns = self._export_columns(request)
        for obj in rows.defer(None)[:most].iterator(chunk_size=1000):
            yield [self._export_cell(name, obj) for name in columns]

    def _export_cell(self, name: str, obj: Any) -> Any:
        field, _, value = lookup_field(name, obj, self)
        if field is not None and getattr(field, "flatchoices", None):
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, (list, tuple)):  # unfold's two-line headers
            value = " ".join(str(part) for part in value if isinstance(part, str))
        return strip_tags(value) if isinstance(value, str) and hasattr(value, "__html__") else value

    def _export_name(self, ending: str) -> str:
        return f"{slugify(self.opts.verbose_name_plural)}-{clock.today():%Y%m%d}.{ending}"


class ReadOnlyAdmin(PortalAdmin):
    """A list to look at: nothing is added, changed or deleted here; services act."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are written by services only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are changed by services only."""
        return False


class DeskAdmin(ReadOnlyAdmin):
    """A place in the navigation whose pages are a desk's own: every address leads on to them.

    Args:
        desk_page: name of the page of a row, which the address calls by its `number`; the list where rows have none.
    """

    desk_page = ""

    def desk_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows that the desk shows to this person."""
        visible: QuerySet[Any] = self.model._default_manager.visible_to(actor(request))
        return visible

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """On to the desk's list."""
        self._let_in(request)
        return redirect(self.desk_list)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """On to the page of the row."""
        self._let_in(request)
        return self.page_of(get_object_or_404(self.desk_rows(request), pk=object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history stands on that page."""
        return self.change_view(request, object_id)

    def page_of(self, row: Any) -> HttpResponse:
        """The way to the page of a row."""
        return redirect(self.desk_page, number=row.number) if self.desk_page else redirect(self.desk_list)

    def _let_in(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def history_of(object_type: str, number: str, most: int = 200) -> Iterable[AuditEvent]:
    """The newest audit events of one object, for ``core/audit/history.html``."""
    return AuditEvent.objects.filter(object_type=object_type, object_number=number).order_by("-pk")[:most]
