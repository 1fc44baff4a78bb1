"""The entry of berita acara gangguan in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import OutageReport


@admin.register(OutageReport)
class OutageReportAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list, desk_page = "outage_desk:list", "outage_desk:report"
