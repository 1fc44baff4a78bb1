"""The entry of publication support in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import PublicationRequest


@admin.register(PublicationRequest)
class PublicationRequestAdmin(DeskAdmin):
    """Every address leads on to the register, or to the ticket."""

    desk_list, desk_page = "publication_desk:list", "ticket_desk:case"
