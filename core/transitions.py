"""Declared state changes (rule 1): the whole life of an object on one screen of its app's `transitions.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

from core.audit import audit_record
from core.models import User
from core.refusals import Refusal

Row = TypeVar("Row", bound=models.Model)


class WrongState(Refusal):
    """The object is no longer where the action expects it (W5: a second officer, a second tab)."""


@dataclass(frozen=True)
class Transition:
    """One allowed move of a state field.

    Args:
        name: verb of the move (``submit``).
        sources: states it may start from.
        target: state it ends in.
        action: registered audit key written with it.
        label: Indonesian name of the move, for buttons and messages.
    """

    name: str
    sources: frozenset[str]
    target: str
    action: str
    label: str

    def allows(self, state: str) -> bool:
        """True when the move may start from `state`."""
        return state in self.sources


def transition(name: str, sources: Iterable[str], target: str, *, action: str, label: str) -> Transition:
    """Declare a move; see `Transition`."""
    return Transition(name, frozenset(sources), target, action, label)


def lock(row: Row) -> Row:
    """Read the row again, locked until the transaction ends, without locking what it joins."""
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def apply(
    move: Transition,
    row: Row,
    *,
    actor: User | None,
    number: str,
    object_type: str,
    data: dict[str, Any] | None = None,
    refusal: str = "",
    **fields: Any,
) -> Row:
    """Lock the row, check its state on fresh data, change it and write the audit event in one transaction.

    Args:
        row: the object; it is read again under lock, so the caller's copy may be stale.
        fields: further columns set in the same UPDATE.
        refusal: Indonesian sentence when the state does not allow the move.

    Returns:
        The fresh row in its new state.

    Raises:
        WrongState: the move does not start from the present state.
    """
    with transaction.atomic():
        fresh = lock(row)
        before = str(fresh.state)  # type: ignore[attr-defined]
        if not move.allows(before):
            raise WrongState(
                refusal
                or f"Tindakan “{move.label}” tidak dapat dilakukan lagi karena keadaan berkas sudah berubah. Muat ulang halaman ini untuk melihat keadaan terbaru.",
                code="wrong_state",
            )
        fresh.state = move.target  # type: ignore[attr-defined]
        for name, value in fields.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=["state", *fields])
        audit_record(
            action=move.action,
            object_type=object_type,
            object_number=number,
            actor=actor,
            data={"from": before, "to": move.target, **(data or {})},
        )
    return fresh
