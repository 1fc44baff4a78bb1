"""The moves of User ID entries, objections, deactivations and destructions. Those of an application are registration's."""

from core.transitions import transition
from verification.enums import DeactivationState as D
from verification.enums import DestructionState, ObjectionState
from verification.enums import ReactivationState as R
from verification.enums import UserIdState as S

USER_ID_TYPE = "user_id"
ACTIVATE = transition("activate", [S.RECORDED], S.ACTIVE, action="user_id.activated", label="Catat pengaktifan di SPSE")
SWITCH_OFF = transition(
    "switch_off", [S.ACTIVE], S.INACTIVE, action="user_id.switched_off", label="Catat penonaktifan di SPSE"
)
OBJECTION_TYPE = "objection"
OBJECTION_SUBMIT = transition(
    "submit",
    [ObjectionState.DRAFT],
    ObjectionState.SUBMITTED,
    action="objection.submitted",
    label="Sampaikan keberatan",
)
OBJECTION_UPHOLD = transition(
    "uphold",
    [ObjectionState.SUBMITTED],
    ObjectionState.UPHELD,
    action="objection.upheld",
    label="Penolakan tetap berlaku",
)
OBJECTION_GRANT = transition(
    "grant",
    [ObjectionState.SUBMITTED],
    ObjectionState.GRANTED,
    action="objection.granted",
    label="Terima keberatan",
)
OBJECTION_MOVES = (OBJECTION_SUBMIT, OBJECTION_UPHOLD, OBJECTION_GRANT)
SWITCH_ON = transition(
    "switch_on", [S.INACTIVE], S.ACTIVE, action="user_id.switched_on", label="Catat pengaktifan kembali di SPSE"
)
DEACTIVATION_TYPE = "deactivation"
DECIDE = transition("decide", [D.PROPOSED], D.ACTIVE, action="deactivation.decided", label="Nonaktifkan")
REFUSE = transition("refuse", [D.PROPOSED], D.REFUSED, action="deactivation.refused", label="Tolak usulan")
END = transition("end", [D.ACTIVE], D.ENDED, action="deactivation.ended", label="Akhiri pada waktunya")
LIFT = transition("lift", [D.ACTIVE], D.LIFTED, action="deactivation.lifted", label="Akhiri lebih awal")
DEACTIVATION_MOVES = (DECIDE, REFUSE, END, LIFT)
ACCEPT_LIFT = transition("accept", [R.PROPOSED], R.ACCEPTED, action="reactivation.accepted", label="Setujui")
REFUSE_LIFT = transition("refuse", [R.PROPOSED], R.REFUSED, action="reactivation.refused", label="Tolak")
DESTRUCTION_TYPE = "destruction"
APPROVE_DESTRUCTION = transition(
    "approve",
    [DestructionState.PROPOSED],
    DestructionState.APPROVED,
    action="destruction.approved",
    label="Setujui pemusnahan",
)
REFUSE_DESTRUCTION = transition(
    "refuse",
    [DestructionState.PROPOSED],
    DestructionState.REFUSED,
    action="destruction.refused",
    label="Tolak usul pemusnahan",
)
COMPLETE_DESTRUCTION = transition(
    "complete",
    [DestructionState.APPROVED],
    DestructionState.DONE,
    action="destruction.completed",
    label="Selesaikan pemusnahan",
)
