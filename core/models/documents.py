"""Official documents and their numbers (rules 3 and 4)."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core import triggers
from core.enums import WorkState
from core.models.work import WorkRow
from core.registries import document_kinds

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from core.models.people import User


class NumberCounter(models.Model):
    """The last number issued in a series and year; raised by an upsert inside the issuing transaction, so gapless."""

    series = models.CharField("deret", max_length=60)
    year = models.PositiveSmallIntegerField("tahun")
    last = models.PositiveIntegerField("nomor terakhir", default=0)
    last_on = models.DateField("tanggal nomor terakhir")

    class Meta:
        verbose_name = "deret nomor"
        verbose_name_plural = "deret nomor"
        ordering = ["-year", "series"]
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once_a_year")]
        triggers = [
            pgtrigger.Protect(
                name="counter_never_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__last__lt=pgtrigger.F("old__last"))
                | pgtrigger.Q(new__last_on__lt=pgtrigger.F("old__last_on")),
            ),
            pgtrigger.Protect(name="counter_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.series}/{self.year}: {self.last}"


class OfficialDocumentQuerySet(models.QuerySet["OfficialDocument"]):
    """Reads of official documents."""

    def visible_to(self, user: "User | AnonymousUser") -> "OfficialDocumentQuerySet":
        """What the person may open: documents addressed to them, or with the permission all that their role may read."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("core.view_officialdocument"):
            closed = [kind.key for kind in document_kinds() if kind.reader and not user.has_perm(kind.reader)]
            return self.exclude(kind__in=closed) if closed else self
        return self.filter(holder=user)


class OfficialDocument(WorkRow):
    """A numbered letter, receipt or report. Numbered in the decision's transaction, rendered by a worker, then frozen.

    A correction is a new document that names the old in `replaces`. Anyone who holds `code` (128 random bits, printed
    as a QR code) can check it at /periksa/<code>/.
    """

    kind = models.CharField("jenis", max_length=60)
    number = models.CharField("nomor", max_length=120)
    code = models.CharField("kode periksa", max_length=32, unique=True)
    case_number = models.CharField("nomor berkas", max_length=120)
    context = models.JSONField("isi", default=dict, encoder=DjangoJSONEncoder)
    template_version = models.PositiveSmallIntegerField("versi naskah", default=1)
    profile_version = models.ForeignKey("core.ProfileVersion", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("ditetapkan", default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issuer_name = models.CharField("penerbit", max_length=250)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="documents")
    is_example = models.BooleanField("contoh", default=False)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    # Set once, by the worker that rendered it.
    storage_name = models.CharField(max_length=80, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)
    size = models.PositiveIntegerField("ukuran (bita)", default=0)
    pages = models.PositiveSmallIntegerField("halaman", default=0)
    rendered_at = models.DateTimeField("disusun", null=True)
    # Withdrawing, and the erasure of a destroyed case, are the only things that may happen afterwards.
    voided_at = models.DateTimeField("dicabut", null=True)
    void_reason = models.CharField("alasan pencabutan", max_length=300, blank=True, default="")
    erased_at = models.DateTimeField("isi dihapus menurut retensi", null=True, blank=True)

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah resmi"
        verbose_name_plural = "naskah resmi"
        default_permissions = ("view",)
        permissions = [("void_officialdocument", "Mencabut naskah resmi")]
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "kind"], name="document_number_once"),
            models.CheckConstraint(
                name="document_done_is_hashed",
                condition=~Q(work_state="done")
                | ~Q(sha256="") & ~Q(storage_name="")
                | Q(erased_at__isnull=False, storage_name="", context={}),
            ),
            models.CheckConstraint(
                name="document_void_has_reason",
                condition=Q(voided_at__isnull=True, void_reason="") | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                violation_error_message="Tulis alasan pencabutan.",
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="document_waiting", condition=Q(work_state="waiting")),
            models.Index(fields=["case_number"]),
            models.Index(fields=["holder", "-id"]),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="document_words_stay",
                fields=[
                    "kind",
                    "number",
                    "code",
                    "case_number",
                    "template_version",
                    "profile_version",
                    "issued_at",
                    "issued_by",
                    "issuer_name",
                    "holder",
                    "is_example",
                    "replaces",
                ],
            ),
            pgtrigger.Protect(
                name="document_context_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__erased_at__isnull=True)
                & pgtrigger.Q(old__context__df=pgtrigger.F("new__context")),
            ),
            triggers.document_erasure(),
            pgtrigger.Protect(
                name="document_file_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__erased_at__isnull=True)
                & ~pgtrigger.Q(old__sha256="")
                & (
                    pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
                    | pgtrigger.Q(old__storage_name__df=pgtrigger.F("new__storage_name"))
                    | pgtrigger.Q(old__size__df=pgtrigger.F("new__size"))
                    | pgtrigger.Q(old__pages__df=pgtrigger.F("new__pages"))
                    | pgtrigger.Q(old__rendered_at__df=pgtrigger.F("new__rendered_at"))
                    | pgtrigger.Q(old__work_state__df=pgtrigger.F("new__work_state"))
                ),
            ),
            pgtrigger.Protect(
                name="document_void_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_at__isnull=False) & pgtrigger.Q(new__erased_at__isnull=True),
            ),
            pgtrigger.Protect(name="document_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_ready(self) -> bool:
        """True when the PDF is stored and frozen."""
        return self.work_state == WorkState.DONE

    @property
    def has_failed(self) -> bool:
        """True when rendering was given up and a person must look; the number stays."""
        return self.work_state == WorkState.FAILED

    @property
    def code_grouped(self) -> str:
        """The code as printed under the QR code, in groups a person can type."""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))
