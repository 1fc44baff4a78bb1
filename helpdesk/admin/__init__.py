"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import announcement, knowledge, rooms, ticket, witness

__all__ = ["announcement", "knowledge", "rooms", "ticket", "witness"]
