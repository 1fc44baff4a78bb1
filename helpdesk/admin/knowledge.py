"""The entry of the knowledge desk in the browser admin's navigation."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import redirect

from core.admin.base import DeskAdmin
from helpdesk.models import Article


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list = "knowledge_desk:list"

    def page_of(self, row: Article) -> HttpResponse:
        """Articles go by their slug."""
        return redirect("knowledge_desk:article", slug=row.slug)
