"""The moves of a User ID entry. The moves of an application are registration's; the desk makes them through its services."""

from core.transitions import transition
from verification.enums import DestructionState as D
from verification.enums import UserIdState as S

USER_ID_TYPE = "user_id"

ACTIVATE = transition("activate", [S.RECORDED], S.ACTIVE, action="user_id.activated", label="Catat pengaktifan di SPSE")

# Archive
DESTRUCTION_TYPE = "destruction"

APPROVE_DESTRUCTION = transition(
    "approve", [D.PROPOSED], D.APPROVED, action="destruction.approved", label="Setujui pemusnahan"
)
REFUSE_DESTRUCTION = transition(
    "refuse", [D.PROPOSED], D.REFUSED, action="destruction.refused", label="Tolak usul pemusnahan"
)
COMPLETE_DESTRUCTION = transition(
    "complete", [D.APPROVED], D.DONE, action="destruction.completed", label="Selesaikan pemusnahan"
)
