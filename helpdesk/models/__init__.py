"""Tables of helpdesk, one module a subject."""

from helpdesk.models.ticket import AnswerTemplate, Ticket, TicketEvent, TicketFile, TicketMessage, TicketWatcher

__all__ = [
    "AnswerTemplate",
    "Ticket",
    "TicketEvent",
    "TicketFile",
    "TicketMessage",
    "TicketWatcher",
]
