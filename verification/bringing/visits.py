"""Visits: appointments, the card of the day, the way from the applicant's page."""

from datetime import timedelta

from core.registries import DashboardCard, register_dashboard_card
from core.work import Duty, register_duty
from registration.case_panels import CasePanel, register_case_panel
from verification.case_panel import visit_panel
from verification.selectors import visits_today


def register() -> None:
    """Called once, when the apps are ready."""
    register_duty(
        Duty("appointments", "Jadwal kunjungan", "verification.keep_appointments", every=timedelta(minutes=1))
    )
    register_case_panel(CasePanel("visit", "verification/visit_panel.html", visit_panel, leads=True))
    register_dashboard_card(
        DashboardCard(
            key="visits",
            template="verification/desk/visits_card.html",
            order=12,
            context=lambda request: visits_today(request.user),
        )
    )
