"""Uploaded files in the browser admin: what is there, how the scan went. Read-only; the content is opened on its own page."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from core.admin.base import ReadOnlyAdmin
from core.enums import FileState
from core.models import StoredFile

_COLOURS = {
    FileState.QUARANTINED.label: "warning",
    FileState.CLEAN.label: "success",
    FileState.UNSCANNED.label: "warning",
    FileState.INFECTED.label: "danger",
}


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Files handed in, newest first."""

    audit_type = "file"
    list_display = ("original_name", "case_number", "owner", "content_type", "size", "state_label", "created_at")
    list_filter = ("state", "work_state", "content_type", "is_identity")
    list_select_related = ("owner",)
    search_fields = ("case_number", "public_id", "sha256")
    fields = (
        "original_name", "case_number", "owner", "is_identity", "content_type", "size", "pages", "width", "height",
        "sha256", "state_label", "verdict", "scanned_at", "work_state", "attempts", "last_error", "created_at", "content",
    )  # fmt: skip
    readonly_fields = fields

    @display(description="keadaan", ordering="state", label=_COLOURS)
    def state_label(self, obj: StoredFile) -> str:
        """State with its shape and colour."""
        return obj.get_state_display()

    @display(description="isi")
    def content(self, obj: StoredFile) -> SafeString:
        """Where the content can be looked at, by those who may see the case."""
        return format_html('<a href="{}">Lihat isi berkas</a>', reverse("core:file_viewer", args=[obj.public_id]))

    def audit_number(self, obj: StoredFile) -> str:
        """Files are known by their code."""
        return obj.public_id
