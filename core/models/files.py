"""Files handed in by people (rule 5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import triggers
from core.enums import FileState
from core.models.work import WorkRow


class StoredFile(WorkRow):
    """One uploaded file: its bytes lie encrypted outside the web root under a random name; this row is all that is known of it.

    The work of the row is the virus scan and the making of the copy that staff see (turned upright, without
    position or author metadata). Nobody sees a file before the scanner called it clean.
    """

    public_id = models.CharField("kode", max_length=32, unique=True)
    # Nobody for what a stranger handed in; then only people whom a file rule lets see the case open it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diunggah oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    case_number = models.CharField("nomor berkas", max_length=120)
    original_name = models.CharField("nama berkas", max_length=255)
    content_type = models.CharField("jenis", max_length=40)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField("halaman", default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    is_identity = models.BooleanField("dokumen identitas", default=True)
    storage_name = models.CharField(max_length=80, blank=True, default="")
    view_name = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField("keadaan", max_length=12, choices=FileState, default=FileState.QUARANTINED, editable=False)
    verdict = models.CharField("hasil pemeriksaan", max_length=200, blank=True, default="")
    scanned_at = models.DateTimeField("diperiksa", null=True)

    class Meta:
        verbose_name = "berkas unggahan"
        verbose_name_plural = "berkas unggahan"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="file_without_bytes_has_no_name",
                condition=~Q(state__in=[FileState.INFECTED, FileState.ERASED]) | Q(storage_name="", view_name=""),
            ),
            models.CheckConstraint(
                name="file_settled_when_done",
                condition=~Q(work_state="done") | ~Q(state=FileState.QUARANTINED),
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="file_waiting", condition=Q(work_state="waiting")),
            models.Index(fields=["case_number"]),
            models.Index(fields=["sha256"]),
        ]
        triggers = [triggers.file_held_stays()]

    def __str__(self) -> str:
        return self.original_name
