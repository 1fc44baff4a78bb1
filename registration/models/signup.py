"""Requests to register that wait for their link."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from registration.enums import ApplicantKind, SignupPurpose


class EmailConfirmation(models.Model):
    """A request to register: only an address and a hashed token, until the link in the mail is used.

    It holds no file and costs a few hundred bytes; unused ones vanish after the profile's hours.
    """

    email = models.EmailField("surel", max_length=254)
    purpose = models.CharField("untuk", max_length=10, choices=SignupPurpose, default=SignupPurpose.VENDOR)
    # Which kind of vendor; officials have none.
    kind = models.CharField("jenis pemohon", max_length=20, choices=ApplicantKind, blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    privacy_version = models.CharField(max_length=20)
    created_at = models.DateTimeField("diminta", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    used_at = models.DateTimeField("dipakai", null=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "konfirmasi surel"
        verbose_name_plural = "konfirmasi surel"
        constraints = [
            models.CheckConstraint(
                name="emailconfirmation_vendor_has_kind",
                condition=Q(purpose=SignupPurpose.VENDOR) & ~Q(kind="") | Q(purpose=SignupPurpose.OFFICIAL, kind=""),
                violation_error_message="Pilih jenis pemohon.",
            ),
        ]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return self.email
