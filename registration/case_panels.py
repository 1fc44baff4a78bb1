"""Blocks that higher apps bring to the applicant's page of an application; registration knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registration.models import Application


@dataclass(frozen=True)
class CasePanel:
    """One block.

    Args:
        leads: it stands above what the applicant fills in; else below.
        context: what the template shows for this application now, or None when it does not concern it.
    """

    key: str
    template: str
    context: Callable[[Application], dict[str, Any] | None]
    leads: bool = False


_PANELS: dict[str, CasePanel] = {}


def register_case_panel(panel: CasePanel) -> None:
    """Add a block; called when the apps are ready."""
    _PANELS[panel.key] = panel


def case_panels(application: Application, *, leads: bool) -> list[SafeString]:
    """The blocks of one place that concern this application, drawn."""
    found = ((panel, panel.context(application)) for panel in _PANELS.values() if panel.leads == leads)
    return [render_to_string(panel.template, context) for panel, context in found if context is not None]
