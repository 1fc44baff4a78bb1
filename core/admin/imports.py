"""The place of the imports in the admin's navigation; they have pages of their own (`core.views.imports`)."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.admin.base import ReadOnlyAdmin
from core.models import TabularImport
from core.permissions import actor
from core.tabular.services import visible_imports


@admin.register(TabularImport)
class TabularImportAdmin(ReadOnlyAdmin):
    """Every address leads on to the import's own pages."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """On to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("imports:list")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """On to the page of the import."""
        return self._on(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history stands on the page of the import."""
        return self._on(request, object_id)

    def _on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect(
            "imports:import", number=get_object_or_404(visible_imports(actor(request)), pk=object_id).number
        )
