"""What every page of the rooms' desk shares: the admin's frame and gate, and the booking behind a number."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.frame import framed, staff_page
from core.permissions import actor
from core.refusals import Forbidden
from helpdesk.models import RoomBooking
from helpdesk.permissions.rooms import can_run_rooms

room_page = partial(staff_page, "helpdesk.view_roombooking")


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
