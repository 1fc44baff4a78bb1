"""Plain data that pages hand to the shared components."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of a flow; `url` lets a person go back to a step that is done."""

    key: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class SummaryRow:
    """One answer on a check-your-answers page.

    Args:
        label: what was asked.
        value: what was answered; several lines are kept. Empty is shown as "belum diisi".
        change_url: where it can be changed; empty when it cannot.
    """

    label: str
    value: object
    change_url: str = ""
