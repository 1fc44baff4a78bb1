"""Tables of core, one module a subject."""

from core.models.audit import AuditAnchor, AuditEvent, AuditSeal
from core.models.calendar import Holiday
from core.models.documents import NumberCounter, OfficialDocument
from core.models.files import StoredFile
from core.models.imports import TabularImport
from core.models.limits import AttemptCount
from core.models.mail import OutgoingMail
from core.models.people import Organization, Person, PersonRequest, RoleAssignment, User
from core.models.profile import ProfileVersion
from core.models.tokens import ApiToken
from core.models.work import ProcessBeat, WorkRow

__all__ = [
    "ApiToken",
    "AttemptCount",
    "AuditAnchor",
    "AuditEvent",
    "AuditSeal",
    "Holiday",
    "NumberCounter",
    "OfficialDocument",
    "Organization",
    "OutgoingMail",
    "Person",
    "PersonRequest",
    "ProcessBeat",
    "ProfileVersion",
    "RoleAssignment",
    "StoredFile",
    "TabularImport",
    "User",
    "WorkRow",
]
