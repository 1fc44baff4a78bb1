"""Tables of verification, one module a noun."""

from verification.models.archive import CaseBundle, Destruction, DestructionItem
from verification.models.decision import Decision
from verification.models.review import Case, DocumentCheck, Review
from verification.models.user_id import USER_ID_PATTERN, UserId

__all__ = [
    "USER_ID_PATTERN",
    "Case",
    "CaseBundle",
    "Decision",
    "Destruction",
    "DestructionItem",
    "DocumentCheck",
    "Review",
    "UserId",
]
