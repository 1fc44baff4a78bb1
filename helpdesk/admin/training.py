"""The entry of the desk of trainings in the browser admin's navigation."""

from django.contrib import admin

from core.admin.base import DeskAdmin
from helpdesk.models import Training


@admin.register(Training)
class TrainingAdmin(DeskAdmin):
    """Every address leads on to the desk."""

    desk_list, desk_page = "training_desk:list", "training_desk:training"
