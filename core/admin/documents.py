"""The register of official documents: to look at, to withdraw with a reason, to make a failed file again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from core.admin.base import ReadOnlyAdmin
from core.documents import OBJECT_TYPE, can_void, code_clean, declared_kind, document_retry, document_void
from core.enums import WorkState
from core.models import OfficialDocument
from core.permissions import actor
from core.refusals import Refusal
from core.registries import document_kinds

VALIDITY = {"valid": "berlaku", "replaced": "diganti", "voided": "dicabut"}


class VoidForm(forms.Form):
    """Why a document is withdrawn; everybody who checks it will read this."""

    reason = forms.CharField(
        label="Alasan pencabutan",
        help_text="Tampil untuk umum di halaman periksa. Jangan menulis data pribadi.",
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasan pencabutan."},
    )


class RetryForm(forms.Form):
    """Nothing to fill in; the button is the confirmation."""


class KindFilter(DropdownFilter):
    """The kinds that the apps declare."""

    title = "jenis"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Key and name of each kind."""
        return sorted(((kind.key, kind.label) for kind in document_kinds()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Documents of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OfficialDocument)
class OfficialDocumentAdmin(ReadOnlyAdmin):
    """Every number that was ever issued, in order; nothing leaves this list."""

    audit_type = OBJECT_TYPE
    list_display = ("number", "kind_label", "case_number", "issued_at", "validity", "file_state")
    list_filter = (KindFilter, "work_state", ("voided_at", admin.EmptyFieldListFilter))
    list_select_related = ("replaced_by",)
    search_fields = ("number", "case_number")
    search_help_text = "Nomor naskah, nomor berkas, atau kode periksa"
    ordering = ("-pk",)
    fields = (
        "number",
        "kind_label",
        "case_number",
        "issued_at",
        "issuer_name",
        "issued_by",
        "holder",
        "replaces",
        "validity",
        "voided_at",
        "void_reason",
        "file_state",
        "last_error",
        "rendered_at",
        "pages",
        "size",
        "sha256",
        "template_version",
        "profile_version",
        "links",
    )
    readonly_fields = fields
    actions_detail = ["void", "retry"]

    @display(description="jenis", ordering="kind")
    def kind_label(self, obj: OfficialDocument) -> str:
        """Name of the kind."""
        return declared_kind(obj.kind).label

    @display(
        description="keberlakuan",
        label={VALIDITY["valid"]: "success", VALIDITY["replaced"]: "warning", VALIDITY["voided"]: "danger"},
    )
    def validity(self, obj: OfficialDocument) -> str:
        """What /periksa/ says."""
        if obj.voided_at:
            return VALIDITY["voided"]
        return VALIDITY["replaced" if hasattr(obj, "replaced_by") else "valid"]

    @display(
        description="berkas",
        ordering="work_state",
        label={"tersimpan": "success", "disusun": "info", "gagal disusun": "danger"},
    )
    def file_state(self, obj: OfficialDocument) -> str:
        """How far the PDF is."""
        return {WorkState.DONE.value: "tersimpan", WorkState.WAITING.value: "disusun"}.get(
            obj.work_state, "gagal disusun"
        )

    @display(description="alamat")
    def links(self, obj: OfficialDocument) -> SafeString:
        """The file, and the page that everybody sees."""
        return format_html(
            '<a href="{}">Unduh PDF</a> · <a href="{}">Halaman periksa</a> ({})',
            reverse("core:document_download", args=[obj.code]),
            reverse("core:document_check", args=[obj.code]),
            obj.code_grouped,
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A check code finds its document; anything else is looked for in the numbers."""
        if code := code_clean(search_term):
            return queryset.filter(code=code), False
        return super().get_search_results(request, queryset, search_term)

    def has_void_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name: a dotted permission would make unfold's system check query the database."""
        return can_void(actor(request))

    @action(description="Cabut naskah", url_path="cabut", permissions=["void"], icon="block")
    def void(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask for the reason, then withdraw."""
        document = self._document(request, object_id)
        form = VoidForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                document_void(document=document, reason=form.cleaned_data["reason"], actor=actor(request))
            except Refusal as refusal:
                form.add_error(refusal.field or None, refusal.message)
            else:
                return self._done(request, document, f"Naskah {document.number} dicabut.")
        return self._ask(
            request,
            document,
            form,
            "Cabut naskah",
            "Pencabutan tidak dapat dibatalkan. Nomornya tetap terpakai, dan halaman periksa menyebut tanggal dan alasannya.",
        )

    @action(description="Susun ulang berkas", url_path="susun-ulang", permissions=["view"], icon="refresh")
    def retry(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask once, then hand the row to a worker again."""
        document = self._document(request, object_id)
        form = RetryForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                document_retry(document=document, actor=actor(request))
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                return self._done(request, document, f"Berkas naskah {document.number} disusun ulang.")
        return self._ask(
            request,
            document,
            form,
            "Susun ulang berkas",
            "Hanya untuk naskah yang berkasnya gagal disusun. Nomor dan isinya tetap.",
        )

    def _document(self, request: HttpRequest, object_id: int) -> OfficialDocument:
        return get_object_or_404(OfficialDocument.objects.visible_to(actor(request)), pk=object_id)

    def _done(self, request: HttpRequest, document: OfficialDocument, words: str) -> HttpResponse:
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:core_officialdocument_change", args=[document.pk]))

    def _ask(
        self, request: HttpRequest, document: OfficialDocument, form: forms.Form, title: str, warning: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {document.number}",
            "opts": self.opts,
            "object": document,
            "form": form,
            "button": title,
            "warning": warning,
            "back": reverse("admin:core_officialdocument_change", args=[document.pk]),
        }
        return TemplateResponse(request, "admin/core/document_action.html", context, status=409 if form.errors else 200)
