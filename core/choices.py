"""Labels of choices for rows of long lists."""

from collections.abc import Callable
from typing import Any

from django.db import models


def label_of(name: str, choices: type[models.TextChoices]) -> Callable[[Any], str]:
    """A ``get_…_display`` for a field that lists show in every row; Django's own makes the list of choices anew each time.

    Args:
        name: of the field.
        choices: its choices; a value that is none of them is shown as it is.
    """
    labels = {value: str(label) for value, label in choices.choices}

    def label(row: Any) -> str:
        value = getattr(row, name)
        return labels.get(value, value)

    return label
