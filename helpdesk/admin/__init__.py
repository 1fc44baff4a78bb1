"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import rooms, ticket, training, witness

__all__ = ["rooms", "ticket", "training", "witness"]
