"""Reads of the mirror for the apps above: a package by its code, tenders that were open at a time."""

from datetime import datetime

from django.db.models import QuerySet

from procurement.models import Package, Schedule, Stage


def package_by_code(code: str) -> Package | None:
    """The package with this tender code, as far as SPSE's lists were imported."""
    return Package.objects.filter(code=code.strip()).first()


def schedule_of(package: Package) -> Schedule | None:
    """The copy of its schedule that counts, with its stages in order."""
    return (
        package.schedules.filter(is_current=True)
        .select_related("entered_by__person")
        .prefetch_related("stages")
        .first()
    )


def stages_between(start: datetime, end: datetime) -> QuerySet[Stage]:
    """Stages that were open at some moment from `start` to `end`, by the copies that count."""
    open_then = Stage.objects.filter(ends_at__gte=start, starts_at__lte=end, schedule__is_current=True)
    return open_then.select_related("schedule__package").order_by("ends_at", "pk")
