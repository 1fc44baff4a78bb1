"""Tables of verification, one module a noun."""

from verification.models.decision import Decision
from verification.models.official import OfficialReview
from verification.models.review import Case, DocumentCheck, Review
from verification.models.user_id import USER_ID_PATTERN, UserId

__all__ = ["USER_ID_PATTERN", "Case", "Decision", "DocumentCheck", "OfficialReview", "Review", "UserId"]
