"""/status/: how an application stands, for whoever holds its receipt. It does not tell whether a number exists (A5)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.error_pages import error_page
from core.forms import PortalForm
from core.limits import attempt, caller_key
from core.middleware import client_ip
from registration.enums import ApplicationState
from registration.selectors import figures, standing_by_receipt

MOST_TRIES = 20
WINDOW = timedelta(minutes=10)
NO_MATCH = (
    "Nomor pendaftaran dan kode rahasia tidak cocok. Salin keduanya dari tanda terima, huruf demi huruf. "
    "Bila tanda terima hilang, masuk dengan akun Anda atau hubungi kami."
)


class StatusForm(PortalForm):
    """Number and secret as printed on the receipt. Both travel in the body, so no log of addresses holds them."""

    number = forms.CharField(
        label="Nomor pendaftaran",
        help_text="Tercetak pada tanda terima, misalnya REG-2026-00041.",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label="Kode rahasia",
        help_text="Empat kelompok huruf dan angka pada tanda terima. Tanda hubung tidak berpengaruh.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """GET asks for number and secret; POST answers. Nothing is changed or remembered."""
    form = StatusForm(request.POST if request.method == "POST" else None)
    standing = None
    if form.is_bound:
        wait = attempt(key=f"status:ip:{caller_key(client_ip(request))}", most=MOST_TRIES, within=WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        if form.is_valid():
            standing = standing_by_receipt(number=form.cleaned_data["number"], secret=form.cleaned_data["secret"])
            if standing is None:
                form.add_error(None, NO_MATCH)
    context: dict[str, Any] = {"form": form, "standing": standing, "figures": None}
    if standing and standing.state == ApplicationState.SUBMITTED:
        context["figures"] = figures()
    response = render(request, "registration/public/status.html", context)
    patch_cache_control(response, no_store=True, private=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
