"""What the portal keeps about the person, and the person's copy of it: /akun/data/."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import profile
from core.enums import RetentionEvent, RetentionFate
from core.permissions import actor
from core.personal.registry import personal_tables
from core.personal.services import copy_ask, copy_of, copy_open
from core.refusals import Refusal
from core.suspension import suspension_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """What is kept, why and how long; a POST asks for the copy."""
    user = actor(request)
    if request.method == "POST":
        copy_ask(user=user)
        return redirect("own_data")
    lpse = profile.current()
    classes = [
        {
            "rule": rule,
            "event": RetentionEvent(rule.event).label,
            "fate": RetentionFate(rule.fate).label,
        }
        for rule in lpse.retention.values()
    ]
    context = {
        "copy": copy_of(user),
        "kept": _kept(),
        "classes": classes,
        "article": lpse.article("own_data"),
        "days": lpse.limits.own_data_days,
        "suspension": suspension_of(user),
    }
    return render(request, "account/own_data.html", context)


def _kept() -> list[dict[str, Any]]:
    """What is kept, by how long and then by why: the many tables of one purpose are one line."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in personal_tables():
        if table.in_copy and table.purpose:
            found.setdefault(table.kept, {}).setdefault(table.purpose, []).append(table.label)
    return [{"kept": kept, "lines": list(lines.items())} for kept, lines in found.items()]


@never_cache
@require_safe
@reauthentication_required
def own_data_download(request: HttpRequest) -> HttpResponseBase:
    """The copy, after the password; nobody else's is reachable, because the address names none."""
    try:
        content = copy_open(user=actor(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("own_data")
    response = StreamingHttpResponse(content.parts, content_type="application/zip")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=content.name) or "attachment"
    )
    response.headers["Content-Length"] = str(content.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
