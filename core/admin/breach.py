"""The place of failures of protection in the admin's navigation; they have pages of their own (`core.views.breach`)."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.admin.base import ReadOnlyAdmin
from core.models import BreachNotice
from core.permissions import actor


@admin.register(BreachNotice)
class BreachNoticeAdmin(ReadOnlyAdmin):
    """Every address leads on to the failure's own pages."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """On to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("breach:list")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """On to the page of the failure."""
        return self._on(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history stands on the page of the failure."""
        return self._on(request, object_id)

    def _on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        visible = BreachNotice.objects.visible_to(actor(request))
        return redirect("breach:breach", number=get_object_or_404(visible, pk=object_id).number)
