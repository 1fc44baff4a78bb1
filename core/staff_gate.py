"""Sessions end in time, change their number with the roles, and open staff pages only after a second factor (A3)."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from core.sessions import session_renew
from core.suspension import suspension_of

# Seconds. A session's last use is written down once a minute at most, not with every page.
STAFF_IDLE = 30 * 60
LONGEST = 12 * 3600
_NOTE_EVERY = 60
_SESSION_KEY = "visit"
# What staff may open before the second factor stands: the way to it, and the way out.
_WAY_TO_FACTOR = frozenset(
    {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout", "account_login"}
)


class StaffGateMiddleware:
    """Runs before every view of a signed-in person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the person pass, end an old session, or lead to the second factor."""
        user = request.user
        if not user.is_authenticated:
            return None
        if not _keep_visit(request):
            logout(request)
            messages.warning(request, "Sesi Anda sudah berakhir demi keamanan. Masuk lagi untuk melanjutkan.")
            if getattr(view, "login_required", True) is False:
                return None
            return _to("account_login", request)
        if not user.is_staff or settings.DEMO or getattr(view, "login_required", True) is False:
            return None
        if _has_used_factor(request) or (request.resolver_match and request.resolver_match.view_name in _WAY_TO_FACTOR):
            return None
        if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            messages.warning(request, "Tulis kode dari aplikasi autentikator Anda untuk melanjutkan.")
            return _to("mfa_reauthenticate", request)
        messages.warning(request, "Petugas memakai dua langkah untuk masuk. Pasang aplikasi autentikator dahulu.")
        return _to("mfa_activate_totp", request)


def _keep_visit(request: HttpRequest) -> bool:
    """Note that the session is in use; False when it lay idle too long, lasts too long, or claims to be of tomorrow."""
    now = int(time.time())
    roles = ",".join(sorted(request.user.roles))  # type: ignore[union-attr]
    visit = request.session.get(_SESSION_KEY)
    if visit is None:
        request.session[_SESSION_KEY] = {"since": now, "seen": now, "roles": roles}
        return True
    # A session that the list of sessions did not know of does not outlive the suspension of its account.
    held = suspension_of(request.user)  # type: ignore[arg-type]
    if held is not None and visit["since"] < int(held.began_at.timestamp()):
        return False
    idle, age = now - visit["seen"], now - visit["since"]
    if min(idle, age) < -_NOTE_EVERY or age >= LONGEST:
        return False
    if request.user.is_staff and idle >= STAFF_IDLE:
        return False
    if visit["roles"] != roles:
        session_renew(request)
    if visit["roles"] != roles or idle >= _NOTE_EVERY:
        request.session[_SESSION_KEY] = {"since": visit["since"], "seen": now, "roles": roles}
    return True


def _has_used_factor(request: HttpRequest) -> bool:
    """True when a factor that still exists was used in this session; taking it away closes the door at once."""
    records = get_authentication_records(request, request.user)
    used = [record["id"] for record in records if record.get("method") == "mfa" and "id" in record]
    return bool(used) and Authenticator.objects.filter(user=request.user, pk__in=used).exists()


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """Lead there, and back to where the person wanted to go; a form that was sent leads to its page."""
    target = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: target})}")
