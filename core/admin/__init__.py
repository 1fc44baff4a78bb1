"""The browser admin of core, one module a subject; each module registers its own lists."""

from core.admin import (
    accounts,
    agreements,
    assignments,
    audit,
    breach,
    calendar,
    documents,
    files,
    imports,
    mail,
    numbers,
    organizations,
    people,
    profile,
    requests,
    sign_in,
)

__all__ = [
    "accounts",
    "agreements",
    "assignments",
    "audit",
    "breach",
    "calendar",
    "documents",
    "files",
    "imports",
    "mail",
    "numbers",
    "organizations",
    "people",
    "profile",
    "requests",
    "sign_in",
]
