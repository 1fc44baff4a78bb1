"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import knowledge, rooms, ticket, witness

__all__ = ["knowledge", "rooms", "ticket", "witness"]
