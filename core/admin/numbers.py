"""The number series in the browser admin: where each one stands, and how its next number will look. Never to change."""

from django.contrib import admin
from unfold.decorators import display

from core import clock, profile
from core.admin.base import ReadOnlyAdmin
from core.documents import declared_kind
from core.models import NumberCounter
from core.numbers import PatternError, number_format


@admin.register(NumberCounter)
class NumberCounterAdmin(ReadOnlyAdmin):
    """One row a series and year; the patterns are edited in the LPSE profile."""

    list_display = ("year", "series_label", "last", "last_on", "upcoming")
    list_filter = ("year",)
    ordering = ("-year", "series")
    fields = ("series_label", "series", "year", "last", "last_on", "pattern", "upcoming")
    readonly_fields = fields

    @display(description="deret", ordering="series")
    def series_label(self, obj: NumberCounter) -> str:
        """Name of the document kind that bears these numbers."""
        return declared_kind(obj.series).label

    @display(description="pola")
    def pattern(self, obj: NumberCounter) -> str:
        """The pattern of the profile in force."""
        return profile.current().number_patterns.get(obj.series, "–")

    @display(description="nomor berikutnya")
    def upcoming(self, obj: NumberCounter) -> str:
        """What the next document would bear, were it issued today; nothing for a year that is over."""
        today, lpse = clock.today(), profile.current()
        if obj.year != today.year or obj.series not in lpse.number_patterns:
            return "–"
        try:
            return number_format(
                lpse.number_patterns[obj.series], values=lpse.number_values, sequence=obj.last + 1, on=today
            )
        except PatternError as error:
            return str(error)
