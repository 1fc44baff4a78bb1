"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import announcement, escalation, inbound, knowledge, outage, rooms, ticket, training, witness

__all__ = ["announcement", "escalation", "inbound", "knowledge", "outage", "rooms", "ticket", "training", "witness"]
