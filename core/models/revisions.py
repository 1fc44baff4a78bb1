"""What is added to an official document after it was issued: the seal, signatures, the scan of the wet-ink copy (rule 4)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.enums import RevisionKind
from core.models.documents import OfficialDocument
from core.triggers import FrozenRow


class DocumentRevision(models.Model):
    """One further file of an official document, kept beside the one that was issued and never in its place.

    /periksa/ knows every revision by its hash. A signed one begins with the very bytes of an earlier one; a scan is
    the safe copy that was made of the upload, whose own hash is kept too.
    """

    document = models.ForeignKey(
        OfficialDocument, verbose_name="naskah", on_delete=models.PROTECT, related_name="revisions"
    )
    ordinal = models.PositiveSmallIntegerField("revisi ke")
    kind = models.CharField("jenis", max_length=10, choices=RevisionKind)
    signer = models.CharField("penanda tangan menurut sertifikat", max_length=500, blank=True, default="")
    storage_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField("sidik SHA-256", max_length=64, db_index=True)
    # What was uploaded, where the kept file is a copy of it.
    source_sha256 = models.CharField("sidik unggahan", max_length=64, blank=True, default="", db_index=True)
    size = models.PositiveIntegerField("ukuran (bita)")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ditambahkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("ditambahkan", default=timezone.now)

    class Meta:
        verbose_name = "revisi naskah resmi"
        verbose_name_plural = "revisi naskah resmi"
        default_permissions = ()
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="revision_in_order"),
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="revision_once",
                violation_error_message="Berkas ini sudah tersimpan sebagai revisi naskah ini.",
            ),
        ]
        triggers = [
            FrozenRow(
                name="revision_stays",
                open_columns=("storage_name",),
                condition_sql="NEW.storage_name = '' AND EXISTS (SELECT 1 FROM core_officialdocument d"
                " WHERE d.id = OLD.document_id AND d.erased_at IS NOT NULL)",
                sentence="Revisi naskah resmi tidak dapat diubah lagi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.label}"

    @property
    def label(self) -> str:
        """``revisi 2, tanda tangan elektronik``."""
        return f"revisi {self.ordinal}, {self.get_kind_display()}"
