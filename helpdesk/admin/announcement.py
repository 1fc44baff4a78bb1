"""The entry of the desk of announcements in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import Announcement


@admin.register(Announcement)
class AnnouncementAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list, desk_page = "announcement_desk:list", "announcement_desk:announcement"
