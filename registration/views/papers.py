"""The documents of the closed set: the list, one page for each, and taking a file away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.files.forms import UploadForm
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput
from registration.completeness import open_steps
from registration.enums import Step
from registration.models import Application, DocumentFile, DocumentItem
from registration.reasons import REASONS
from registration.requirements import Requirement
from registration.services.items import item_file_remove, item_upload
from registration.tasklist import needed_items
from registration.views.own import own_application
from registration.views.steps import progress


@require_safe
@never_cache
def documents(request: HttpRequest, number: str) -> HttpResponse:
    """Every document that is needed, its state, and the way to its page."""
    application = own_application(request, number)
    if Step.DOCUMENTS not in open_steps(application):
        messages.info(request, "Dokumen tidak dapat diubah sekarang.")
        return redirect("registration:application", number=number)
    rows = [
        {"rule": rule, "item": item, "files": current_files(item), "reason": REASONS.get(item.reason_code)}
        for rule, item in needed_items(application)
    ]
    context = {
        "application": application,
        "rows": rows,
        "progress": progress(application),
        "missing": sum(item.state in {"missing", "returned"} for _, item in needed_items(application)),
    }
    return render(request, "registration/application/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def document(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One document: its files, and a place to add one."""
    application = own_application(request, number)
    rule, item = _needed(application, key)
    if request.method != "POST" and not (Step.DOCUMENTS in open_steps(application) and item.is_open):
        messages.info(request, "Dokumen ini tidak dapat diubah sekarang.")
        return redirect("registration:application", number=number)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                added = item_upload(
                    application=application, key=key, upload=form.cleaned_data["file"], actor=actor(request)
                )
            except BadInput as refusal:
                add_refusal(form, refusal.message, refusal.field)
            else:
                # In the address, not as a message: the upload script reads the answer once before the person does.
                address = reverse("registration:document", args=[number, key])
                return redirect(f"{address}?diterima={added.file.public_id}")
    files = current_files(item)
    context = {
        "application": application,
        "rule": rule,
        "item": item,
        "files": files,
        "received": next((row.file for row in files if row.file.public_id == request.GET.get("diterima")), None),
        "reason": REASONS.get(item.reason_code),
        "form": form,
    }
    return render(request, "registration/application/document.html", context)


@require_POST
@never_cache
def document_remove(request: HttpRequest, number: str, key: str, public_id: str) -> HttpResponse:
    """Take a file away; twice is the same as once."""
    application = own_application(request, number)
    _needed(application, key)
    row = get_object_or_404(
        DocumentFile.objects.select_related("item__application", "file"),
        item__application=application,
        item__key=key,
        file__public_id=public_id,
    )
    item_file_remove(file=row, actor=actor(request))
    messages.success(request, f"Berkas “{row.file.original_name}” sudah dihapus.")
    return redirect("registration:document", number=number, key=key)


def current_files(item: DocumentItem) -> list[DocumentFile]:
    """Files that count now, oldest first, from what was fetched with the application."""
    return [row for row in item.files.all() if row.replaced_at is None]


def _needed(application: Application, key: str) -> tuple[Requirement, DocumentItem]:
    for rule, item in needed_items(application):
        if rule.key == key:
            return rule, item
    raise Http404
