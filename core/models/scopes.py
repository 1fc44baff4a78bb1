"""What the dated role of an auditor is limited to, besides its period (Pasal 22(1)b)."""

from datetime import datetime

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.people import Organization, Person


class AuditScopeQuerySet(models.QuerySet["AuditScope"]):
    """Reads of scopes."""

    def in_force(self, at: datetime | None = None) -> "AuditScopeQuerySet":
        """Scopes whose period holds the moment, by default the present one."""
        return self.filter(period__contains=at or timezone.now())


class AuditScope(models.Model):
    """One package, or one agency with all its packages, that an auditor may look into for a period.

    Written once by the approval of the audit; another audit brings rows of its own. Packages are known by their tender
    code as SPSE writes it.
    """

    person = models.ForeignKey(Person, verbose_name="auditor", on_delete=models.PROTECT, related_name="audit_scopes")
    package_code = models.CharField("kode tender", max_length=20, blank=True, default="")
    organization = models.ForeignKey(
        Organization, verbose_name="instansi", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period = DateTimeRangeField("masa berlaku")
    case_number = models.CharField("nomor permohonan", max_length=30)

    objects = AuditScopeQuerySet.as_manager()

    class Meta:
        verbose_name = "lingkup audit"
        verbose_name_plural = "lingkup audit"
        default_permissions = ("view",)
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="auditscope_package_or_agency",
                condition=~Q(package_code="") & Q(organization__isnull=True)
                | Q(package_code="", organization__isnull=False),
                violation_error_message="Lingkup audit menyebut satu paket atau satu instansi.",
            ),
            models.CheckConstraint(
                name="auditscope_package_digits",
                condition=Q(package_code="") | Q(package_code__regex=r"^[0-9]+$"),
                violation_error_message="Kode tender terdiri atas angka saja.",
            ),
            models.UniqueConstraint(
                fields=["case_number", "package_code", "organization"], name="auditscope_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["person", "package_code"], name="auditscope_of_person"),
        ]

    def __str__(self) -> str:
        return self.package_code or str(self.organization)
