"""The life of an announcement on one screen (rule 1). Approved words never change; a correction is added to them."""

from core.transitions import transition
from helpdesk.enums.announcement import AnnouncementState as S

ANNOUNCEMENT_TYPE = "announcement"

APPROVE = transition("approve", [S.DRAFT], S.APPROVED, action="announcement.approved", label="Setujui")
DISCARD = transition("discard", [S.DRAFT], S.DISCARDED, action="announcement.discarded", label="Tidak jadi")
WITHDRAW = transition("withdraw", [S.APPROVED], S.WITHDRAWN, action="announcement.withdrawn", label="Cabut")

ALL = (APPROVE, DISCARD, WITHDRAW)
