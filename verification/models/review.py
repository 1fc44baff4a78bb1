"""A case and the officers' side of it: claim, presence, blacklist, documents (Pasal 10(2)c, 22(2))."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.crypto import SealedTextField
from registration.models import Application
from registration.reasons import ReasonCode
from verification import triggers
from verification.enums import BlacklistResult, CheckResult, Mode, PresenterKind
from verification.models.constraints import together


class Case(Application):
    """An application as the desk sees it: the same row, under the desk's own permissions and address."""

    class Meta:
        proxy = True
        verbose_name = "berkas verifikasi"
        verbose_name_plural = "meja verifikasi"
        default_permissions = ("view",)


class Review(models.Model):
    """The officer's side of one round: who holds the case, who came with the originals, what the blacklist said.

    An application has one round, and another after a granted objection. `current_for` names the application in its
    present round only, so that `application.review` is what the desk works on and older rounds stay beside it.

    The claim (`claimed_by`, `claimed_at`, `claimed_until`) is taken by compare-and-set and lapses by itself, so two
    officers never work on one case unknowingly and no case is stuck with an officer who went home.
    """

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="rounds"
    )
    current_for = models.OneToOneField(
        Application, null=True, editable=False, on_delete=models.PROTECT, related_name="review"
    )
    opened_at = models.DateTimeField("dibuka", default=timezone.now, editable=False)
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
    presenter_nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    presenter_mode = models.CharField("cara hadir", max_length=10, choices=Mode, blank=True, default="")
    surat_kuasa_number = models.CharField("nomor surat kuasa", max_length=100, blank=True, default="")
    surat_kuasa_date = models.DateField("tanggal surat kuasa", null=True, blank=True)
    surat_kuasa_file = models.OneToOneField(
        "core.StoredFile",
        verbose_name="surat kuasa",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    presenter_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    presenter_recorded_at = models.DateTimeField("kehadiran dicatat", null=True, blank=True)

    blacklist_result = models.CharField("hasil", max_length=10, choices=BlacklistResult, blank=True, default="")
    blacklist_source = models.CharField("sumber", max_length=200, blank=True, default="")
    blacklist_snapshot = models.CharField("keadaan daftar per", max_length=100, blank=True, default="")
    blacklist_note = models.TextField("penjelasan", blank=True, default="")
    blacklist_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    blacklist_checked_at = models.DateTimeField("daftar hitam diperiksa", null=True, blank=True)

    class Meta:
        verbose_name = "pemeriksaan"
        verbose_name_plural = "pemeriksaan"
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                name="review_current_for_its_own",
                condition=Q(current_for__isnull=True) | Q(current_for=models.F("application")),
                violation_error_message="Pemeriksaan hanya berlaku untuk pendaftarannya sendiri.",
            ),
            together(
                "review_claim_whole",
                "claimed_by",
                "claimed_at",
                "claimed_until",
                message="Pengambilan berkas mencatat petugas, waktu mulai, dan waktu akhir bersama-sama.",
            ),
            models.CheckConstraint(
                name="review_presenter_whole",
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
                & ~Q(presenter_nik_hash="")
                & Q(presenter_recorded_by__isnull=False, presenter_recorded_at__isnull=False),
                violation_error_message="Catat nama, NIK, dan cara hadir orang yang menunjukkan dokumen asli.",
            ),
            models.CheckConstraint(
                name="review_surat_kuasa_only_for_envoy",
                condition=Q(presenter_kind=PresenterKind.ENVOY)
                | Q(surat_kuasa_number="", surat_kuasa_date__isnull=True, surat_kuasa_file__isnull=True),
                violation_error_message="Surat kuasa hanya dicatat untuk utusan.",
            ),
            models.CheckConstraint(
                name="review_blacklist_whole",
                condition=Q(blacklist_result="", blacklist_checked_by__isnull=True, blacklist_checked_at__isnull=True)
                | ~Q(blacklist_result="")
                & ~Q(blacklist_source="")
                & ~Q(blacklist_snapshot="")
                & Q(blacklist_checked_by__isnull=False, blacklist_checked_at__isnull=False),
                violation_error_message="Catat sumber dan tanggal keadaan daftar hitam yang Anda periksa.",
            ),
            models.CheckConstraint(
                name="review_listed_is_explained",
                condition=~Q(blacklist_result=BlacklistResult.LISTED) | ~Q(blacklist_note=""),
                violation_error_message="Jelaskan nama, nomor SK, dan masa sanksi yang tercantum dalam daftar hitam.",
            ),
        ]
        indexes = [models.Index(fields=["claimed_by", "claimed_until"], name="review_held")]
        triggers = [triggers.review_stays_after_decision()]

    def __str__(self) -> str:
        return f"Pemeriksaan {self.application.number}"

    def holder_at(self, now: Any = None) -> Any:
        """The officer whose claim runs at `now`, or None."""
        now = now or timezone.now()
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None

    @property
    def presenter_is_entitled(self) -> bool:
        """True when who came may show originals: the signatory, or an envoy whose surat kuasa is on file."""
        if self.presenter_kind == PresenterKind.ENVOY:
            return bool(self.surat_kuasa_number and self.surat_kuasa_date and self.surat_kuasa_file_id)
        return self.presenter_kind == PresenterKind.SIGNATORY


