"""Tables of helpdesk."""

from helpdesk.models.witness import WitnessRecipient, WitnessReport
from helpdesk.models.witness_rows import (
    WitnessAttachment,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessWriter,
)

__all__ = [
    "WitnessAttachment",
    "WitnessAttempt",
    "WitnessFile",
    "WitnessParticipant",
    "WitnessPerson",
    "WitnessRecipient",
    "WitnessReport",
    "WitnessWriter",
]
