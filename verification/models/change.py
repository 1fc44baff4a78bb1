"""The officers' side of a change request: claim, presence, documents, decision; and who held a User ID before it."""

from django.db import models
from django.db.models import Q

from core.crypto import SealedTextField
from registration.models import ChangeItem, ChangeRequest
from verification import triggers
from verification.enums import CheckResult
from verification.models.constraints import (
    claim_whole,
    not_by_entrant,
    original_whole,
    presenter_whole,
    reason_beside_bad,
    result_whole,
    whole_outcome,
)
from verification.models.reviewing import Checking, Deciding, Reviewing
from verification.models.user_id import UserId


class ChangeReview(Reviewing):
    """Who holds a change request and who showed the originals. The claim lapses by itself, as that of a case does."""

    change = models.OneToOneField(
        ChangeRequest, verbose_name="permohonan", on_delete=models.PROTECT, related_name="review"
    )

    class Meta:
        verbose_name = "pemeriksaan permohonan perubahan"
        verbose_name_plural = "pemeriksaan permohonan perubahan"
        default_permissions = ("view",)
        constraints = [
            claim_whole("change_review_claim_whole"),
            presenter_whole("change_review_presenter_whole"),
        ]
        indexes = [models.Index(fields=["claimed_by", "claimed_until"], name="change_review_held")]
        triggers = [
            triggers.frozen_after_change_decision(
                "change_review_stays",
                "id",
                {
                    "presenter_name": "NEW.presenter_name IN ('', 'dihapus')",
                    "presenter_nik": "length(NEW.presenter_nik) = 0",
                },
            )
        ]

    def __str__(self) -> str:
        return f"Pemeriksaan {self.change.number}"


class ChangeCheck(Checking):
    """What the officer found about one document of a change request; it rests on the new values and the files."""

    review = models.ForeignKey(ChangeReview, on_delete=models.PROTECT, related_name="checks")
    item = models.OneToOneField(ChangeItem, verbose_name="dokumen", on_delete=models.PROTECT, related_name="check_row")

    class Meta:
        verbose_name = "pemeriksaan dokumen perubahan"
        verbose_name_plural = "pemeriksaan dokumen perubahan"
        default_permissions = ("view",)
        constraints = [
            original_whole("change_check_original_whole"),
            result_whole("change_check_result_whole"),
            reason_beside_bad("change_check_reason_beside_bad"),
            models.CheckConstraint(
                name="change_check_match_was_seen",
                condition=~Q(result=CheckResult.MATCH) | Q(original_seen_at__isnull=False),
                violation_error_message="“Sesuai” baru dapat dipilih setelah dokumen asli dilihat.",
            ),
        ]
        triggers = [
            triggers.frozen_after_change_decision(
                "change_check_stays", "review_id", {"note": "NEW.note IN ('', 'dihapus')"}
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display() or 'belum diperiksa'}"

    @property
    def is_complete(self) -> bool:
        """Original seen, and in order."""
        return bool(self.original_seen_at and self.result == CheckResult.MATCH)


class ChangeDecision(Deciding):
    """The end of a change request: one, written once, by someone who neither owns nor entered it."""

    change = models.OneToOneField(
        ChangeRequest, verbose_name="permohonan", on_delete=models.PROTECT, related_name="decision"
    )
    review = models.OneToOneField(ChangeReview, on_delete=models.PROTECT, related_name="decision")

    class Meta:
        verbose_name = "keputusan permohonan perubahan"
        verbose_name_plural = "keputusan permohonan perubahan"
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            not_by_entrant(
                "change_decision_not_by_entrant",
                "Yang mengisi permohonan tidak boleh memutuskan. Minta petugas lain memutuskan.",
            ),
            whole_outcome(
                "change_decision_approval_complete",
                "Setujui hanya dengan pemeriksaan lengkap; tolak hanya dengan alasan.",
            ),
        ]
        triggers = [
            triggers.change_decision_is_founded(),
            triggers.change_decision_is_final(),
        ]

    def __str__(self) -> str:
        return f"{self.change.number}: {self.get_outcome_display()}"


class FormerHolder(models.Model):
    """What an entry of the User ID register said about its holder until an approved change; never altered (Pasal 22(2))."""

    user_id = models.ForeignKey(UserId, verbose_name="User ID", on_delete=models.PROTECT, related_name="former_holders")
    decision = models.OneToOneField(
        ChangeDecision, verbose_name="keputusan", on_delete=models.PROTECT, related_name="former_holder"
    )
    holder_name = models.CharField("pemegang", max_length=250)
    npwp_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    responsible_name = models.CharField("penanggung jawab", max_length=200)
    responsible_position = models.CharField("jabatan", max_length=100, blank=True, default="")
    responsible_nik = SealedTextField("NIK penanggung jawab", blank=True)
    responsible_nik_hash = models.CharField(max_length=64, editable=False)
    valid_until = models.DateTimeField("berlaku sampai")

    class Meta:
        verbose_name = "pemegang User ID terdahulu"
        verbose_name_plural = "pemegang User ID terdahulu"
        ordering = ["pk"]
        default_permissions = ("view",)
        triggers = [triggers.former_holder_is_final()]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.holder_name}"
