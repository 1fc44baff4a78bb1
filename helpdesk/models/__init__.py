"""Tables of helpdesk, one module a subject."""

from helpdesk.models.inbound import InboundMail
from helpdesk.models.rooms import CAME, LAST_SEAT, LIVE, NetworkVoucher, Room, RoomBooking, RoomDesk
from helpdesk.models.ticket import AnswerTemplate, Ticket, TicketEvent, TicketFile, TicketMessage, TicketWatcher
from helpdesk.models.witness import WitnessRecipient, WitnessReport
from helpdesk.models.witness_rows import (
    WitnessAttachment,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessWriter,
)

__all__ = [
    "CAME",
    "LAST_SEAT",
    "LIVE",
    "AnswerTemplate",
    "InboundMail",
    "NetworkVoucher",
    "Room",
    "RoomBooking",
    "RoomDesk",
    "Ticket",
    "TicketEvent",
    "TicketFile",
    "TicketMessage",
    "TicketWatcher",
    "WitnessAttachment",
    "WitnessAttempt",
    "WitnessFile",
    "WitnessParticipant",
    "WitnessPerson",
    "WitnessRecipient",
    "WitnessReport",
    "WitnessWriter",
]
