"""Tables of core, one module a subject."""

from core.models.agreements import ServiceAgreement
from core.models.archive import CaseBelonging, ErasureOrder, LegalHold
from core.models.audit import AuditAnchor, AuditEvent, AuditSeal
from core.models.breach import BreachNotice, BreachSubject
from core.models.calendar import Holiday
from core.models.documents import NumberCounter, OfficialDocument
from core.models.files import StoredFile
from core.models.imports import TabularImport
from core.models.limits import AttemptCount
from core.models.mail import MailPart, OutgoingMail
from core.models.own_data import DataCopy
from core.models.people import Organization, Person, PersonRequest, RoleAssignment, User
from core.models.profile import ProfileVersion
from core.models.revisions import DocumentRevision
from core.models.scopes import AuditScope
from core.models.sla import SlaTarget
from core.models.suspension import AccountSuspension
from core.models.tokens import ApiToken
from core.models.visit import Visit, VisitDay
from core.models.work import ProcessBeat, WorkRow

__all__ = [
    "AccountSuspension",
    "ApiToken",
    "AttemptCount",
    "AuditAnchor",
    "AuditEvent",
    "AuditScope",
    "AuditSeal",
    "BreachNotice",
    "BreachSubject",
    "CaseBelonging",
    "DataCopy",
    "DocumentRevision",
    "ErasureOrder",
    "Holiday",
    "LegalHold",
    "MailPart",
    "NumberCounter",
    "OfficialDocument",
    "Organization",
    "OutgoingMail",
    "Person",
    "PersonRequest",
    "ProcessBeat",
    "ProfileVersion",
    "RoleAssignment",
    "ServiceAgreement",
    "SlaTarget",
    "StoredFile",
    "TabularImport",
    "User",
    "Visit",
    "VisitDay",
    "WorkRow",
]
