"""Writing the audit trail (rule 9). Unregistered actions are refused, so that the list of actions stays a list."""

from collections.abc import Callable
from typing import Any

from core import request_context
from core.models import AuditEvent, User

_ACTIONS: dict[str, str] = {}
_DETAILS: dict[str, Callable[[dict[str, Any]], str]] = {}
SYSTEM_NAME = "Sistem"


def register_actions(**labels: str) -> None:
    """Register action keys with their Indonesian labels; `__` in a keyword stands for the dot of the key.

    Raises:
        ValueError: the key is registered already.
    """
    for name, label in labels.items():
        key = name.replace("__", ".")
        if key in _ACTIONS:
            raise ValueError(f"audit action {key} is registered twice")
        _ACTIONS[key] = label


def action_label(key: str) -> str:
    """The Indonesian label of an action."""
    return _ACTIONS.get(key, key)


def register_detail(action: str, words: Callable[[dict[str, Any]], str]) -> None:
    """Let a history say more than the label of an action: `words` makes it from the event's facts."""
    _DETAILS[action] = words


def event_detail(event: AuditEvent) -> str:
    """What is told of an event beside its label; mostly nothing."""
    words = _DETAILS.get(event.action)
    return words(event.data) if words else ""


def registered_actions() -> dict[str, str]:
    """All action keys with their labels."""
    return dict(_ACTIONS)


def audit_record(
    *,
    action: str,
    object_type: str,
    object_number: str,
    actor: User | None,
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one event in the caller's transaction; the database links it into the chain at commit.

    Args:
        action: registered key such as ``application.submitted``.
        object_type: stable slug of the kind of object (``application``).
        object_number: its public number, never a primary key.
        actor: the account that acted; None for the portal itself.
        data: JSON facts, old and new values. No secret, NIK, NPWP or file content (L2).

    Raises:
        ValueError: the action is not registered.
    """
    if action not in _ACTIONS:
        raise ValueError(f"audit action {action} is not registered")
    context = request_context.get()
    return AuditEvent.objects.create(
        action=action,
        actor=actor,
        actor_name=actor.full_name if actor else SYSTEM_NAME,
        object_type=object_type,
        object_number=object_number,
        data=data or {},
        request_id=context.request_id,
        ip=context.ip,
    )
