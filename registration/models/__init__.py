"""Tables of registration, one module a noun."""

from registration.models.application import DECIDED, RUNNING, SEARCH_CONFIG, Application, ApplicationQuerySet
from registration.models.change import (
    CHANGE_DECIDED,
    CHANGE_OPEN,
    CHANGE_RUNNING,
    ChangeFile,
    ChangeItem,
    ChangeRequest,
    CurrentRegistration,
    RegistrationFact,
)
from registration.models.forms import PreparedForm
from registration.models.papers import DocumentFile, DocumentItem, Licence
from registration.models.signup import EmailConfirmation

__all__ = [
    "CHANGE_DECIDED",
    "CHANGE_OPEN",
    "CHANGE_RUNNING",
    "DECIDED",
    "RUNNING",
    "SEARCH_CONFIG",
    "Application",
    "ApplicationQuerySet",
    "ChangeFile",
    "ChangeItem",
    "ChangeRequest",
    "CurrentRegistration",
    "DocumentFile",
    "DocumentItem",
    "EmailConfirmation",
    "Licence",
    "PreparedForm",
    "RegistrationFact",
]
