"""The rows of a berita acara kesaksian: who was present, participants, files, attempts, attachments."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.crypto import SealedTextField
from helpdesk.enums.witness import BidFileKind, BidFileOutcome, WitnessAttachmentKind, WitnessSide
from helpdesk.enums.witness import WitnessState as S
from helpdesk.models.berita_acara import only_in_draft
from helpdesk.models.witness import WitnessReport


def _only_in_draft(name: str) -> pgtrigger.Trigger:
    return only_in_draft(name, "helpdesk_witnessreport", S.DRAFT.value)


class WitnessRow(models.Model):
    """What every row of a report shares: its place in the report, by which addresses name it."""

    position = models.PositiveIntegerField("urutan", editable=False)

    class Meta:
        abstract = True


class WitnessWriter(models.Model):
    """Somebody who wrote into the report while it was a draft, and who therefore neither checks nor finalises it."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="writers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="penulis", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "penulis berita acara"
        verbose_name_plural = "penulis berita acara"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="witnesswriter_once")]
        triggers = [_only_in_draft("witnesswriter_in_draft")]

    def __str__(self) -> str:
        return str(self.user)


class WitnessPerson(WitnessRow):
    """Somebody who was present and signs: of the committee, of the LPSE, or another."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="people")
    side = models.CharField("pihak", max_length=10, choices=WitnessSide)
    name = models.CharField("nama", max_length=200)
    nip = models.CharField("NIP", max_length=30, blank=True, default="")
    role = models.CharField("jabatan dalam kesaksian", max_length=200)

    class Meta:
        verbose_name = "hadirin kesaksian"
        verbose_name_plural = "hadirin kesaksian"
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="witnessperson_place")]
        triggers = [_only_in_draft("witnessperson_in_draft")]

    def __str__(self) -> str:
        return self.name


class WitnessParticipant(WitnessRow):
    """A participant of the tender as SPSE lists it: registered, and whether it submitted a bid."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="participants")
    name = models.TextField("nama peserta", max_length=4000)
    npwp = SealedTextField("NPWP", blank=True)
    submitted = models.BooleanField("memasukkan penawaran", default=False)

    class Meta:
        verbose_name = "peserta pada berita acara"
        verbose_name_plural = "peserta pada berita acara"
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="witnessparticipant_place")]
        triggers = [_only_in_draft("witnessparticipant_in_draft")]

    def __str__(self) -> str:
        return self.name


class WitnessFile(WitnessRow):
    """One bid file as it was seen: name, size, fingerprint, the exact error. Its bytes never reach the portal."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="files")
    participant = models.ForeignKey(
        WitnessParticipant, verbose_name="peserta", on_delete=models.PROTECT, related_name="files"
    )
    kind = models.CharField("jenis berkas", max_length=15, choices=BidFileKind)
    name = models.TextField("nama berkas", max_length=1000)
    size = models.PositiveBigIntegerField("ukuran (bita)")
    sha256 = models.CharField("sidik SHA-256", max_length=64)
    uploaded_at = models.DateTimeField("diunggah menurut SPSE", null=True, blank=True)
    error_text = models.TextField("pesan galat persis", max_length=4000)
    outcome = models.CharField("hasil akhir", max_length=10, choices=BidFileOutcome)
    outcome_note = models.CharField("keterangan hasil", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "berkas penawaran yang disaksikan"
        verbose_name_plural = "berkas penawaran yang disaksikan"
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="witnessfile_place"),
            models.CheckConstraint(
                name="witnessfile_fingerprint",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Sidik SHA-256 terdiri atas 64 angka dan huruf a sampai f.",
            ),
            models.CheckConstraint(
                name="witnessfile_opened_says_how",
                condition=~Q(outcome=BidFileOutcome.OPENED) | ~Q(outcome_note=""),
                violation_error_message="Tulis setelah tindakan apa berkas itu dapat dibuka.",
            ),
        ]
        triggers = [_only_in_draft("witnessfile_in_draft")]

    def __str__(self) -> str:
        return self.name


class WitnessAttempt(WitnessRow):
    """One attempt to open a file, or all of them: when, by whom, with what, where, and what came of it."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="attempts")
    file = models.ForeignKey(
        WitnessFile, verbose_name="berkas", null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )
    tried_at = models.DateTimeField("waktu")
    tried_by = models.CharField("dilakukan oleh", max_length=200)
    tool = models.CharField("alat", max_length=200)
    tool_version = models.CharField("versi alat", max_length=60, blank=True, default="")
    machine = models.CharField("komputer", max_length=200)
    result = models.TextField("hasil", max_length=2000)

    class Meta:
        verbose_name = "percobaan membuka berkas"
        verbose_name_plural = "percobaan membuka berkas"
        default_permissions = ()
        ordering = ["tried_at", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="witnessattempt_place")]
        triggers = [_only_in_draft("witnessattempt_in_draft")]

    def __str__(self) -> str:
        return f"{self.tool}: {self.result[:60]}"


class WitnessAttachment(WitnessRow):
    """An attachment of the report, kept as an uploaded file: a screenshot, a log, the request, LKPP's answer."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField("jenis lampiran", max_length=15, choices=WitnessAttachmentKind)
    label = models.CharField("keterangan", max_length=250)
    about = models.ForeignKey(
        WitnessFile,
        verbose_name="tentang berkas",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attachments",
    )
    file = models.OneToOneField(
        "core.StoredFile", verbose_name="berkas", on_delete=models.PROTECT, related_name="witness_attachment"
    )

    class Meta:
        verbose_name = "lampiran berita acara"
        verbose_name_plural = "lampiran berita acara"
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="witnessattachment_place")]
        triggers = [_only_in_draft("witnessattachment_in_draft")]

    def __str__(self) -> str:
        return self.label
