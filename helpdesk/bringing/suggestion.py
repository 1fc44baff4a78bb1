"""What suggestions bring to core's registries."""

from datetime import timedelta

from core.audit import register_actions
from core.registries import (
    DashboardCard,
    DeskPlace,
    register_dashboard_card,
    register_desk_places,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SUPPORT
from core.work import Duty, register_duty
from helpdesk.enums.suggestion import DecisionState, SuggestionOutcome
from helpdesk.permissions.suggestion import DECIDE, RECOMMEND, VIEW
from helpdesk.personal import suggestion as personal
from helpdesk.selectors.suggestion import due


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        suggestion__recommended="Keputusan atas saran diusulkan",
        suggestion__decided="Saran diputuskan",
        suggestion__superseded="Usul atau keputusan atas saran digantikan",
        suggestion__done="Pelaksanaan saran dicatat",
        suggestion__reminded="Pimpinan dan petugas diingatkan pada janji yang lewat",
        suggestion__shown="Saran ditampilkan untuk umum",
        suggestion__public_edited="Teks saran untuk umum diubah",
        suggestion__hidden="Saran diturunkan dari halaman umum",
    )
    register_tones(
        {
            DecisionState.RECOMMENDED: "warn",
            DecisionState.SUPERSEDED: "quiet",
            SuggestionOutcome.ACCEPTED: "good",
            SuggestionOutcome.PARTLY: "good",
            SuggestionOutcome.DECLINED: "stop",
            SuggestionOutcome.FORWARDED: "info",
        }
    )
    register_duty(Duty("suggestions", "Janji atas saran", "helpdesk.remind_suggestions", every=timedelta(hours=1)))
    register_desk_places(DeskPlace("Saran", "suggestion_desk:list", 13, VIEW))
    register_dashboard_card(
        DashboardCard(
            key="suggestions",
            template="helpdesk/suggestions/desk/card.html",
            order=17,
            context=lambda request: due(request.user),
        )
    )
    register_role_permissions(SUPPORT, [VIEW, RECOMMEND])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, [VIEW, RECOMMEND, DECIDE])
