"""The entry of suggestions in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import SuggestionDecision


@admin.register(SuggestionDecision)
class SuggestionDecisionAdmin(DeskAdmin):
    """Every address leads on to the register, or to the page of the suggestion."""

    desk_list, desk_page = "suggestion_desk:list", "suggestion_desk:case"
