"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import inbound, rooms, ticket, witness

__all__ = ["inbound", "rooms", "ticket", "witness"]
