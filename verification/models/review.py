"""A case and the officers' side of it: claim, presence, blacklist, documents (Pasal 10(2)c, 22(2))."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import together
from registration.models import Application
from verification import triggers
from verification.enums import BlacklistResult, CheckResult, PresenterKind
from verification.models.constraints import (
    claim_whole,
    original_whole,
    presenter_whole,
    reason_beside_bad,
    result_whole,
)
from verification.models.reviewing import Checking, Reviewing


class Case(Application):
    """An application as the desk sees it: the same row, under the desk's own permissions and address."""

    class Meta:
        proxy = True
        verbose_name = "berkas verifikasi"
        verbose_name_plural = "meja verifikasi"
        default_permissions = ("view",)


class Review(Reviewing):
    """The officer's side of one round: who holds the case, who came with the originals, what the blacklist said.

    An application has one round, and another after a granted objection. `current_for` names the application in its
    present round only, so that `application.review` is what the desk works on and older rounds stay beside it.
    """

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="rounds"
    )
    current_for = models.OneToOneField(
        Application, null=True, editable=False, on_delete=models.PROTECT, related_name="review"
    )
    opened_at = models.DateTimeField("dibuka", default=timezone.now, editable=False)
    presenter_nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
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
            claim_whole("review_claim_whole"),
            presenter_whole("review_presenter_whole", "presenter_nik_hash"),
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

    @property
    def presenter_is_entitled(self) -> bool:
        """True when who came may show originals: the signatory, or an envoy whose surat kuasa is on file."""
        if self.presenter_kind == PresenterKind.ENVOY:
            return bool(self.surat_kuasa_number and self.surat_kuasa_date and self.surat_kuasa_file_id)
        return self.presenter_kind == PresenterKind.SIGNATORY


class DocumentCheck(Checking):
    """What the officer found about one document of the closed set: copy, original, comparison (Pasal 22(1)a.2, 22(2))."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="checks")
    item = models.ForeignKey(
        "registration.DocumentItem", verbose_name="dokumen", on_delete=models.CASCADE, related_name="checks"
    )
    copy_received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    copy_received_at = models.DateTimeField("salinan diterima", null=True, blank=True)

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
            original_whole("check_original_whole"),
            result_whole("check_result_whole"),
            reason_beside_bad("check_reason_beside_bad_result"),
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

    def begin_anew(self) -> None:
        """The copy is received anew too: the applicant may have handed in another one."""
        super().begin_anew()
        self.copy_received_by = self.copy_received_at = None
