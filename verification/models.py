"""The desk of verification: who looked at what, the decision, and the register of User IDs (Pasal 10(2)c, 10(3), 22(2))."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone

from core.crypto import SealedTextField
from registration.models import Application
from registration.reasons import ReasonCode
from verification import triggers
from verification.enums import BlacklistResult, CheckResult, Mode, Outcome, PresenterKind, UserIdState

USER_ID_PATTERN = r"^[A-Z0-9_.-]{3,30}$"


def _together(name: str, first: str, *others: str, message: str) -> models.CheckConstraint:
    """All fields are set, or none is."""
    every = (first, *others)
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__isnull": True for field in every})
        | Q(**{f"{field}__isnull": False for field in every}),
        violation_error_message=message,
    )


class Case(Application):
    """An application as the desk sees it: the same row, under the desk's own permissions and address."""

    class Meta:
        proxy = True
        verbose_name = "berkas verifikasi"
        verbose_name_plural = "meja verifikasi"
        default_permissions = ("view",)


class Review(models.Model):
    """The officer's side of one application: who holds it, who came with the originals, what the blacklist said.

    The claim (`claimed_by`, `claimed_at`, `claimed_until`) is taken by compare-and-set and lapses by itself, so two
    officers never work on one case unknowingly and no case is stuck with an officer who went home.
    """

    application = models.OneToOneField(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="review"
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
            _together(
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
        triggers = [triggers.frozen_after_decision("review_stays_after_decision", "id")]

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
    item = models.OneToOneField(
        "registration.DocumentItem", verbose_name="dokumen", on_delete=models.CASCADE, related_name="check_row"
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
            _together(
                "check_copy_whole",
                "copy_received_by",
                "copy_received_at",
                message="Salinan diterima mencatat petugas dan waktu bersama-sama.",
            ),
            _together(
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
            triggers.frozen_after_decision("check_stays_after_decision", "review_id"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display() or 'belum diperiksa'}"

    @property
    def is_complete(self) -> bool:
        """Copy received, original seen, and in order."""
        return bool(self.copy_received_at and self.original_seen_at and self.result == CheckResult.MATCH)


class Decision(models.Model):
    """The end of an application: one, written once, by someone who neither owns nor entered it (Pasal 10(3)).

    `entered_by` and `owner` are copied from the application so that the database itself can compare people;
    `items_total` and `items_complete` are the evidence for "decisions without complete checklist: 0".
    """

    application = models.OneToOneField(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="decision"
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
            pgtrigger.Protect(name="decision_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}: {self.get_outcome_display()}"


class UserId(models.Model):
    """An entry of our register of SPSE User IDs, tied to one responsible person (Pasal 22(2)).

    The second of the three identities that must never blur: not the portal account, not the national account. The
    portal never holds a password of SPSE; activation is done in SPSE by hand and recorded here: who did it there and
    when, and separately who wrote it down and when.
    """

    value = models.CharField("User ID", max_length=30, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="user_id")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="akun portal", on_delete=models.PROTECT, related_name="+"
    )
    holder_name = models.CharField("pemegang", max_length=250)
    npwp_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    responsible_name = models.CharField("penanggung jawab", max_length=200)
    responsible_position = models.CharField("jabatan", max_length=100, blank=True, default="")
    responsible_nik = SealedTextField("NIK penanggung jawab", blank=True)
    responsible_nik_hash = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        "keadaan", max_length=10, choices=UserIdState, default=UserIdState.RECORDED, editable=False
    )
    recorded_at = models.DateTimeField("dicatat", default=timezone.now, editable=False)

    activated_on = models.DateField("diaktifkan di SPSE pada", null=True, blank=True)
    activated_by_name = models.CharField("diaktifkan di SPSE oleh", max_length=200, blank=True, default="")
    activation_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="pengaktifan dicatat oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    activation_recorded_at = models.DateTimeField("pengaktifan dicatat", null=True, blank=True)

    receipt_token_hash = models.CharField(max_length=64, unique=True, editable=False)
    receipt_confirmed_at = models.DateTimeField("diterima penyedia", null=True, blank=True)

    class Meta:
        verbose_name = "User ID"
        verbose_name_plural = "register User ID"
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                Upper("value"),
                name="user_id_once",
                violation_error_message="User ID ini sudah tercatat untuk pengguna lain.",
            ),
            models.CheckConstraint(
                name="user_id_plain_characters",
                condition=Q(value__regex=USER_ID_PATTERN),
                violation_error_message="User ID terdiri atas 3–30 huruf A–Z, angka, garis bawah, titik, atau tanda hubung, tanpa spasi.",
            ),
            models.CheckConstraint(
                name="user_id_has_responsible_person",
                condition=~Q(responsible_name="") & ~Q(responsible_nik_hash=""),
                violation_error_message="Setiap User ID terikat pada satu penanggung jawab.",
            ),
            models.CheckConstraint(
                name="user_id_active_is_recorded",
                condition=Q(
                    state=UserIdState.RECORDED,
                    activated_on__isnull=True,
                    activated_by_name="",
                    activation_recorded_by__isnull=True,
                    activation_recorded_at__isnull=True,
                )
                | Q(
                    state=UserIdState.ACTIVE,
                    activated_on__isnull=False,
                    activation_recorded_by__isnull=False,
                    activation_recorded_at__isnull=False,
                )
                & ~Q(activated_by_name=""),
                violation_error_message="Catat tanggal pengaktifan di SPSE dan nama yang mengaktifkannya.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="user_id_by_state"),
            models.Index(fields=["npwp_hash"], name="user_id_npwp"),
            models.Index(fields=["responsible_nik_hash"], name="user_id_person"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="user_id_words_stay", fields=["value", "decision", "holder", "recorded_at"]),
            pgtrigger.Protect(name="user_id_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.value
