"""A telephone that may add pictures to one draft at the counter, for a quarter of an hour."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registration.models import Application


class PhoneUpload(models.Model):
    """Opened by the officer as a QR code on the screen; its code is kept as a hash, opens one draft and lists nothing."""

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="phone_uploads"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dibuka oleh", on_delete=models.PROTECT, related_name="+"
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField("dibuka", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("berlaku sampai", editable=False)
    closed_at = models.DateTimeField("ditutup", null=True, editable=False)

    class Meta:
        verbose_name = "unggahan dari ponsel"
        verbose_name_plural = "unggahan dari ponsel"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                name="phone_one_open_per_case",
                condition=Q(closed_at__isnull=True),
                violation_error_message="Ponsel untuk pendaftaran ini sudah dibuka. Tutup dahulu yang lama.",
            ),
            models.CheckConstraint(
                name="phone_expires_after_opening",
                condition=Q(expires_at__gt=F("opened_at")),
                violation_error_message="Batas waktu harus sesudah waktu dibuka.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ponsel {self.application.number}"
