"""The staff's first page /admin/: what is due today, as the apps' cards tell it to this person."""

from typing import Any

from django.http import HttpRequest

from core.registries import dashboard_cards


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's ``DASHBOARD_CALLBACK``: adds the cards that concern the person, nearest duty first."""
    cards = []
    for card in dashboard_cards():
        shown = card.context(request)
        if shown is not None:
            cards.append({"template": card.template, "card": shown})
    return {**context, "title": "Hari ini", "cards": cards}
