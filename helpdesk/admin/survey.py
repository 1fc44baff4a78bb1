"""The entry of the survey of satisfaction in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import SurveyPeriod


@admin.register(SurveyPeriod)
class SurveyPeriodAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list, desk_page = "survey_desk:list", "survey_desk:period"
