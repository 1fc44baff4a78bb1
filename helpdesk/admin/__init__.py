"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import escalation, rooms, ticket, witness

__all__ = ["escalation", "rooms", "ticket", "witness"]
