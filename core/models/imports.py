"""Tables handed in as spreadsheets (Excel in, Excel out)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.constraints import set_in_state
from core.enums import ImportState
from core.models.work import WorkRow

ENDED = [ImportState.FINISHED, ImportState.STOPPED, ImportState.DISCARDED]


class TabularImportQuerySet(models.QuerySet["TabularImport"]):
    """Reads of imports."""

    def of_kinds(self, kinds: list[str]) -> "TabularImportQuerySet":
        """Imports of these kinds only; what a person may see is asked from `core.tabular.visible_imports`."""
        return self.filter(kind__in=kinds)


class TabularImport(WorkRow):
    """One table that somebody handed in as XLSX or CSV: read by a worker, shown, confirmed, put in by a worker.

    The work of the row is first the preview, then, once a person confirmed it, the import itself. Nothing is put in
    by halves: all good rows come in one transaction. The bytes lie encrypted under `storage_name` until the import
    has ended; the sample and the wrong rows lie encrypted under `report_name`.
    """

    number = models.CharField("nomor impor", max_length=120, unique=True, editable=False)
    kind = models.CharField("jenis data", max_length=40, editable=False)
    state = models.CharField(
        "keadaan", max_length=12, choices=ImportState, default=ImportState.UPLOADED, editable=False
    )
    # Raised by every change of the mapping: what was confirmed is what was shown.
    version = models.PositiveIntegerField(default=1, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diunggah oleh", on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="disetujui oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("disetujui", null=True, blank=True)
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)

    original_name = models.CharField("nama berkas", max_length=255)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=80, blank=True, default="")
    report_name = models.CharField(max_length=80, blank=True, default="")

    header_line = models.PositiveIntegerField("baris judul kolom", default=0)
    columns = ArrayField(models.TextField(), verbose_name="kolom pada berkas", default=list, blank=True)
    # Key of a column of the kind → position of the column in the file.
    mapping = models.JSONField("pasangan kolom", default=dict, blank=True)
    message = models.TextField("keterangan", blank=True, default="")

    progress = models.PositiveIntegerField("baris yang sudah diperiksa", default=0)
    rows = models.PositiveIntegerField("baris", default=0)
    new_rows = models.PositiveIntegerField("baru", default=0)
    changed_rows = models.PositiveIntegerField("berubah", default=0)
    same_rows = models.PositiveIntegerField("sama", default=0)
    bad_rows = models.PositiveIntegerField("salah", default=0)
    # How often the present step broke off with an error of ours.
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = TabularImportQuerySet.as_manager()

    class Meta:
        verbose_name = "impor data"
        verbose_name_plural = "impor data"
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            set_in_state(
                "import_ended_has_time", ENDED, "ended_at", message="Impor yang berakhir mencatat waktu berakhirnya."
            ),
            models.CheckConstraint(
                name="import_ended_keeps_no_upload",
                condition=~Q(state__in=ENDED) | Q(storage_name=""),
                violation_error_message="Berkas asal dihapus begitu impor berakhir.",
            ),
            models.CheckConstraint(
                name="import_put_in_was_confirmed",
                condition=~Q(state__in=[ImportState.RUNNING, ImportState.FINISHED])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="Data hanya dimasukkan setelah disetujui seseorang.",
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="import_waiting", condition=Q(work_state="waiting")),
            models.Index(fields=["kind", "-id"], name="import_by_kind"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_working(self) -> bool:
        """True while a worker has something to do: the page asks again by itself."""
        return self.state in {ImportState.UPLOADED, ImportState.RUNNING}

    @property
    def good_rows(self) -> int:
        """Rows that come in, or came in."""
        return self.new_rows + self.changed_rows + self.same_rows
