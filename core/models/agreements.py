"""The agreement by which a body that is no SKPD of this regency uses the LPSE (Pasal 2(2), 3(2))."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.enums import AgreementState
from core.models.people import Organization


class ServiceAgreementQuerySet(models.QuerySet["ServiceAgreement"]):
    """Reads of agreements."""

    def in_force(self, on: date) -> "ServiceAgreementQuerySet":
        """Those whose period holds the day and that were not ended."""
        return self.filter(state=AgreementState.ACTIVE, valid_from__lte=on, valid_until__gte=on)


class ServiceAgreement(models.Model):
    """One agreement with an organisation: number, date, period, scan. A new period is a new agreement."""

    organization = models.ForeignKey(
        Organization, verbose_name="instansi", on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.CharField("nomor perjanjian", max_length=100)
    signed_on = models.DateField("tanggal perjanjian")
    valid_from = models.DateField("berlaku mulai")
    valid_until = models.DateField("berlaku sampai dengan")
    scan = models.OneToOneField(
        "core.StoredFile", verbose_name="pindaian", on_delete=models.PROTECT, related_name="agreement", editable=False
    )
    state = models.CharField(
        "keadaan", max_length=10, choices=AgreementState, default=AgreementState.ACTIVE, editable=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dicatat oleh",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    entered_at = models.DateTimeField("dicatat", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("diakhiri", null=True, editable=False)
    end_reason = models.CharField("alasan diakhiri", max_length=300, blank=True, default="", editable=False)

    objects = ServiceAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "perjanjian layanan"
        verbose_name_plural = "perjanjian layanan"
        default_permissions = ("view", "add", "change")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"],
                name="agreement_number_once",
                violation_error_message="Perjanjian dengan nomor ini sudah tercatat untuk instansi itu.",
            ),
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=Q(valid_until__gte=F("valid_from")),
                violation_error_message="Tanggal akhir berlaku harus sama dengan atau sesudah tanggal mulai.",
            ),
            models.CheckConstraint(
                name="agreement_ended_has_time",
                condition=Q(state=AgreementState.ENDED, ended_at__isnull=False) & ~Q(end_reason="")
                | Q(state=AgreementState.ACTIVE, ended_at__isnull=True, end_reason=""),
                violation_error_message="Perjanjian yang diakhiri mencatat waktu dan alasannya.",
            ),
        ]
        indexes = [models.Index(fields=["organization", "valid_until"], name="agreement_of_organization")]

    def __str__(self) -> str:
        return f"{self.number} ({self.organization})"
