"""The entry of escalations to LKPP in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import Escalation


@admin.register(Escalation)
class EscalationAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list, desk_page = "escalations:list", "escalations:case"
