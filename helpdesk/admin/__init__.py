"""Lists of helpdesk in the browser admin."""

from helpdesk.admin import rooms

__all__ = ["rooms"]
