"""A person's own page below /akun/: who one is here, and how one gets in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import registries
from core.account_forms import EmailForm
from core.audit import audit_record
from core.email_change import email_change_confirm, email_change_read, email_change_request
from core.forms import add_refusal
from core.people import OBJECT_TYPE, person_number
from core.permissions import actor
from core.refusals import Refusal
from core.roles import ROLES


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One's own page: what the apps show there, then account, roles and ways in."""
    user = actor(request)
    panels: list[dict[str, Any]] = []
    for panel in registries.account_panels():
        context = panel.context(request)
        if context is not None:
            panels.append({"template": panel.template, "context": context})
    return render(
        request,
        "account/home.html",
        {
            "panels": panels,
            "roles": [ROLES[key].label for key in ROLES if key in user.roles],
            "has_factor": is_mfa_enabled(user),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def email_change(request: HttpRequest) -> HttpResponse:
    """Ask for a new address, after the password."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email_change_request(user=actor(request), email=form.cleaned_data["email"])
        return render(request, "account/email_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "account/email_change.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the mail: a button, because opening a link must change nothing."""
    user = actor(request)
    email = email_change_read(user=user, token=token)
    if email is None:
        raise Http404
    form = EmailForm({"email": email}) if request.method == "POST" else None
    if form is not None:
        try:
            email_change_confirm(user=user, token=token)
        except Refusal as refusal:
            add_refusal(form, refusal.message)
        else:
            messages.success(request, "Surel akun Anda sudah diganti.")
            return redirect("account_home")
    return render(
        request, "account/email_confirm.html", {"email": email, "form": form}, status=409 if form is not None else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; a POST signs out everywhere else."""
    user = actor(request)
    if request.method == "POST":
        end_other_sessions(request, user)
        audit_record(
            action="account.sessions_ended",
            object_type=OBJECT_TYPE,
            object_number=person_number(user.person),
            actor=user,
        )
        messages.success(request, "Anda sudah keluar di semua perangkat lain.")
        return redirect("account_sessions")
    rows = [
        {
            "device": device(session.user_agent),
            "ip": session.ip,
            "since": session.created_at,
            "is_current": session.is_current(),
        }
        for session in UserSession.objects.filter(user=user).order_by("-created_at")
        if session.exists()
    ]
    return render(request, "account/sessions.html", {"rows": rows, "others": len(rows) > 1})


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """A browser's long name as people say it: ``Chrome di Android``."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Peramban lain")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} di {system}" if system else browser
