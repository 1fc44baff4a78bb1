"""The place of failures of protection in the admin's navigation; they have pages of their own (`core.views.breach`)."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from core.models import BreachNotice


@admin.register(BreachNotice)
class BreachNoticeAdmin(DeskAdmin):
    """Every address leads on to the failure's own pages."""

    desk_list, desk_page = "breach:list", "breach:breach"
