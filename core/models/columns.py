"""Columns that several tables have alike."""

from typing import Any

from django.conf import settings
from django.db import models


def account_column(label: str) -> models.ForeignKey[Any, Any]:
    """An account that takes part, once it is known; written by services only.

    Args:
        label: what the account did or is, in words for people.
    """
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
