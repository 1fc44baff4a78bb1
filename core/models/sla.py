"""What the LPSE promises: working minutes until the first response and until the solution, dated (rule 10)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from core.enums import SlaKind, SlaPriority


def _same(field: str) -> Func:
    """A text as a range of one number, because the embedded PostgreSQL has no btree_gist."""
    return Func(
        Func(F(field), function="hashtext"), Func(F(field), function="hashtext"), Value("[]"), function="int4range"
    )


class SlaTarget(models.Model):
    """The target for one priority and one clock, for requests opened from one day to another.

    What is in force is not rewritten: a new target begins on a later day and ends the one before it, so the clock of an
    old request goes on by what was promised when it was opened.
    """

    priority = models.CharField("prioritas", max_length=10, choices=SlaPriority)
    kind = models.CharField("jenis target", max_length=12, choices=SlaKind)
    minutes = models.PositiveIntegerField("menit kerja")
    valid_from = models.DateField("berlaku mulai")
    valid_until = models.DateField("berlaku sampai dengan", null=True, blank=True)

    class Meta:
        verbose_name = "target layanan"
        verbose_name_plural = "target layanan"
        default_permissions = ("view", "add", "change")
        ordering = ["kind", "priority", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="slatarget_one_at_a_time",
                expressions=[
                    (_same("priority"), RangeOperators.OVERLAPS),
                    (_same("kind"), RangeOperators.OVERLAPS),
                    (
                        Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Untuk prioritas dan jenis ini sudah ada target pada masa itu. Akhiri dahulu target yang lama.",
            ),
            models.CheckConstraint(
                name="slatarget_has_time",
                condition=Q(minutes__gte=1),
                violation_error_message="Target paling sedikit 1 menit kerja.",
            ),
            models.CheckConstraint(
                name="slatarget_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Tanggal akhir berlaku harus sama dengan atau sesudah tanggal mulai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()}, prioritas {self.get_priority_display().lower()}: {self.minutes} menit"
