"""The officials' own pages of packages: to look at, nothing else (Pasal 3(3))."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.models import User
from core.pagination import keyset_page
from core.permissions import actor
from core.roles import AUDITOR
from procurement.models import NEWEST_FIRST, READERS, Package
from procurement.selectors import package_facts, package_search, schedule_of

_SHOWN = ("code", "code_order", "name", "labels", "agency", "stage", "hps_in_spse", "budget_year")


def can_read_packages(user: User) -> bool:
    """Staff of every unit, procurement officials, auditors."""
    return user.has_perm("procurement.view_package") or user.has_role(*READERS, AUDITOR)


@require_safe
def package_list(request: HttpRequest) -> HttpResponse:
    """25 packages that the person may see, the newest first."""
    user = actor(request)
    if not can_read_packages(user):
        raise PermissionDenied
    asked = " ".join(request.GET.get("cari", "").split())[:200]
    found = package_search(Package.objects.visible_to(user), asked).only(*_SHOWN)
    rows = keyset_page(found, request=request, order=NEWEST_FIRST)
    return _private(render(request, "procurement/list.html", {"rows": rows, "asked": asked}))


@require_safe
def package_page(request: HttpRequest, code: str) -> HttpResponse:
    """One package with its schedule, as SPSE showed them."""
    package = get_object_or_404(Package.objects.visible_to(actor(request)).select_related("imported_in"), code=code)
    context = {"package": package, "facts": package_facts(package), "schedule": schedule_of(package)}
    return _private(render(request, "procurement/package.html", context))


def package_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The block of the own page for officials; staff have the admin's list."""
    user = actor(request)
    return None if user.is_staff or not can_read_packages(user) else {}


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    return response
