"""Accounts that reach nothing but one case for a while (Pasal 10(4))."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class AccountSuspension(models.Model):
    """While it is open, the account holds no role and reaches only the case it names.

    Written by the unit that decided the case, through `core.suspension`; the roles themselves are not touched, so they
    count again from the moment the suspension ends.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="akun", on_delete=models.PROTECT, related_name="suspensions"
    )
    case_number = models.CharField("nomor berkas", max_length=120)
    began_at = models.DateTimeField("mulai", default=timezone.now)
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)

    class Meta:
        verbose_name = "pembatasan akun"
        verbose_name_plural = "pembatasan akun"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "case_number"],
                name="suspension_once_per_case",
                violation_error_message="Akun ini sudah dibatasi karena berkas yang sama.",
            ),
            models.CheckConstraint(
                name="suspension_ends_after_its_beginning",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                violation_error_message="Pembatasan akun berakhir sesudah mulai.",
            ),
        ]
        indexes = [models.Index(fields=["user"], name="suspension_open", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return self.case_number
