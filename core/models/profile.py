"""The LPSE profile: everything that differs between two LPSEs, as data with history (rule 10)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone


class ProfileVersion(models.Model):
    """One version of the profile; the newest is in force. Rows are never changed, so every letter can name its version.

    `data` has the shape of `core.profile.Profile` and is checked against it before it is stored.
    """

    slug = models.CharField("profil", max_length=40)
    data = models.JSONField("isi")
    reason = models.CharField("alasan perubahan", max_length=300)
    created_at = models.DateTimeField("sejak", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diubah oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "versi profil LPSE"
        verbose_name_plural = "profil LPSE"
        ordering = ["-pk"]
        get_latest_by = "pk"
        triggers = [pgtrigger.Protect(name="profile_history_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.slug} versi {self.pk}"
