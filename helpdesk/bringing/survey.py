"""The survey of satisfaction (SOP 15): its pages, the desk, the report, the upkeep."""

from datetime import timedelta

from core.audit import register_actions
from core.registries import (
    DashboardCard,
    DeskPlace,
    DocumentKind,
    FrontTask,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_eraser,
    register_front_task,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SUPPORT
from core.work import Duty, register_duty
from helpdesk.documents.survey import SURVEY_REPORT
from helpdesk.enums.survey import SurveyState
from helpdesk.permissions.survey import ADD, FINALISE, RUN, VIEW
from helpdesk.personal import survey as personal
from helpdesk.selectors.survey import survey_due
from helpdesk.services.survey_keep import surveys_of_person_erase


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        survey__planned="Masa survei direncanakan",
        survey__changed="Masa survei diubah",
        survey__opened="Survei dibuka",
        survey__closed="Survei ditutup",
        survey__answered="Jawaban survei diterima",
        survey__improved="Perbaikan dari survei ditetapkan",
        survey__finalised="Laporan survei terbit",
    )
    register_document_kind(
        DocumentKind(
            SURVEY_REPORT,
            "Laporan survei kepuasan masyarakat",
            "helpdesk/surveys/letters/report.html",
            public_fields={"survey_title": "Masa survei", "result": "Indeks kepuasan"},
            reader=VIEW,
        )
    )
    register_tones({SurveyState.OPEN: "good"})
    register_eraser(surveys_of_person_erase)
    register_duty(Duty("surveys", "Survei kepuasan", "helpdesk.keep_surveys", every=timedelta(minutes=15)))
    register_desk_places(
        DeskPlace("Masa survei", "survey_desk:list", 10, VIEW),
        DeskPlace("Sesudah tiket", "survey_desk:after_tickets", 20, VIEW),
    )
    register_dashboard_card(
        DashboardCard("surveys", "helpdesk/surveys/desk/card.html", 16, lambda request: survey_due(request.user))
    )
    register_front_task(
        FrontTask(
            title="Nilai pelayanan kami",
            text="Isi survei kepuasan selama dibuka, dan baca hasil serta perbaikan yang ditetapkan.",
            icon="chart-column",
            url_name="survey:index",
            order=75,
        )
    )
    for role in (HEAD, DEPUTY, SUPPORT):
        register_role_permissions(role, [VIEW])
    for role in (HEAD, SUPPORT):
        register_role_permissions(role, [ADD, RUN])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, [FINALISE])
