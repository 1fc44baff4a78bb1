"""The entry of berita acara kesaksian in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import WitnessReport


@admin.register(WitnessReport)
class WitnessReportAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list, desk_page = "witness_desk:list", "witness_desk:report"
