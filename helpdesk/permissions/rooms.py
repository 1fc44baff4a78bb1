"""Who may do what with rooms and bookings, in one place (rule 2).

The unit Layanan dan Dukungan runs the rooms; the Kepala and Wakil decide with it, so that an office with one officer
still has the second person for a room that asks for approval.
"""

from typing import Any

from core.roles import OFFICIAL_ROLES, VENDOR
from helpdesk.models import Room, RoomBooking

# Who books for oneself: vendors and the officials that register with a letter.
BOOKER_ROLES = (VENDOR, *OFFICIAL_ROLES)


def can_book(user: Any, room: Room) -> bool:
    """May book this room for oneself."""
    return bool(user.is_authenticated and room.is_active and user.has_role(*BOOKER_ROLES))


def can_run_rooms(user: Any) -> bool:
    """May book for a visitor, check in, give vouchers and note the end."""
    return bool(user.is_authenticated and user.has_perm("helpdesk.change_roombooking"))


def may_decide_bookings(user: Any) -> bool:
    """Decides about bookings at all."""
    return bool(user.is_authenticated and user.has_perm("helpdesk.decide_roombooking"))


def can_decide_booking(user: Any, booking: RoomBooking) -> bool:
    """May approve or decline: neither the one who asked nor the visitor."""
    return may_decide_bookings(user) and booking.requested_by_id != user.pk and booking.visitor_id != user.pk


def can_cancel_booking(user: Any, booking: RoomBooking) -> bool:
    """May take it back: the visitor, or the desk."""
    return bool(user.is_authenticated and booking.visitor_id == user.pk) or can_run_rooms(user)
