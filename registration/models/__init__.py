"""Tables of registration, one module a noun."""

from registration.models.application import DECIDED, RUNNING, SEARCH_CONFIG, Application, ApplicationQuerySet
from registration.models.forms import PreparedForm
from registration.models.official import (
    OFFICIAL_CLOSED,
    OFFICIAL_DECIDED,
    OFFICIAL_RUNNING,
    OfficialRequest,
    OfficialRequestQuerySet,
    official_role_choices,
    role_word,
)
from registration.models.papers import DocumentFile, DocumentItem, Licence
from registration.models.signup import EmailConfirmation

__all__ = [
    "DECIDED",
    "OFFICIAL_CLOSED",
    "OFFICIAL_DECIDED",
    "OFFICIAL_RUNNING",
    "RUNNING",
    "SEARCH_CONFIG",
    "Application",
    "ApplicationQuerySet",
    "DocumentFile",
    "DocumentItem",
    "EmailConfirmation",
    "Licence",
    "OfficialRequest",
    "OfficialRequestQuerySet",
    "PreparedForm",
    "official_role_choices",
    "role_word",
]
