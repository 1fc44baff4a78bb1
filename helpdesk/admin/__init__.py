"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import rooms, ticket

__all__ = ["rooms", "ticket"]
