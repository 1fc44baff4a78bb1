"""The front page, the regency's colours and arms, and the pages of errors."""

import hashlib
import mimetypes
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from core import profile, registries
from core.caching import common_page
from core.error_pages import error_page
from core.theme import EXAMPLE_SHIELD, theme_css, theme_version
from lpse.office import office_now

_HOME_CACHE_KEY = "lpse.home"
# How old the counts of the front page may be; a reverse proxy and browsers may keep it as long.
HOME_SECONDS = 10
_YEAR = 365 * 24 * 3600
_ARMS_TYPES = {"image/svg+xml", "image/png", "image/jpeg", "image/webp"}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page. Who has no session gets the common copy, which costs no query while it is warm."""
    return common_page(
        request, _HOME_CACHE_KEY, HOME_SECONDS, lambda: render_to_string("lpse/home.html", home_context(), request)
    )


def home_context() -> dict[str, Any]:
    """What the apps brought to the front page: cards of tasks, and panels that have something to say now."""
    tasks = [
        {"title": task.title, "text": task.text, "icon": task.icon, "url": reverse(task.url_name), "lead": task.lead}
        for task in registries.front_tasks()
    ]
    panels = []
    for panel in registries.panels():
        context = panel.context()
        if context is not None:
            panels.append({"key": panel.key, "html": render_to_string(panel.template, context)})
    return {
        "office": office_now(timezone.now()),
        "tasks": tasks,
        "leads": [task for task in tasks if task["lead"]][:2],
        "panels": panels,
    }


@login_not_required
@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The regency's colour as tokens; kept for good by browsers when the address names the version."""
    colour = profile.current().letterhead.color
    version = theme_version(colour)
    etag = quote_etag(version)
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(theme_css(colour), content_type="text/css; charset=utf-8")
    response.headers["ETag"] = etag
    exact = request.GET.get("v") == version
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if exact else "public, max-age=300"
    return response


@login_not_required
@require_safe
def coat_of_arms(request: HttpRequest) -> HttpResponse | FileResponse:
    """The regency's arms as uploaded into the profile; the neutral shield when there are none."""
    name = profile.current().letterhead.coat_of_arms
    if not name:
        return HttpResponseRedirect(static(EXAMPLE_SHIELD))
    path = settings.DATA_DIR / "profile" / Path(name).name
    kind = mimetypes.guess_type(path.name)[0] or ""
    if kind not in _ARMS_TYPES or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=kind)
    fingerprint = hashlib.sha256(f"{path.name}:{path.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    response.headers["ETag"] = quote_etag(fingerprint)
    response.headers["Cache-Control"] = "public, max-age=3600"
    # An SVG may hold scripts; opened by itself it may do nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Old browsers ask for this address whatever the page says."""
    response = HttpResponseRedirect(static("img/favicon.ico"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for what is larger than the portal takes."""
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what does not exist and for what belongs to someone else."""
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, from the limits of signing in."""
    return error_page(request, 429, retry_after=300)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it was the database that did not answer: that passes, and nothing of ours is wrong."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return error_page(request, 503, retry_after=60)
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: usually a page left open for long, or cookies switched off."""
    return error_page(
        request,
        403,
        heading="Isian ini sudah kedaluwarsa",
        message="Halaman terlalu lama terbuka atau peramban menolak kuki. Kembali, muat ulang halamannya, lalu kirim lagi; "
        "salin dahulu isian yang panjang.",
    )
