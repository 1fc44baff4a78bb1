"""System checks of registration: the portal does not start with a rule set that differs from the law."""

from typing import Any

from django.core.checks import CheckMessage, Error

from registration.requirements import deviations


def closed_set(**_: Any) -> list[CheckMessage]:
    """The documents asked of a Penyedia are those of Pasal 22(1)a: none more, none less (duty T-REG-NOEXTRA)."""
    return [
        Error(
            f"The rule set of registration differs from the closed document set: {difference}.",
            hint="Neither regulation lets the LPSE add or drop a document (Luwu Utara Pasal 22(3)). "
            "Put registration/requirements.py right.",
            id="registration.E001",
        )
        for difference in deviations()
    ]
