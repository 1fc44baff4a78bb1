"""Check constraints that tie fields to each other and to the state of their row (rule 1)."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q


def together(name: str, first: str, *others: str, message: str) -> models.CheckConstraint:
    """All fields are set, or none is."""
    every = (first, *others)
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__isnull": True for field in every})
        | Q(**{f"{field}__isnull": False for field in every}),
        violation_error_message=message,
    )


def set_in_state(
    name: str, states: str | Sequence[str], *fields: str, message: str | None = None
) -> models.CheckConstraint:
    """The fields are set in these states, and in no other.

    Args:
        states: one state, or several.
        message: what a person reads; None where only a mistake of ours can break the rule.
    """
    lookup: dict[str, Any] = {"state": states} if isinstance(states, str) else {"state__in": states}
    return models.CheckConstraint(
        name=name,
        condition=Q(**lookup, **{f"{field}__isnull": False for field in fields})
        | ~Q(**lookup) & Q(**{f"{field}__isnull": True for field in fields}),
        violation_error_message=message,
    )
