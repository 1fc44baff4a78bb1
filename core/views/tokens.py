"""One's own tokens for the API, below /akun/token/."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.api.scopes import scopes, scopes_for
from core.forms import PortalForm, add_refusal
from core.models import ApiToken, User
from core.permissions import actor
from core.refusals import Refusal
from core.tokens import LIFETIMES, token_issue, token_revoke


class TokenForm(PortalForm):
    """What a new token is for, what it allows, and how long."""

    name = forms.CharField(
        label="Kegunaan", max_length=100, help_text="Misalnya “Aplikasi arsip Dinas PUPR”. Hanya untuk Anda kenali."
    )
    scopes = forms.MultipleChoiceField(
        label="Cakupan",
        help_text="Beri sesedikit mungkin.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu cakupan."},
    )
    days = forms.TypedChoiceField(
        label="Masa berlaku",
        coerce=int,
        choices=[(days, f"{days} hari") for days in LIFETIMES],
        initial=LIFETIMES[1],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(scope.key, scope.label) for scope in scopes_for(owner.roles)]


@never_cache
@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """The person's tokens, those in force first."""
    now, labels = timezone.now(), {scope.key: scope.label for scope in scopes()}
    rows = [
        {
            "token": token,
            "scopes": [labels.get(key, key) for key in token.scopes],
            "state": "revoked" if token.revoked_at else "live" if token.expires_at > now else "expired",
        }
        for token in ApiToken.objects.filter(owner=actor(request)).order_by("-pk")[:50]
    ]
    rows.sort(key=lambda row: row["state"] != "live")
    return render(request, "core/api/tokens.html", {"rows": rows, "can_issue": bool(scopes_for(actor(request).roles))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def token_new(request: HttpRequest) -> HttpResponse:
    """Make one, after the password; the answer to the POST is the only place where it is ever shown."""
    user = actor(request)
    form = TokenForm(request.POST if request.method == "POST" else None, owner=user)
    if form.is_valid():
        try:
            token, secret = token_issue(owner=user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return render(request, "core/api/token_issued.html", {"token": token, "secret": secret}, status=201)
    return render(request, "core/api/token_new.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_end(request: HttpRequest, prefix: str) -> HttpResponse:
    """Ask once, then revoke."""
    token = get_object_or_404(ApiToken.objects.filter(owner=actor(request)), prefix=prefix)
    if request.method == "POST":
        token_revoke(token=token, actor=actor(request))
        messages.success(request, f"Token “{token.name}” sudah dicabut dan tidak berlaku lagi.")
        return redirect("api_tokens")
    return render(request, "core/api/token_revoke.html", {"token": token})
