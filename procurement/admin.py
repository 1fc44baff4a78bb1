"""The mirror in the browser admin: to look up and to export, nothing to change (Pasal 3(3))."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core import clock
from core.admin.ask import ask, posted
from core.admin.base import ReadOnlyAdmin
from core.admin.people import AdminDateField
from core.formats import long_datetime, short_datetime
from core.permissions import actor
from procurement.models import NEWEST_FIRST, Package, Schedule
from procurement.selectors import contract_words, hps_words, package_search, schedule_of, schedules_before
from procurement.services import OBJECT_TYPE, schedule_copy

_WORD = re.compile(r"[^\W_]+")


_EARLIER_SHOWN = 10


def _earlier(package: Package) -> SafeString:
    """The copies that counted before, by their source."""
    rows = [(row.source, short_datetime(row.seen_at)) for row in schedules_before(package)[:_EARLIER_SHOWN]]
    if not rows:
        return SafeString()
    items = format_html_join("", "<li>{}, dilihat {}</li>", rows)
    return format_html("<div>Salinan sebelumnya, yang tidak berlaku lagi:</div><ul>{}</ul>", items)


class ScheduleForm(forms.Form):
    """A schedule as copied from SPSE, and where it was seen."""

    text = forms.CharField(
        label="Jadwal",
        help_text="Salin tabel pada halaman Jadwal di SPSE, lalu tempel: satu tahap sebaris, dengan waktu mulai dan selesai.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 14}),
        error_messages={"required": "Tempel jadwalnya."},
    )
    source = forms.CharField(
        label="Sumber",
        help_text="Tempat jadwal itu terlihat, misalnya alamat halamannya. Disebut di mana pun jadwal ini dipakai.",
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": "Sebutkan sumber jadwal."},
    )
    seen_on = AdminDateField(
        label="Tanggal dilihat", widget=UnfoldAdminTextInputWidget, error_messages={"required": "Isi tanggalnya."}
    )
    seen_time = forms.TimeField(
        label="Jam dilihat",
        help_text="Misalnya 10:05, menurut jam LPSE.",
        input_formats=["%H:%M", "%H.%M"],
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": "Isi jamnya.", "invalid": "Tulis jam seperti 10:05."},
    )


@admin.register(Package)
class PackageAdmin(ReadOnlyAdmin):
    """Packages as the imported lists of SPSE show them, the newest first."""

    audit_type = OBJECT_TYPE
    list_display = ("code", "name_label", "agency", "stage", "hps_label", "method", "budget_year")
    list_filter = ("budget_year", "method", "kind")
    list_only = ("code", "name", "labels", "agency", "stage", "hps", "hps_step", "method", "budget_year")
    search_fields = ("code",)
    search_help_text = "Kode tender, atau kata dalam nama paket"
    ordering = (NEWEST_FIRST,)
    export_fields = (
        "code", "name", "labels", "agency", "stage", "hps", "hps_step", "qualification", "file_method", "method",
        "evaluation", "kind", "budget_years", "spse_generation", "contract_value",
    )  # fmt: skip
    fields = (
        "code", "name", "labels", "agency", "stage", "hps_label", "qualification", "file_method", "method", "evaluation",
        "kind", "budget_years", "spse_generation", "contract_label", "schedule", "source", "name_in_spse",
    )  # fmt: skip
    readonly_fields = fields
    actions_detail = ["copy_schedule"]

    @display(description="nama paket", ordering="name", header=True)
    def name_label(self, obj: Package) -> list[str]:
        """The name, cut for the list, and below it its labels."""
        return [obj.name if len(obj.name) <= 160 else f"{obj.name[:159]}…", obj.labels]

    @display(description="HPS", ordering="hps")
    def hps_label(self, obj: Package) -> str:
        """What the list said, with its rounding."""
        return hps_words(obj)

    @display(description="nilai kontrak")
    def contract_label(self, obj: Package) -> str:
        """The sum, or what SPSE says instead."""
        return contract_words(obj)

    @display(description="jadwal")
    def schedule(self, obj: Package) -> SafeString | str:
        """The copy that counts, with its source."""
        found = schedule_of(obj)
        if found is None:
            return "Belum disalin dari SPSE."
        rows = (
            (stage.name, short_datetime(stage.starts_at), short_datetime(stage.ends_at)) for stage in found.stages.all()
        )
        return format_html(
            '<div class="long-words">Sumber: {}. Dilihat {}. Dicatat oleh {}<ol>{}</ol>{}</div>',
            found.source,
            long_datetime(found.seen_at),
            found.entered_by.full_name,
            format_html_join("", "<li>{}: {} sampai {}</li>", rows),
            _earlier(obj),
        )

    @display(description="asal")
    def source(self, obj: Package) -> SafeString:
        """The import that changed it last."""
        run = obj.imported_in
        words = f"{run.number}, {short_datetime(run.confirmed_at or obj.first_seen_at)}"
        return format_html('<a href="{}">{}</a>', reverse("imports:import", args=[run.number]), words)

    @action(description="Salin jadwal", url_path="salin-jadwal", permissions=["copy"], icon="event")
    def copy_schedule(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Paste what SPSE shows as its schedule."""
        package = get_object_or_404(Package.objects.visible_to(actor(request)), pk=object_id)

        def act(data: dict[str, Any]) -> str:
            seen_at = datetime.combine(data["seen_on"], data["seen_time"], clock.calendar().zone)
            row: Schedule = schedule_copy(
                package=package, text=data["text"], source=data["source"], seen_at=seen_at, actor=actor(request)
            )
            return f"Jadwal dengan {row.stages.count()} tahap disimpan."

        warning = "Portal menyalin jadwal supaya gangguan dapat dibandingkan dengan tahap tender. Jadwal di SPSE tidak berubah."
        return ask(
            self,
            request,
            package,
            form=ScheduleForm(posted(request)),
            title="Salin jadwal dari SPSE",
            warning=warning,
            act=act,
        )

    def has_copy_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name."""
        return actor(request).has_perm("procurement.add_schedule")

    def audit_number(self, obj: Package) -> str:
        """Packages are known by their code."""
        return obj.code

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """See `package_search`."""
        return package_search(queryset, search_term), False
