"""The end of an application (Pasal 10(3))."""

from django.db import models

from registration.models import Application
from verification import triggers
from verification.models.constraints import not_by_entrant, whole_outcome
from verification.models.review import Review
from verification.models.reviewing import Deciding


class Decision(Deciding):
    """The end of a round of review: one, written once, by someone who neither owns nor entered the case (Pasal 10(3)).

    A granted objection opens a new round with a decision of its own; the one before stays as it was written. The
    decision that counts is that of the application's present round (`verification.selectors.decision_of`).
    """

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="decisions"
    )
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")

    class Meta:
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        ordering = ["-pk"]
        default_permissions = ("view", "add")
        constraints = [
            not_by_entrant(
                "decision_not_by_entrant", "Yang mengisi data tidak boleh memutuskan. Minta petugas lain memutuskan."
            ),
            whole_outcome(
                "decision_approval_is_complete",
                "Setujui hanya dengan daftar periksa lengkap; tolak hanya dengan alasan.",
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
