"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import escalation, rooms, ticket, training, witness

__all__ = ["escalation", "rooms", "ticket", "training", "witness"]
