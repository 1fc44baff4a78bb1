"""Tables of helpdesk, one module a subject."""

from helpdesk.models.rooms import CAME, LAST_SEAT, LIVE, NetworkVoucher, Room, RoomBooking, RoomDesk
from helpdesk.models.ticket import AnswerTemplate, Ticket, TicketEvent, TicketFile, TicketMessage, TicketWatcher

__all__ = [
    "CAME",
    "LAST_SEAT",
    "LIVE",
    "AnswerTemplate",
    "NetworkVoucher",
    "Room",
    "RoomBooking",
    "RoomDesk",
    "Ticket",
    "TicketEvent",
    "TicketFile",
    "TicketMessage",
    "TicketWatcher",
]
