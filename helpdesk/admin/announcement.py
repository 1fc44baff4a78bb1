"""The entry of the desk of announcements in the browser admin's navigation."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.admin.base import ReadOnlyAdmin
from core.permissions import actor
from helpdesk.models import Announcement
from helpdesk.transitions.announcement import ANNOUNCEMENT_TYPE


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    """Every address leads on to the desk."""

    audit_type = ANNOUNCEMENT_TYPE

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """On to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("announcement_desk:list")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """On to the page of the announcement."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(Announcement.objects.visible_to(actor(request)), pk=object_id)
        return redirect("announcement_desk:announcement", number=row.number)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history stands on the page of the announcement."""
        return self.change_view(request, object_id)
