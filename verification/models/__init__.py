"""Tables of verification, one module a noun."""

from verification.models.archive import CaseBundle, Destruction, DestructionItem
from verification.models.blacklist import BlacklistEntry, BlacklistSnapshot
from verification.models.change import ChangeCheck, ChangeDecision, ChangeReview, FormerHolder
from verification.models.deactivation import Deactivation, DeactivationFile, DeactivationReply, Reactivation
from verification.models.decision import Decision
from verification.models.objection import Objection, ObjectionFile
from verification.models.official import OfficialReview
from verification.models.phone import PhoneUpload
from verification.models.review import Case, DocumentCheck, Review
from verification.models.user_id import USER_ID_PATTERN, NationalAccountLink, UserId

__all__ = [
    "USER_ID_PATTERN",
    "BlacklistEntry",
    "BlacklistSnapshot",
    "Case",
    "CaseBundle",
    "ChangeCheck",
    "ChangeDecision",
    "ChangeReview",
    "Deactivation",
    "DeactivationFile",
    "DeactivationReply",
    "Decision",
    "Destruction",
    "DestructionItem",
    "DocumentCheck",
    "FormerHolder",
    "NationalAccountLink",
    "Objection",
    "ObjectionFile",
    "OfficialReview",
    "PhoneUpload",
    "Reactivation",
    "Review",
    "UserId",
]
