"""Lists of helpdesk in the browser admin."""

from helpdesk.admin import witness

__all__ = ["witness"]
