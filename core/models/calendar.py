"""Days on which the office is closed (domain 8); opening hours are profile data."""

from django.db import models

from core.enums import HolidayKind


class Holiday(models.Model):
    """A closed day: seeded from the SKB tables and the holidays package, corrected and extended by the office.

    A seeded row that proves wrong is moved or marked as not observed, never deleted: `seed_key` keeps the next seeding
    from bringing it back, and `edited_at` keeps it from being overwritten.
    """

    date = models.DateField("tanggal")
    name = models.CharField("nama", max_length=200)
    kind = models.CharField("jenis", max_length=20, choices=HolidayKind, default=HolidayKind.PUBLIC)
    decree = models.CharField("dasar penetapan", max_length=200, blank=True, default="")
    source = models.CharField("sumber", max_length=100, blank=True, default="")
    is_estimate = models.BooleanField("perkiraan", default=False)
    is_observed = models.BooleanField("kantor tutup", default=True)
    seed_key = models.CharField(max_length=240, null=True, unique=True, editable=False)
    edited_at = models.DateTimeField("disunting", null=True, editable=False)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "name"],
                name="holiday_once",
                violation_error_message="Hari libur ini sudah tercatat.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"
