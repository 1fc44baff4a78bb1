"""What every page of the rooms' desk shares: the admin's frame and gate, and the booking behind a number."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core.admin.frame import framed
from core.permissions import actor
from core.refusals import Forbidden
from helpdesk.models import RoomBooking
from helpdesk.permissions.rooms import can_run_rooms

View = Callable[..., HttpResponseBase]


def room_page(*methods: str) -> Callable[[View], View]:
    """A page of the desk: through the admin's gate, for people who may see bookings, never cached."""

    def wrap(view: View) -> View:
        @wraps(view)
        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not actor(request).has_perm("helpdesk.view_roombooking"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return require_http_methods(methods)(admin.site.admin_view(allowed))

    return wrap


def page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page in the admin's frame."""
    return framed(request, f"helpdesk/rooms/desk/{template}", title, context, status=status)


def found(request: HttpRequest, number: str) -> RoomBooking:
    """The booking behind a number, or 404."""
    rows = RoomBooking.objects.visible_to(actor(request)).select_related(
        "room", "visitor__person", "requested_by__person", "confirmed_by__person"
    )
    return get_object_or_404(rows, number=number)


def require_officer(request: HttpRequest) -> None:
    """Refuse who only looks on.

    Raises:
        Forbidden: becomes the page 403.
    """
    if not can_run_rooms(actor(request)):
        raise Forbidden("Hanya petugas Unit Layanan dan Dukungan yang mencatat pemakaian ruang.", code="not_officer")
