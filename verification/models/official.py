"""The desk's side of an official's request: the original letter and the decision (Pasal 10(3), 22(1)b)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.constraints import together
from registration.models import OfficialRequest
from verification.enums import Mode, Outcome


class OfficialReview(models.Model):
    """What the desk found about one official's request: who saw the original letter, when and how; who decided.

    `owner` and `entered_by` are copied from the request so that the database itself can compare people.
    """

    request = models.OneToOneField(
        OfficialRequest, verbose_name="permohonan", on_delete=models.PROTECT, related_name="review"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    original_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="asli dilihat oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    original_seen_at = models.DateTimeField("asli dilihat", null=True, blank=True)
    # The letter of which round was seen: another scan needs another look.
    original_file = models.ForeignKey(
        "core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    original_mode = models.CharField("cara menunjukkan", max_length=10, choices=Mode, null=True, blank=True)
    outcome = models.CharField("keputusan", max_length=10, choices=Outcome, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diputuskan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    letter = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="surat",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "pemeriksaan pejabat"
        verbose_name_plural = "pemeriksaan pejabat"
        default_permissions = ("view", "change")
        constraints = [
            together(
                "officialreview_seen_whole",
                "original_seen_by",
                "original_seen_at",
                "original_mode",
                "original_file",
                message="Catatan surat asli memuat petugas, waktu, cara, dan berkasnya bersama-sama.",
            ),
            models.CheckConstraint(
                name="officialreview_decided_whole",
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True, letter__isnull=True)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False, letter__isnull=False),
                violation_error_message="Keputusan memuat petugas, waktu, dan suratnya.",
            ),
            models.CheckConstraint(
                name="officialreview_approved_was_seen",
                condition=~Q(outcome=Outcome.APPROVED) | Q(original_seen_at__isnull=False),
                violation_error_message="Setujui hanya setelah surat asli dilihat.",
            ),
            models.CheckConstraint(
                name="officialreview_not_by_entrant",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("owner")) & ~Q(decided_by=F("entered_by")),
                violation_error_message="Yang mengisi data tidak boleh memutuskan. Minta petugas lain memutuskan.",
            ),
        ]

        triggers = [
            pgtrigger.Protect(
                name="official_decision_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request.number}: {self.get_outcome_display() or 'diperiksa'}"
