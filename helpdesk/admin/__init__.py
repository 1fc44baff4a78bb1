"""The browser admin of helpdesk, one module a subject."""

from helpdesk.admin import (
    announcement,
    escalation,
    inbound,
    knowledge,
    outage,
    publication,
    rooms,
    suggestion,
    survey,
    ticket,
    training,
    witness,
)

__all__ = [
    "announcement",
    "escalation",
    "inbound",
    "knowledge",
    "outage",
    "publication",
    "rooms",
    "suggestion",
    "survey",
    "ticket",
    "training",
    "witness",
]