class DocumentCheck(models.Model):
    """What the officer found about one document of the closed set: copy, original, comparison (Pasal 22(1)a.2, 22(2)).

    `compared` is a fingerprint of the data and files the result rests on; when the applicant changes either, the
    result no longer counts and the document is compared anew.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="checks")
    item = models.ForeignKey(
        "registration.DocumentItem", verbose_name="dokumen", on_delete=models.CASCADE, related_name="checks"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    copy_received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    copy_received_at = models.DateTimeField("salinan diterima", null=True, blank=True)
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
        verbose_name = "pemeriksaan dokumen"
        verbose_name_plural = "pemeriksaan dokumen"
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["item", "review"], name="check_once_per_round"),
            together(
                "check_copy_whole",
                "copy_received_by",
                "copy_received_at",
                message="Salinan diterima mencatat petugas dan waktu bersama-sama.",
            ),
            together(
                "check_original_whole",
                "original_seen_by",
                "original_seen_at",
                "original_mode",
                message="Dokumen asli terlihat mencatat petugas, waktu, dan cara bersama-sama.",
            ),
            models.CheckConstraint(
                name="check_result_whole",
                condition=Q(result="", checked_by__isnull=True, checked_at__isnull=True, compared="")
                | ~Q(result="") & ~Q(compared="") & Q(checked_by__isnull=False, checked_at__isnull=False),
                violation_error_message="Hasil pemeriksaan mencatat petugas dan waktu.",
            ),
            models.CheckConstraint(
                name="check_reason_beside_bad_result",
                condition=Q(result__in=["", CheckResult.MATCH], reason_code="")
                | Q(result__in=[CheckResult.MISMATCH, CheckResult.INVALID]) & ~Q(reason_code=""),
                violation_error_message="Pilih alasan bila dokumen tidak sesuai atau tidak berlaku.",
            ),
            models.CheckConstraint(
                name="check_match_was_compared",
                condition=~Q(result=CheckResult.MATCH)
                | Q(copy_received_at__isnull=False, original_seen_at__isnull=False),
                violation_error_message="“Sesuai” baru dapat dipilih setelah salinan diterima dan dokumen asli dilihat.",
            ),
        ]
        triggers = [
            triggers.check_is_founded(),
            triggers.check_stays_after_decision(),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display() or 'belum diperiksa'}"

    @property
    def is_complete(self) -> bool:
        """Copy received, original seen, and in order."""
        return bool(self.copy_received_at and self.original_seen_at and self.result == CheckResult.MATCH)
