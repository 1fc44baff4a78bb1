"""What an officer types for somebody who came to the counter (loket), until that person confirms it by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from registration.models.application import Application


class CounterEntry(models.Model):
    """A draft that an officer entered on a vendor's behalf; it belongs to the vendor, who alone can hand it in.

    The link in the mail is kept as a hash, serves once, and dies when another is sent or the application is handed in.
    Until then the draft runs and lapses as any other.
    """

    application = models.OneToOneField(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="counter_entry"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="petugas", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    sent_at = models.DateTimeField("tautan dikirim", null=True, editable=False)
    expires_at = models.DateTimeField("tautan berlaku sampai", null=True, editable=False)
    confirmed_at = models.DateTimeField("dikonfirmasi pemohon", null=True, editable=False)

    class Meta:
        verbose_name = "isian loket"
        verbose_name_plural = "isian loket"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="counter_link_whole",
                condition=Q(token_hash__isnull=True) | Q(sent_at__isnull=False, expires_at__isnull=False),
                violation_error_message="Tautan konfirmasi mencatat waktu kirim dan batasnya.",
            ),
            models.CheckConstraint(
                name="counter_confirmed_has_no_link",
                condition=Q(confirmed_at__isnull=True) | Q(token_hash__isnull=True),
                violation_error_message="Isian yang sudah dikonfirmasi tidak mempunyai tautan lagi.",
            ),
        ]
        indexes = [models.Index(fields=["officer", "-id"], name="counter_open", condition=Q(confirmed_at__isnull=True))]

    def __str__(self) -> str:
        return f"Loket {self.application.number}"
