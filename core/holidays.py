"""The table of closed days: seeding it from the published decrees, and changing it by hand (domain 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import holidays as holiday_package
import lokal.holidays as decrees
from django.db import transaction
from django.utils import timezone

from core import clock
from core.audit import audit_record
from core.enums import HolidayKind
from core.models import Holiday, User
from core.refusals import Refusal

_ESTIMATE_MARK = " (perkiraan)"


@dataclass(frozen=True)
class SeedDay:
    """One closed day as a source names it; `key` is what makes two seedings meet."""

    date: date
    name: str
    kind: str
    decree: str
    source: str
    is_estimate: bool

    @property
    def key(self) -> str:
        """Stable identity of the day in its source."""
        return f"{self.date.isoformat()}|{self.kind}|{self.name}"[:240]


def seed_days(year: int) -> Iterator[SeedDay]:
    """Closed days of a year: from the SKB 3 Menteri where its table is at hand, otherwise calculated.

    A calculated year is marked as an estimate as a whole: cuti bersama and moved days are known only from the decree.
    """
    if year in decrees.HOLIDAY_YEARS:
        table = decrees.get_holidays(year)
        for entry in table.holidays:
            leave = entry.type == "cuti_bersama"
            yield SeedDay(
                date=date.fromisoformat(entry.date),
                name=f"Cuti bersama {entry.name}" if leave else entry.name,
                kind=HolidayKind.COLLECTIVE_LEAVE if leave else HolidayKind.PUBLIC,
                decree=table.decree,
                source=table.source[:100],
                is_estimate=False,
            )
        return
    past = year < clock.today().year
    for category, kind in (("public", HolidayKind.PUBLIC), ("government", HolidayKind.COLLECTIVE_LEAVE)):
        found = holiday_package.country_holidays("ID", years=year, categories=(category,), language="id")
        for day, name in sorted(found.items()):
            yield SeedDay(
                date=day,
                name=name.replace(_ESTIMATE_MARK, ""),
                kind=kind,
                decree="",
                source=f"paket holidays {holiday_package.__version__}",
                is_estimate=_ESTIMATE_MARK in name or not past,
            )


def holidays_load(*, years: range) -> int:
    """Add the closed days of some years that the table does not know yet; returns how many.

    Safe to repeat. A row that a person edited is left as it is, and its day is not added again. Estimates of a year
    nobody touched give way to the decree when a newer release of the portal brings it.
    """
    added = 0
    with transaction.atomic():
        for year in years:
            days = list(seed_days(year))
            if not any(day.is_estimate for day in days):
                Holiday.objects.filter(
                    date__year=year, is_estimate=True, edited_at__isnull=True, seed_key__isnull=False
                ).delete()
            rows = [
                Holiday(
                    date=day.date,
                    name=day.name,
                    kind=day.kind,
                    decree=day.decree,
                    source=day.source,
                    is_estimate=day.is_estimate,
                    seed_key=day.key,
                )
                for day in days
            ]
            before = Holiday.objects.count()
            Holiday.objects.bulk_create(rows, ignore_conflicts=True)
            added += Holiday.objects.count() - before
    clock.forget()
    return added


def holiday_save(*, holiday: Holiday, actor: User) -> Holiday:
    """Store a new or changed day; from now on seeding leaves it alone."""
    with transaction.atomic():
        old = Holiday.objects.select_for_update(of=("self",)).filter(pk=holiday.pk).first() if holiday.pk else None
        holiday.edited_at = timezone.now()
        holiday.save()
        audit_record(
            action="holiday.changed" if old else "holiday.added",
            object_type="holiday",
            object_number=f"libur-{holiday.pk}",
            actor=actor,
            data={"before": _facts(old), "after": _facts(holiday)} if old else {"after": _facts(holiday)},
        )
        transaction.on_commit(clock.forget)
    return holiday


def holiday_remove(*, holiday: Holiday, actor: User) -> None:
    """Delete a day that a person added.

    Raises:
        Refusal: the day comes from the published calendar.
    """
    if holiday.seed_key is not None:
        raise Refusal(
            "Hari ini berasal dari kalender resmi dan tidak dihapus. Hilangkan tanda “kantor tutup” bila kantor tetap buka.",
            code="seeded",
        )
    with transaction.atomic():
        number, facts = f"libur-{holiday.pk}", _facts(holiday)
        holiday.delete()
        audit_record(action="holiday.removed", object_type="holiday", object_number=number, actor=actor, data=facts)
        transaction.on_commit(clock.forget)


def _facts(holiday: Holiday) -> dict[str, Any]:
    return {
        "date": holiday.date.isoformat(),
        "name": holiday.name,
        "kind": holiday.kind,
        "decree": holiday.decree,
        "is_observed": holiday.is_observed,
        "is_estimate": holiday.is_estimate,
    }
