"""Copies of the national blacklist at the desk: upload, look at what was read, choose columns, put in use."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import profile
from core.clock import today
from core.files import policy
from core.forms import IndonesianDateField, PortalForm, add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from verification import blacklist_columns, permissions
from verification.desk.frame import desk_page, page
from verification.enums import SnapshotState
from verification.models import BlacklistSnapshot
from verification.services.blacklist import blacklist_discard, blacklist_draft, blacklist_map, blacklist_publish

_SAMPLE = 10
_MOST_ERRORS_SHOWN = 50


class UploadListForm(PortalForm):
    """The file and the day it is of."""

    file = forms.FileField(
        label="Berkas daftar hitam",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
        help_text="XLSX atau JSON dari Daftar Hitam Nasional.",
    )
    taken_on = IndonesianDateField(
        label="Keadaan daftar per", latest=today, help_text="Tanggal unduhan, misalnya 27-3-2026."
    )

    def clean_file(self) -> Any:
        """Within the profile's size limit."""
        upload = self.cleaned_data["file"]
        limit = profile.current().limits.file_mib
        if (upload.size or 0) > limit * policy.MIB:
            raise forms.ValidationError(f"Berkas ini lebih besar dari {limit} MiB. Hapus lembar lain di dalamnya.")
        return upload


class ColumnsForm(PortalForm):
    """Which header holds what."""

    def __init__(self, *args: Any, headers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "tidak ada"), *((header, header[:80]) for header in headers)]
        for column in blacklist_columns.COLUMNS:
            self.fields[column.field] = forms.ChoiceField(
                label=column.label,
                choices=choices,
                required=column.required,
                error_messages={"required": f"Pilih kolom {column.label.lower()}."},
            )


@desk_page("GET", "HEAD", "POST")
def copies(request: HttpRequest) -> HttpResponse:
    """The copies by date, the newest first; whoever may import sends a new file here."""
    may_import = permissions.can_import_blacklist(actor(request))
    form = UploadListForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    if request.method == "POST":
        _require(request)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                blacklist_draft(
                    content=upload.read(),
                    file_name=policy.clean_name(upload.name or ""),
                    taken_on=form.cleaned_data["taken_on"],
                    actor=actor(request),
                )
            except Refusal as refusal:
                add_refusal(form, refusal.message, refusal.field)
            else:
                return redirect("desk:blacklist_draft")
    rows = BlacklistSnapshot.objects.exclude(state=SnapshotState.DRAFT).defer("content", "errors", "headers")
    pages = keyset_page(rows.select_related("imported_by__person"), request=request)
    context = {
        "form": form,
        "may_import": may_import,
        "rows": pages,
        "pages": pages,
        "draft": BlacklistSnapshot.objects.filter(state=SnapshotState.DRAFT).defer("content", "errors").first(),
    }
    return page(request, "blacklist_copies.html", "Salinan daftar hitam", context, status=400 if form.errors else 200)


@desk_page("GET", "HEAD", "POST")
def draft(request: HttpRequest) -> HttpResponse:
    """What was read from the file: columns, first rows, unreadable rows; then put in use or thrown away."""
    _require(request)
    row = BlacklistSnapshot.objects.filter(state=SnapshotState.DRAFT).defer("content").first()
    if row is None:
        if request.method == "POST":
            messages.warning(request, "Rancangan ini sudah dipakai atau dibuang.")
            return redirect("desk:blacklist_copies")
        raise Http404
    form = ColumnsForm(initial=row.columns, headers=row.headers)
    if request.method == "POST":
        act = request.POST.get("tindakan", "")
        try:
            if act == "pakai":
                used = blacklist_publish(actor=actor(request))
                messages.success(request, f"{used} sekarang dipakai: {used.rows} baris.")
                return redirect("desk:blacklist_copies")
            if act == "buang":
                blacklist_discard(actor=actor(request))
                messages.success(request, "Rancangan dibuang. Daftar yang dipakai tidak berubah.")
                return redirect("desk:blacklist_copies")
            form = ColumnsForm(request.POST, headers=row.headers)
            if form.is_valid():
                blacklist_map(actor=actor(request), columns=form.cleaned_data)
                return redirect("desk:blacklist_draft")
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field) if form.is_bound else messages.error(
                request, refusal.message
            )
    context = {
        "row": row,
        "form": form,
        "missing": [column.label for column in blacklist_columns.gaps(row.columns, row.headers)],
        "sample": row.entries.order_by("row")[:_SAMPLE],
        "errors": row.errors[:_MOST_ERRORS_SHOWN],
        "more_errors": max(row.error_count - _MOST_ERRORS_SHOWN, 0),
    }
    return page(
        request, "blacklist_draft.html", "Periksa daftar sebelum dipakai", context, status=400 if form.errors else 200
    )


def _require(request: HttpRequest) -> None:
    if not permissions.can_import_blacklist(actor(request)):
        raise Forbidden("Daftar hitam diimpor petugas Unit Registrasi dan Verifikasi.", code="not_officer")
