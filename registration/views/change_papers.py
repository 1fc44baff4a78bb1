"""The documents of a change request: one page for each, and taking a file away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.files.forms import UploadForm
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput
from registration.models import ChangeFile
from registration.services.change_items import change_file_remove, change_item_upload
from registration.views.changes import needed_change_items, own_change


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change_document(request: HttpRequest, number: str, change: str, key: str) -> HttpResponse:
    """One document: its files, why it came back, and the upload."""
    row = own_change(request, number, change)
    found = next((one for one in needed_change_items(row) if one["rule"].key == key), None)
    if found is None:
        raise Http404
    if not (row.is_editable and found["item"].is_open):
        messages.info(request, "Dokumen ini tidak dapat diubah sekarang.")
        return redirect("registration:change", number=number, change=change)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                added = change_item_upload(change=row, key=key, upload=form.cleaned_data["file"], actor=actor(request))
            except BadInput as refusal:
                add_refusal(form, refusal.message, refusal.field)
            else:
                # In the address, not as a message: the upload script reads the answer once before the person does.
                address = reverse("registration:change_document", args=[number, change, key])
                return redirect(f"{address}?diterima={added.file.public_id}")
    files = found["files"]
    context = {
        "application": row.application,
        "change": row,
        **found,
        "received": next((one.file for one in files if one.file.public_id == request.GET.get("diterima")), None),
        "form": form,
    }
    return render(request, "registration/changes/document.html", context)


@require_POST
@never_cache
def change_document_remove(request: HttpRequest, number: str, change: str, key: str, public_id: str) -> HttpResponse:
    """Take a file away; twice is the same as once."""
    row = own_change(request, number, change)
    file = get_object_or_404(
        ChangeFile.objects.select_related("item__change", "file"),
        item__change=row,
        item__key=key,
        file__public_id=public_id,
    )
    change_file_remove(file=file, actor=actor(request))
    messages.success(request, f"Berkas “{file.file.original_name}” sudah dihapus.")
    return redirect("registration:change_document", number=number, change=change, key=key)
