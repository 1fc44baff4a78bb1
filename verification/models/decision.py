"""The end of an application (Pasal 10(3))."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registration.models import Application
from registration.reasons import ReasonCode
from verification import triggers
from verification.enums import Outcome
from verification.models.review import Review


class Decision(models.Model):
    """The end of a round of review: one, written once, by someone who neither owns nor entered the case (Pasal 10(3)).

    A granted objection opens a new round with a decision of its own; the one before stays as it was written. The
    decision that counts is that of the application's present round (`verification.selectors.decision_of`).

    `entered_by` and `owner` are copied from the application so that the database itself can compare people;
    `items_total` and `items_complete` are the evidence for "decisions without complete checklist: 0".
    """

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="decisions"
    )
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField("keputusan", max_length=10, choices=Outcome)
    reasons = ArrayField(
        models.CharField(max_length=40, choices=ReasonCode), verbose_name="alasan", default=list, blank=True
    )
    note = models.TextField("catatan", blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diputuskan oleh", on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", default=timezone.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    items_total = models.PositiveSmallIntegerField("dokumen")
    items_complete = models.PositiveSmallIntegerField("dokumen lengkap")
    letter = models.OneToOneField(
        "core.OfficialDocument", verbose_name="surat", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        ordering = ["-pk"]
        default_permissions = ("view", "add")
        constraints = [
            models.CheckConstraint(
                name="decision_not_by_entrant",
                condition=~Q(decided_by=F("entered_by")) & ~Q(decided_by=F("owner")),
                violation_error_message="Yang mengisi data tidak boleh memutuskan. Minta petugas lain memutuskan.",
            ),
            models.CheckConstraint(
                name="decision_approval_is_complete",
                condition=Q(outcome=Outcome.APPROVED, items_complete=F("items_total"), items_total__gt=0, reasons=[])
                | Q(outcome=Outcome.REJECTED, reasons__len__gt=0),
                violation_error_message="Setujui hanya dengan daftar periksa lengkap; tolak hanya dengan alasan.",
            ),
        ]
        indexes = [
            models.Index(fields=["-decided_at", "-id"], name="decision_newest"),
            models.Index(fields=["outcome", "-decided_at"], name="decision_by_outcome"),
        ]
        triggers = [
            triggers.decision_is_founded(),
            triggers.decision_is_final(),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}: {self.get_outcome_display()}"
