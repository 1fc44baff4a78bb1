"""What publication support brings to core's registries; the ticket it hangs on brings the rest."""

from typing import Any

from django.http import HttpRequest

from core.audit import register_actions
from core.permissions import actor
from core.registries import (
    AccountPanel,
    DeskPlace,
    register_account_panel,
    register_desk_places,
    register_role_permissions,
)
from core.roles import DEPUTY, HEAD, SUPPORT
from helpdesk.permissions.publication import VIEW, can_ask
from helpdesk.personal import publication as personal


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        publication__asked="Dukungan penayangan diminta",
        publication__finished="Hasil dukungan penayangan dicatat",
    )
    register_desk_places(DeskPlace("Dukungan penayangan", "publication_desk:list", 12, VIEW))
    register_account_panel(
        AccountPanel(
            key="helpdesk.publication", template="helpdesk/publication/account_panel.html", order=31, context=_panel
        )
    )
    for role in (HEAD, DEPUTY, SUPPORT):
        register_role_permissions(role, [VIEW])


def _panel(request: HttpRequest) -> dict[str, Any] | None:
    """The way there, for who may ask."""
    return {} if can_ask(actor(request)) else None
