"""Tables of verification, one module a noun."""

from verification.models.blacklist import BlacklistEntry, BlacklistSnapshot
from verification.models.deactivation import Deactivation, DeactivationFile, DeactivationReply, Reactivation
from verification.models.decision import Decision
from verification.models.review import Case, DocumentCheck, Review
from verification.models.user_id import USER_ID_PATTERN, NationalAccountLink, UserId

__all__ = [
    "USER_ID_PATTERN",
    "BlacklistEntry",
    "BlacklistSnapshot",
    "Case",
    "Deactivation",
    "DeactivationFile",
    "DeactivationReply",
    "Decision",
    "DocumentCheck",
    "NationalAccountLink",
    "Reactivation",
    "Review",
    "UserId",
]
