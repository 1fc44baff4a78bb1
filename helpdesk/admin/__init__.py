"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import ticket

__all__ = ["ticket"]
