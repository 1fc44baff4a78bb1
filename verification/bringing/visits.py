"""Visits: appointments, the card of the day, the way from the applicant's page."""

from datetime import timedelta

from django.urls import reverse

from core.registries import CaseLink, DashboardCard, register_case_links, register_dashboard_card
from core.work import Duty, register_duty
from registration.models import Application
from registration.transitions import OBJECT_TYPE
from verification.selectors import visits_today
from verification.services.slots import BOOKABLE


def register() -> None:
    """Called once, when the apps are ready."""
    register_duty(
        Duty("appointments", "Jadwal kunjungan", "verification.keep_appointments", every=timedelta(minutes=1))
    )
    register_case_links(OBJECT_TYPE, _visit_links)
    register_dashboard_card(
        DashboardCard(
            key="visits",
            template="verification/desk/visits_card.html",
            order=12,
            context=lambda request: visits_today(request.user),
        )
    )


def _visit_links(application: Application) -> list[CaseLink]:
    """From the applicant's page to the appointment, while there is one or one may be made."""
    address = reverse("visits:visit", args=[application.number])
    if application.slot_at is not None:
        return [CaseLink("Lihat jadwal dan kode QR", address, lead=True)]
    return [CaseLink("Pesan jadwal kunjungan", address, lead=True)] if application.state in BOOKABLE else []
