"""API tokens: scoped, expiring, hashed at rest, shown once (A6)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class ApiToken(models.Model):
    """A key for one consumer of the API. Only its SHA-256 is kept; `prefix` lets a person recognise it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="pemilik", on_delete=models.PROTECT, related_name="api_tokens"
    )
    name = models.CharField("kegunaan", max_length=100)
    prefix = models.CharField("awalan", max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="cakupan")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    revoked_at = models.DateTimeField("dicabut", null=True)
    last_used_at = models.DateTimeField("terakhir dipakai", null=True)

    class Meta:
        verbose_name = "token API"
        verbose_name_plural = "token API"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="token_expires",
                condition=models.Q(expires_at__gt=models.F("created_at")),
                violation_error_message="Tanggal akhir harus setelah tanggal pembuatan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
