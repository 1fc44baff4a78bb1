"""Constraints that several tables share."""

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
