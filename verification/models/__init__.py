"""Tables of verification, one module a noun."""

from verification.models.decision import Decision
from verification.models.objection import Objection, ObjectionFile
from verification.models.phone import PhoneUpload
from verification.models.review import Case, DocumentCheck, Review
from verification.models.user_id import USER_ID_PATTERN, UserId

__all__ = [
    "USER_ID_PATTERN",
    "Case",
    "Decision",
    "DocumentCheck",
    "Objection",
    "ObjectionFile",
    "PhoneUpload",
    "Review",
    "UserId",
]
