"""Tables of helpdesk."""

from helpdesk.models.rooms import CAME, LAST_SEAT, LIVE, NetworkVoucher, Room, RoomBooking, RoomDesk

__all__ = [
    "CAME",
    "LAST_SEAT",
    "LIVE",
    "NetworkVoucher",
    "Room",
    "RoomBooking",
    "RoomDesk",
]
