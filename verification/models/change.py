"""The officers' side of a change request: claim, presence, documents, decision; and who held a User ID before it."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.crypto import SealedTextField
from registration.models import ChangeItem, ChangeRequest
from registration.reasons import ReasonCode
from verification import triggers
from verification.enums import CheckResult, Mode, Outcome, PresenterKind
from verification.models.constraints import together
from verification.models.user_id import UserId


class ChangeReview(models.Model):
    """Who holds a change request and who showed the originals. The claim lapses by itself, as that of a case does."""

    change = models.OneToOneField(
        ChangeRequest, verbose_name="permohonan", on_delete=models.PROTECT, related_name="review"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dipegang oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    claimed_at = models.DateTimeField("dipegang sejak", null=True, blank=True)
    claimed_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    presenter_kind = models.CharField("yang hadir", max_length=10, choices=PresenterKind, blank=True, default="")
    presenter_name = models.CharField("nama yang hadir", max_length=200, blank=True, default="")
    presenter_nik = SealedTextField("NIK yang hadir", blank=True)
    presenter_mode = models.CharField("cara hadir", max_length=10, choices=Mode, blank=True, default="")
    presenter_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    presenter_recorded_at = models.DateTimeField("kehadiran dicatat", null=True, blank=True)

    class Meta:
        verbose_name = "pemeriksaan permohonan perubahan"
        verbose_name_plural = "pemeriksaan permohonan perubahan"
        default_permissions = ("view",)
        constraints = [
            together(
                "change_review_claim_whole",
                "claimed_by",
                "claimed_at",
                "claimed_until",
                message="Pengambilan berkas mencatat petugas, waktu mulai, dan waktu akhir bersama-sama.",
            ),
            models.CheckConstraint(
                name="change_review_presenter_whole",
                condition=Q(
                    presenter_kind="",
                    presenter_name="",
                    presenter_mode="",
                    presenter_recorded_by__isnull=True,
                    presenter_recorded_at__isnull=True,
                )
                | ~Q(presenter_kind="")
                & ~Q(presenter_name="")
                & ~Q(presenter_mode="")
                & Q(presenter_recorded_by__isnull=False, presenter_recorded_at__isnull=False),
                violation_error_message="Catat nama, NIK, dan cara hadir orang yang menunjukkan dokumen asli.",
            ),
        ]
        indexes = [models.Index(fields=["claimed_by", "claimed_until"], name="change_review_held")]
        triggers = [triggers.frozen_after_change_decision("change_review_stays", "id")]

    def __str__(self) -> str:
        return f"Pemeriksaan {self.change.number}"

    def holder_at(self, now: Any = None) -> Any:
        """The officer whose claim runs at `now`, or None."""
        now = now or timezone.now()
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None


class ChangeCheck(models.Model):
    """What the officer found about one document of a change request: original seen by whom, when and how, and the result.

    `compared` is a fingerprint of the new values and the files; when the asker changes either, it is compared anew.
    """

    review = models.ForeignKey(ChangeReview, on_delete=models.PROTECT, related_name="checks")
    item = models.OneToOneField(ChangeItem, verbose_name="dokumen", on_delete=models.PROTECT, related_name="check_row")
    version = models.PositiveIntegerField(default=1, editable=False)
    original_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    original_seen_at = models.DateTimeField("asli dilihat", null=True, blank=True)
    original_mode = models.CharField("cara", max_length=10, choices=Mode, null=True, blank=True)
    result = models.CharField("hasil", max_length=10, choices=CheckResult, blank=True, default="")
    reason_code = models.CharField("alasan", max_length=40, choices=ReasonCode, blank=True, default="")
    note = models.TextField("catatan", blank=True, default="")
    compared = models.CharField(max_length=64, blank=True, default="", editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)

    class Meta:
        verbose_name = "pemeriksaan dokumen perubahan"
        verbose_name_plural = "pemeriksaan dokumen perubahan"
        default_permissions = ("view",)
        constraints = [
            together(
                "change_check_original_whole",
                "original_seen_by",
                "original_seen_at",
                "original_mode",
                message="Dokumen asli terlihat mencatat petugas, waktu, dan cara bersama-sama.",
            ),
            models.CheckConstraint(
                name="change_check_result_whole",
                condition=Q(result="", checked_by__isnull=True, checked_at__isnull=True, compared="")
                | ~Q(result="") & ~Q(compared="") & Q(checked_by__isnull=False, checked_at__isnull=False),
                violation_error_message="Hasil pemeriksaan mencatat petugas dan waktu.",
            ),
            models.CheckConstraint(
                name="change_check_reason_beside_bad",
                condition=Q(result__in=["", CheckResult.MATCH], reason_code="")
                | Q(result__in=[CheckResult.MISMATCH, CheckResult.INVALID]) & ~Q(reason_code=""),
                violation_error_message="Pilih alasan bila dokumen tidak sesuai atau tidak berlaku.",
            ),
            models.CheckConstraint(
                name="change_check_match_was_seen",
                condition=~Q(result=CheckResult.MATCH) | Q(original_seen_at__isnull=False),
                violation_error_message="“Sesuai” baru dapat dipilih setelah dokumen asli dilihat.",
            ),
        ]
        triggers = [triggers.frozen_after_change_decision("change_check_stays", "review_id")]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display() or 'belum diperiksa'}"

    @property
    def is_complete(self) -> bool:
        """Original seen, and in order."""
        return bool(self.original_seen_at and self.result == CheckResult.MATCH)


class ChangeDecision(models.Model):
    """The end of a change request: one, written once, by someone who neither owns nor entered it."""

    change = models.OneToOneField(
        ChangeRequest, verbose_name="permohonan", on_delete=models.PROTECT, related_name="decision"
    )
    review = models.OneToOneField(ChangeReview, on_delete=models.PROTECT, related_name="decision")
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
        verbose_name = "keputusan permohonan perubahan"
        verbose_name_plural = "keputusan permohonan perubahan"
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="change_decision_not_by_entrant",
                condition=~Q(decided_by=F("entered_by")) & ~Q(decided_by=F("owner")),
                violation_error_message="Yang mengisi permohonan tidak boleh memutuskan. Minta petugas lain memutuskan.",
            ),
            models.CheckConstraint(
                name="change_decision_approval_complete",
                condition=Q(outcome=Outcome.APPROVED, items_complete=F("items_total"), items_total__gt=0, reasons=[])
                | Q(outcome=Outcome.REJECTED, reasons__len__gt=0),
                violation_error_message="Setujui hanya dengan pemeriksaan lengkap; tolak hanya dengan alasan.",
            ),
        ]
        triggers = [
            triggers.change_decision_is_founded(),
            pgtrigger.Protect(name="change_decision_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
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
        triggers = [pgtrigger.Protect(name="former_holder_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.holder_name}"
