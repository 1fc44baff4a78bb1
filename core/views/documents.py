"""Checking an official document in public, and downloading one's own."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from core import profile
from core.audit import audit_record
from core.document_comparison import document_compare
from core.documents import (
    OBJECT_TYPE,
    DocumentFacts,
    code_clean,
    declared_kind,
    document_facts,
    document_read,
    file_name,
)
from core.files.response import pdf_response
from core.models import OfficialDocument
from core.permissions import actor

# Not "no-referrer": a browser would then send the form of the page without its origin, and it would be refused.
PUBLIC_HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin"}


class CodeForm(forms.Form):
    """The code under the QR code of a letter."""

    kode = forms.CharField(
        label="Kode periksa",
        help_text="Tercetak di bawah kode QR, misalnya 7K2M-9QXR-… Huruf besar atau kecil dan tanda hubung tidak berpengaruh.",
        max_length=300,
        error_messages={"required": "Tulis kode periksa yang tercetak di bawah kode QR pada surat."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )

    def clean_kode(self) -> str:
        """The code in its canonical form."""
        code = code_clean(self.cleaned_data["kode"])
        if not code:
            raise forms.ValidationError(
                "Kode periksa terdiri atas 28 huruf dan angka dalam tujuh kelompok. Cocokkan lagi dengan yang tercetak pada surat."
            )
        return code


class CompareForm(forms.Form):
    """A PDF to compare with the one that was issued."""

    berkas = forms.FileField(
        label="Berkas PDF yang Anda terima",
        help_text="Berkas hanya dibandingkan, tidak disimpan.",
        allow_empty_file=True,
        error_messages={"required": "Pilih dahulu berkas PDF yang ingin dibandingkan."},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_berkas(self) -> UploadedFile:
        """The upload, within the profile's size limit."""
        upload: UploadedFile = self.cleaned_data["berkas"]
        limit = profile.current().limits.file_mib
        if (upload.size or 0) > limit * 1024 * 1024:
            raise forms.ValidationError(
                f"Berkas ini lebih besar dari {limit} MiB. Naskah kami jauh lebih kecil; periksa apakah berkasnya benar."
            )
        if not upload.size:
            raise forms.ValidationError("Berkas ini kosong. Unduh atau simpan ulang berkasnya, lalu pilih lagi.")
        return upload


def _public(response: HttpResponse) -> HttpResponse:
    for name, value in PUBLIC_HEADERS.items():
        response.headers[name] = value
    return response


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and lead to the document's page."""
    form = CodeForm(request.GET) if "kode" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        return _public(redirect("core:document_check", code=form.cleaned_data["kode"]))
    return _public(render(request, "core/documents/search.html", {"form": form}))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the LPSE says about a document; a POST compares a file with it and stores nothing."""
    facts = document_facts(code)
    if facts is None:
        return _public(render(request, "core/documents/unknown.html", {"form": CodeForm()}, status=404))
    comparison = None
    form = CompareForm()
    if request.method == "POST":
        form = CompareForm(request.POST, request.FILES)
        if form.is_valid():
            comparison = document_compare(facts=facts, upload=form.cleaned_data["berkas"])
    context: dict[str, Any] = {
        "facts": facts,
        "form": form,
        "comparison": comparison,
        "limit_mib": profile.current().limits.file_mib,
        "grouped": _grouped(facts),
    }
    response = render(request, "core/documents/check.html", context)
    patch_cache_control(response, no_cache=True, private=True)
    return _public(response)


def _grouped(facts: DocumentFacts) -> str:
    return OfficialDocument(code=facts.code).code_grouped


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF for those who may have it; while it is being made, a page that looks again by itself."""
    document = get_object_or_404(
        OfficialDocument.objects.visible_to(request.user).select_related("replaced_by"), code=_canonical(code)
    )
    if not document.is_ready:
        response = render(
            request,
            "core/documents/preparing.html",
            {"document": document, "kind_label": declared_kind(document.kind).label},
            status=200 if document.has_failed else 202,
        )
        patch_cache_control(response, no_store=True, private=True)
        return response
    content = document_read(document)
    if request.method == "GET":
        audit_record(
            action="document.downloaded",
            object_type=OBJECT_TYPE,
            object_number=document.number,
            actor=actor(request),
            data={"kind": document.kind},
        )
    return pdf_response(content, file_name(document))


def _canonical(code: str) -> str:
    cleaned = code_clean(code)
    if not cleaned:
        raise Http404
    return cleaned
