"""The browser admin of core, one module a subject; each module registers its own lists."""

from core.admin import calendar, documents, files, sign_in

__all__ = ["calendar", "documents", "files", "sign_in"]
