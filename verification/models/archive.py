"""The archive of decided cases: bundles, and destruction at the end of retention (Pasal 10(2)d, 27(3))."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.enums import WorkState
from core.models import WorkRow
from registration.models import Application
from verification import triggers
from verification.enums import DestructionState, Outcome


class CaseBundle(WorkRow):
    """A decided case as one ZIP with manifest and sums: made on request by a worker, sealed, frozen with its hash.

    It is made when somebody needs it and not for every case, because a second copy of every identity document would be
    a second thing to guard.
    """

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="bundles"
    )
    edition = models.PositiveSmallIntegerField("edisi")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diminta oleh", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("disusun", null=True)
    storage_name = models.CharField(max_length=32, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField("ukuran (bita)", default=0)
    files = models.PositiveSmallIntegerField("jumlah berkas", default=0)
    erased_at = models.DateTimeField("isi dihapus menurut retensi", null=True)

    class Meta:
        verbose_name = "bundel berkas"
        verbose_name_plural = "bundel berkas"
        default_permissions = ()
        permissions = [("download_casebundle", "Menyusun dan mengunduh bundel berkas")]
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "edition"], name="bundle_edition_once"),
            models.UniqueConstraint(
                fields=["application"],
                name="bundle_one_waits",
                condition=Q(work_state="waiting"),
                violation_error_message="Bundel berkas ini sedang disusun.",
            ),
            models.CheckConstraint(
                name="bundle_done_is_hashed",
                condition=~Q(work_state="done")
                | ~Q(sha256="") & ~Q(storage_name="") & Q(made_at__isnull=False)
                | Q(erased_at__isnull=False, storage_name=""),
            ),
        ]
        indexes = [models.Index(fields=["run_after"], name="bundle_waiting", condition=Q(work_state="waiting"))]
        triggers = [
            triggers.bundle_stays(),
            pgtrigger.Protect(name="bundle_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}, edisi {self.edition}"

    @property
    def is_ready(self) -> bool:
        """True when it can be downloaded."""
        return bool(self.storage_name)

    @property
    def has_failed(self) -> bool:
        """True when making it was given up and a person must look."""
        return self.work_state == WorkState.FAILED


class DestructionQuerySet(models.QuerySet["Destruction"]):
    """Reads of proposals to destroy."""

    def visible_to(self, user: Any) -> "DestructionQuerySet":
        """All for those who see the archive; none for others."""
        return self if user.has_perm("verification.view_destruction") else self.none()


class Destruction(models.Model):
    """A proposal to destroy the content of files past their retention, decided by a second person, then reported."""

    number = models.CharField("nomor usul", max_length=40, unique=True, editable=False)
    state = models.CharField(
        "keadaan", max_length=10, choices=DestructionState, default=DestructionState.PROPOSED, editable=False
    )
    note = models.CharField("keterangan", max_length=300, blank=True, default="")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diusulkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diputuskan oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True)
    refused_because = models.CharField("alasan penolakan", max_length=300, blank=True, default="")
    report = models.OneToOneField(
        "core.OfficialDocument", verbose_name="berita acara", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DestructionQuerySet.as_manager()

    class Meta:
        verbose_name = "usul pemusnahan"
        verbose_name_plural = "usul pemusnahan"
        default_permissions = ("view", "add")
        permissions = [("decide_destruction", "Memutuskan pemusnahan arsip")]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="destruction_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="Pemusnahan disetujui oleh orang lain daripada yang mengusulkannya.",
            ),
            models.CheckConstraint(
                name="destruction_decided_whole",
                condition=Q(
                    state=DestructionState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True, report=None
                )
                | Q(state=DestructionState.REFUSED, decided_by__isnull=False, decided_at__isnull=False, report=None)
                & ~Q(refused_because="")
                | Q(
                    state__in=[DestructionState.APPROVED, DestructionState.DONE],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    report__isnull=False,
                ),
                violation_error_message="Keputusan mencatat orang dan waktunya; penolakan juga alasannya.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="destruction_words_stay", fields=["number", "proposed_by", "proposed_at", "note"]),
            pgtrigger.Protect(
                name="destruction_decision_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False)
                & (
                    pgtrigger.Q(old__decided_by__df=pgtrigger.F("new__decided_by"))
                    | pgtrigger.Q(old__decided_at__df=pgtrigger.F("new__decided_at"))
                    | pgtrigger.Q(old__report__df=pgtrigger.F("new__report"))
                ),
            ),
            pgtrigger.Protect(name="destruction_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class DestructionItem(WorkRow):
    """One case of a proposal and what stays on record of it: number, dates, class, outcome, fingerprint of its letter.

    The work of the row is the erasure. Nothing is asked of a worker before the approval, so the row begins as done.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    class_key = models.CharField("golongan", max_length=60)
    class_label = models.CharField("golongan arsip", max_length=200)
    outcome = models.CharField("keputusan", max_length=10, choices=Outcome)
    decided_at = models.DateTimeField("diputuskan")
    due_from = models.DateField("masa simpan berakhir")
    files = models.PositiveSmallIntegerField("jumlah berkas")
    letter_number = models.CharField("nomor surat", max_length=120, blank=True, default="")
    letter_sha256 = models.CharField(max_length=64, blank=True, default="")
    kept_reason = models.CharField("tidak dimusnahkan karena", max_length=400, blank=True, default="")
    erased_at = models.DateTimeField("isi dihapus menurut retensi", null=True)

    class Meta:
        verbose_name = "berkas yang diusulkan musnah"
        verbose_name_plural = "berkas yang diusulkan musnah"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["destruction", "application"], name="destruction_item_once"),
            models.CheckConstraint(
                name="destruction_item_erased_or_kept",
                condition=Q(erased_at__isnull=True) | Q(kept_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["run_after"], name="destruction_waiting", condition=Q(work_state="waiting"))]
        triggers = [pgtrigger.Protect(name="destruction_item_never_gone", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.application.number
