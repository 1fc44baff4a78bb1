"""Tables of verification, one module a noun."""

from verification.models.change import ChangeCheck, ChangeDecision, ChangeReview, FormerHolder
from verification.models.decision import Decision
from verification.models.review import Case, DocumentCheck, Review
from verification.models.user_id import USER_ID_PATTERN, UserId

__all__ = [
    "USER_ID_PATTERN",
    "Case",
    "ChangeCheck",
    "ChangeDecision",
    "ChangeReview",
    "Decision",
    "DocumentCheck",
    "FormerHolder",
    "Review",
    "UserId",
]
