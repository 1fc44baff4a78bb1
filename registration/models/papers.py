"""What belongs to an application: licences, the documents of the closed set, their files (Pasal 22(1)a.2)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from registration.enums import ItemState, KbliEdition, LicenceKind, RequirementKey
from registration.models.application import Application


class Licence(models.Model):
    """A business licence named in the application (Pasal 22(1)a.2 last item). A NIB has no expiry."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="licences")
    kind = models.CharField("jenis izin", max_length=10, choices=LicenceKind, default=LicenceKind.NIB)
    number = models.CharField("nomor", max_length=100)
    issuer = models.CharField("penerbit", max_length=200, blank=True, default="")
    issued_on = models.DateField("tanggal terbit", null=True, blank=True)
    expires_on = models.DateField("berlaku sampai", null=True, blank=True)
    kbli_code = models.CharField("kode KBLI", max_length=5, blank=True, default="")
    kbli_edition = models.CharField("edisi KBLI", max_length=4, choices=KbliEdition, blank=True, default="")
    field = models.CharField("bidang usaha", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "izin usaha"
        verbose_name_plural = "izin usaha"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="licence_ends_after_start",
                condition=Q(expires_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(expires_on__gte=models.F("issued_on")),
                violation_error_message="Tanggal akhir berlaku harus sama dengan atau setelah tanggal terbit.",
            ),
            models.CheckConstraint(
                name="licence_kbli_has_edition",
                condition=Q(kbli_code="") | ~Q(kbli_edition=""),
                violation_error_message="Pilih edisi KBLI untuk kode yang Anda isi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class DocumentItem(models.Model):
    """One document of the closed set, for one application; rows are made from the rule set, never by hand."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="items")
    key = models.CharField("dokumen", max_length=20, choices=RequirementKey)
    state = models.CharField("keadaan", max_length=10, choices=ItemState, default=ItemState.MISSING, editable=False)
    reason_code = models.CharField("kode alasan", max_length=40, blank=True, default="", editable=False)
    note = models.TextField("catatan petugas", blank=True, default="", editable=False)
    # Open while the applicant may change it: all in a draft, after a return only what was returned.
    is_open = models.BooleanField("terbuka bagi pemohon", default=True, editable=False)

    class Meta:
        verbose_name = "dokumen pendaftaran"
        verbose_name_plural = "dokumen pendaftaran"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="item_once_per_application"),
            models.CheckConstraint(
                name="item_returned_has_reason",
                condition=~Q(state=ItemState.RETURNED) | ~Q(reason_code=""),
                violation_error_message="Pilih alasan pengembalian dokumen ini.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.application.number})"


class DocumentFile(models.Model):
    """A file handed in for an item. Replaced files stay in the history with the time they were replaced."""

    item = models.ForeignKey(DocumentItem, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("diunggah", default=timezone.now)
    replaced_at = models.DateTimeField("diganti", null=True, blank=True)

    class Meta:
        verbose_name = "berkas dokumen"
        verbose_name_plural = "berkas dokumen"
        ordering = ["pk"]
        indexes = [models.Index(fields=["item"], name="documentfile_current", condition=Q(replaced_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.file)
