"""Copies of the national blacklist (daftar hitam), imported by hand; a hint for officers, never a verdict."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from verification.enums import EntryState, SnapshotState


class BlacklistSnapshot(models.Model):
    """The national list as it stood on a day. One is in use; older ones stay, by date.

    A draft is what was read from a file and waits for a person to look at it; it still holds the file, so that other
    columns can be chosen. `errors` names the rows that could not be read, with the reason.
    """

    state = models.CharField(
        "keadaan", max_length=10, choices=SnapshotState, default=SnapshotState.DRAFT, editable=False
    )
    taken_on = models.DateField("keadaan daftar per")
    file_name = models.CharField("nama berkas", max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, editable=False)
    headers = ArrayField(models.TextField(), default=list)
    columns = models.JSONField("kolom", default=dict)
    rows = models.PositiveIntegerField("baris", default=0)
    error_count = models.PositiveIntegerField("baris tidak terbaca", default=0)
    errors = models.JSONField("kesalahan", default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diimpor oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    imported_at = models.DateTimeField("diimpor", default=timezone.now)
    published_at = models.DateTimeField("mulai dipakai", null=True, blank=True)

    class Meta:
        verbose_name = "salinan daftar hitam"
        verbose_name_plural = "salinan daftar hitam"
        default_permissions = ("view", "add")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                name="blacklist_one_draft_one_current",
                condition=~Q(state=SnapshotState.REPLACED),
                violation_error_message="Impor lain sedang berlangsung. Tunggu sampai selesai, lalu ulangi.",
            ),
            models.CheckConstraint(
                name="blacklist_published_when_used",
                condition=Q(state=SnapshotState.DRAFT, published_at__isnull=True)
                | ~Q(state=SnapshotState.DRAFT) & Q(published_at__isnull=False, content__isnull=True),
                violation_error_message="Daftar yang dipakai mencatat sejak kapan.",
            ),
        ]
        indexes = [models.Index(fields=["-taken_on", "-id"], name="blacklist_by_date")]

    def __str__(self) -> str:
        return f"Daftar hitam per {self.taken_on:%d-%m-%Y}"


class BlacklistEntry(models.Model):
    """One line of the list as given: masks, dates, SK number and province are kept as they stand, right or wrong.

    `npwp_pattern` holds the fifteen places of the NPWP with ``_`` for what the list hides; `npwp_key` is digits 6-8 and
    11-12 where they are visible, which is what the public list usually shows.
    """

    snapshot = models.ForeignKey(BlacklistSnapshot, on_delete=models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField("baris")
    state = models.CharField("status", max_length=20, choices=EntryState)
    name = models.CharField("penyedia", max_length=300)
    business_form = models.CharField("bentuk usaha", max_length=30, blank=True, default="")
    plain_name = models.CharField(max_length=300)
    tokens = ArrayField(models.CharField(max_length=60), default=list)
    npwp = models.CharField("NPWP (tersamar)", max_length=60, blank=True, default="")
    npwp_pattern = models.CharField(max_length=15, blank=True, default="")
    npwp_key = models.CharField(max_length=5, blank=True, default="")
    nib = models.CharField("NIB (tersamar)", max_length=60, blank=True, default="")
    address = models.TextField("alamat", blank=True, default="")
    province = models.CharField("provinsi menurut daftar", max_length=120, blank=True, default="")
    regency = models.CharField("kabupaten/kota menurut daftar", max_length=120, blank=True, default="")
    sk_number = models.TextField("nomor SK", blank=True, default="")
    violation = models.TextField("pelanggaran", blank=True, default="")
    starts = models.CharField("berlaku mulai", max_length=40, blank=True, default="")
    ends = models.CharField("berlaku sampai", max_length=40, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "entri daftar hitam"
        verbose_name_plural = "daftar hitam nasional"
        default_permissions = ("view",)
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "row"], name="blacklist_row_once"),
            models.CheckConstraint(name="blacklist_entry_has_name", condition=~Q(name="")),
        ]
        indexes = [
            GinIndex(fields=["tokens"], name="blacklist_tokens"),
            models.Index(fields=["npwp_key"], name="blacklist_npwp", condition=~Q(npwp_key="")),
        ]

    def __str__(self) -> str:
        return self.name
