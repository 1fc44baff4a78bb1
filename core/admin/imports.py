"""The place of the imports in the admin's navigation; they have pages of their own (`core.views.imports`)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.base import DeskAdmin
from core.models import TabularImport
from core.permissions import actor
from core.tabular.services import visible_imports


@admin.register(TabularImport)
class TabularImportAdmin(DeskAdmin):
    """Every address leads on to the import's own pages."""

    desk_list, desk_page = "imports:list", "imports:import"

    def desk_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """Imports of the kinds that the person may import."""
        return visible_imports(actor(request))
