"""A person's copy of the own data (UU 27/2022: right of access)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.enums import WorkState
from core.models.work import WorkRow


class DataCopy(WorkRow):
    """All that the portal keeps about one person as one ZIP: made on request by a worker, sealed, gone after some days.

    It is made when the person asks and does not stay, because a second set of all data would be a second thing to guard.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diminta oleh", on_delete=models.PROTECT, related_name="data_copies"
    )
    made_at = models.DateTimeField("disusun", null=True)
    expires_at = models.DateTimeField("dapat diunduh sampai", null=True)
    expired_at = models.DateTimeField("dihapus", null=True)
    storage_name = models.CharField(max_length=32, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField("ukuran (bita)", default=0)
    files = models.PositiveIntegerField("jumlah berkas", default=0)

    class Meta:
        verbose_name = "salinan data pribadi"
        verbose_name_plural = "salinan data pribadi"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="datacopy_one_at_a_time",
                condition=Q(expired_at__isnull=True),
                violation_error_message="Salinan data Anda sudah diminta.",
            ),
            models.CheckConstraint(
                name="datacopy_done_is_hashed",
                condition=~Q(work_state="done")
                | Q(made_at__isnull=False, expires_at__isnull=False)
                & ~Q(sha256="")
                & (Q(expired_at__isnull=True) & ~Q(storage_name="") | Q(expired_at__isnull=False, storage_name=""))
                | Q(expired_at__isnull=False, storage_name=""),
                violation_error_message="Salinan yang selesai mencatat waktu, sidik, dan batas unduhnya.",
            ),
            models.CheckConstraint(
                name="datacopy_expired_is_gone",
                condition=Q(expired_at__isnull=True) | Q(storage_name="") & ~Q(work_state="waiting"),
                violation_error_message="Salinan yang berakhir tidak lagi disimpan.",
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="datacopy_waiting", condition=Q(work_state="waiting")),
            models.Index(fields=["expires_at"], name="datacopy_expiring", condition=Q(expired_at__isnull=True)),
            models.Index(fields=["user", "-id"], name="datacopy_of_user"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="datacopy_owner_stays", fields=["user", "created_at"]),
            pgtrigger.Protect(name="datacopy_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.created_at:%d-%m-%Y}"

    @property
    def is_ready(self) -> bool:
        """True while it can be downloaded."""
        return bool(self.storage_name)

    @property
    def has_failed(self) -> bool:
        """True when making it was given up."""
        return self.work_state == WorkState.FAILED
