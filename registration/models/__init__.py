"""Tables of registration, one module a noun."""

from registration.models.application import DECIDED, OPEN, RUNNING, SEARCH_CONFIG, Application, ApplicationQuerySet
from registration.models.change import (
    CHANGE_CLOSED,
    CHANGE_DECIDED,
    CHANGE_OPEN,
    CHANGE_RUNNING,
    ChangeFile,
    ChangeItem,
    ChangeRequest,
    CurrentRegistration,
    RegistrationFact,
)
from registration.models.counter import CounterEntry
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
    "CHANGE_CLOSED",
    "CHANGE_DECIDED",
    "CHANGE_OPEN",
    "CHANGE_RUNNING",
    "DECIDED",
    "OFFICIAL_CLOSED",
    "OFFICIAL_DECIDED",
    "OFFICIAL_RUNNING",
    "OPEN",
    "RUNNING",
    "SEARCH_CONFIG",
    "Application",
    "ApplicationQuerySet",
    "ChangeFile",
    "ChangeItem",
    "ChangeRequest",
    "CounterEntry",
    "CurrentRegistration",
    "DocumentFile",
    "DocumentItem",
    "EmailConfirmation",
    "Licence",
    "OfficialRequest",
    "OfficialRequestQuerySet",
    "PreparedForm",
    "RegistrationFact",
    "official_role_choices",
    "role_word",
]
