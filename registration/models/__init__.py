"""Tables of registration, one module a noun."""

from registration.models.application import DECIDED, OPEN, RUNNING, SEARCH_CONFIG, Application, ApplicationQuerySet
from registration.models.counter import CounterEntry
from registration.models.forms import PreparedForm
from registration.models.papers import DocumentFile, DocumentItem, Licence
from registration.models.signup import EmailConfirmation

__all__ = [
    "DECIDED",
    "OPEN",
    "RUNNING",
    "SEARCH_CONFIG",
    "Application",
    "ApplicationQuerySet",
    "CounterEntry",
    "DocumentFile",
    "DocumentItem",
    "EmailConfirmation",
    "Licence",
    "PreparedForm",
]
