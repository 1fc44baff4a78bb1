"""The stock change list: fifty rows, five columns, one filter."""

from django.contrib import admin

from script.benchmarks.yardstick.models import Item


@admin.register(Item)
class ItemAdmin(admin.ModelAdmin):
    """As `startapp` and the tutorial leave it."""

    list_display = ["number", "title", "owner", "state", "created_at"]
    list_select_related = ["owner"]
    list_filter = ["state"]
    list_per_page = 50
