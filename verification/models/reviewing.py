"""Columns that the desk records alike about an application and about a change request."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core.crypto import SealedTextField
from registration.reasons import ReasonCode
from verification.enums import CheckResult, Mode, Outcome, PresenterKind


class Reviewing(models.Model):
    """Who holds it and who showed the originals.

    The claim (`claimed_by`, `claimed_at`, `claimed_until`) is taken by compare-and-set and lapses by itself, so two
    officers never work on one case unknowingly and no case is stuck with an officer who went home.
    """

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
        abstract = True

    def holder_at(self, now: Any = None) -> Any:
        """The officer whose claim runs at `now`, or None."""
        now = now or timezone.now()
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None


class Checking(models.Model):
    """What the officer found about one document: original seen by whom, when and how, and the result.

    `compared` is a fingerprint of the data and files the result rests on; when the other side changes either, the
    result no longer counts and the document is compared anew.
    """

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
        abstract = True

    def begin_anew(self) -> None:
        """Empty the result, to be saved by the caller; that an original was seen stays a fact, with who and when."""
        self.result = self.reason_code = self.note = self.compared = ""
        self.checked_by = self.checked_at = None
        self.version += 1


class Deciding(models.Model):
    """The end of a review: written once, by someone who neither owns nor entered what is decided (Pasal 10(3)).

    `entered_by` and `owner` are copied so that the database itself can compare people; `items_total` and
    `items_complete` are the evidence for "decisions without complete checklist: 0".
    """

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
        abstract = True

    @property
    def reason_words(self) -> str:
        """The reasons as letters and screens name them."""
        return "; ".join(ReasonCode(code).label for code in self.reasons)
