"""The moves of a User ID entry and of an objection. The moves of an application are registration's; the desk makes them through its services."""

from core.transitions import transition
from verification.enums import ObjectionState
from verification.enums import UserIdState as S

USER_ID_TYPE = "user_id"

ACTIVATE = transition("activate", [S.RECORDED], S.ACTIVE, action="user_id.activated", label="Catat pengaktifan di SPSE")

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
