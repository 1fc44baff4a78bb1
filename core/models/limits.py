"""How often somebody tried something: counted over all processes, kept when Redis or a process is gone."""

from django.db import models


class AttemptCount(models.Model):
    """Attempts under one key in the window that ends at `resets_at`; raised by one upsert, so none is lost."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    resets_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "hitungan percobaan"
        verbose_name_plural = "hitungan percobaan"

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
