"""The page that a telephone gets by the QR code: choose a document, take a picture, send. It lists nothing."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.error_pages import error_page
from core.files.forms import UploadField
from core.forms import PortalForm, add_refusal
from core.kept_secret import KeptSecret
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.refusals import BadInput
from registration.requirements import for_application
from verification.services.phone import PhoneClosed, phone_find, phone_upload

_CODE = KeptSecret("ponsel", "verification:phone", 15 * 60)
_MOST, _WINDOW = 60, timedelta(minutes=15)


class PictureForm(PortalForm):
    """Which document, and its picture."""

    key = forms.ChoiceField(label="Dokumen")
    file = UploadField(
        label="Foto atau berkas",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf", "capture": "environment"}),
        error_messages={"required": "Ambil foto, atau pilih berkas."},
    )


@login_not_required
@require_safe
@never_cache
def phone_link(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code: takes the code out of the address at once."""
    phone_find(code)
    return _CODE.out_of_address(request, code)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """One picture with each press; ends when the officer closes it."""
    row = phone_find(_CODE.read(request))
    form = PictureForm(request.POST or None, request.FILES or None)
    keys = [(rule.key.value, rule.label) for rule in for_application(row.application)]
    form.fields["key"].choices = [("", "Pilih dokumen"), *keys]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        wait = attempt(key=f"phone:{caller_key(client_ip(request))}", most=_MOST, within=_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            phone_upload(code=_CODE.read(request), key=form.cleaned_data["key"], upload=form.cleaned_data["file"])
        except PhoneClosed:
            raise
        except BadInput as refusal:
            add_refusal(form, refusal.message, "file")
        else:
            messages.success(request, "Terkirim. Petugas melihatnya di layar; ambil foto berikutnya bila ada.")
            return redirect("verification:phone")
    context = {"form": form, "until": row.expires_at}
    return render(request, "verification/phone.html", context, status=400 if form.errors else 200)
