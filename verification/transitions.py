"""The moves of a User ID entry. The moves of an application are registration's; the desk makes them through its services."""

from core.transitions import transition
from verification.enums import UserIdState as S

USER_ID_TYPE = "user_id"

ACTIVATE = transition("activate", [S.RECORDED], S.ACTIVE, action="user_id.activated", label="Catat pengaktifan di SPSE")
