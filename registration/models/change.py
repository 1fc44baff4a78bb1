"""Changes of an approved registration: what is asked, what became of it, and what the register says now.

The approved application is never edited. It stays the record of what was handed in and decided, so the decision, its
letter and the old data stand as they did. An approved change adds one immutable `RegistrationFact` for each value it
changed (old, new, since when, by which request) and writes the outcome into `CurrentRegistration`, from which later
pages read. The first value is therefore in the application, every later one in exactly one fact, and the facts of a
value in the order of their keys are its whole history; `CurrentRegistration` only spares reading them all.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import set_in_state
from core.crypto import SealedTextField
from registration import triggers
from registration.enums import BusinessForm, ChangeDocumentKey, ChangeKind, ChangeState, ItemState
from registration.models.application import Application

CHANGE_OPEN = [ChangeState.DRAFT, ChangeState.RETURNED]
CHANGE_DECIDED = [ChangeState.APPROVED, ChangeState.REJECTED]
CHANGE_CLOSED = [ChangeState.WITHDRAWN, ChangeState.EXPIRED]
CHANGE_RUNNING = [ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW, ChangeState.RETURNED]


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    """Reads of change requests."""

    def visible_to(self, user: Any) -> "ChangeRequestQuerySet":
        """Own requests for a vendor; all for staff who may view them; none for strangers."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("registration.view_changerequest"):
            return self
        return self.filter(owner=user)

    def waiting_for_office(self) -> "ChangeRequestQuerySet":
        """Handed in and not yet decided: the office's turn."""
        return self.filter(state__in=[ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW])

    def running(self) -> "ChangeRequestQuerySet":
        """Not ended yet; there is one of a kind for each application."""
        return self.filter(state__in=CHANGE_RUNNING)


class ChangeRequest(models.Model):
    """A request about an approved registration (domain 2.3): a change of data, or a letter.

    `proposed` and `before` hold the new and the old values as sealed JSON, because identity numbers are among them.
    `due_at` is set while it is the asker's turn; while the file waits for the office the clock stands still and
    `remaining` keeps what is left.
    `before` is empty while the request runs, when the register itself is the old side; it is frozen by the decision.
    There is no field for a password of SPSE, and free text that tells one is refused.
    """

    number = models.CharField("nomor permohonan", max_length=30, unique=True, editable=False)
    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="changes"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="akun pemohon", on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diisi oleh", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("jenis permohonan", max_length=25, choices=ChangeKind)
    state = models.CharField("keadaan", max_length=12, choices=ChangeState, default=ChangeState.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    proposed = SealedTextField("isian baru", blank=True, editable=False)
    before = SealedTextField("isian lama", blank=True, editable=False)
    reason = models.TextField("keterangan pemohon", blank=True, default="")
    has_envoy = models.BooleanField("utusan yang datang", default=False)

    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    due_at = models.DateTimeField("batas waktu pemohon", null=True, blank=True, editable=False)
    remaining = models.DurationField("sisa waktu pemohon", null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField("diserahkan", null=True, blank=True, editable=False)
    first_submitted_at = models.DateTimeField("pertama diserahkan", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True, editable=False)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("ditutup tanpa keputusan", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("isian dan berkas dihapus", null=True, blank=True, editable=False)
    # The smallest reminder sent for this deadline: nobody expires without the last one.
    reminder_days = models.PositiveSmallIntegerField("pengingat terakhir (hari)", null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField("diingatkan", null=True, blank=True, editable=False)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permohonan perubahan"
        verbose_name_plural = "permohonan perubahan"
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="change_one_running_of_a_kind",
                condition=Q(state__in=CHANGE_RUNNING),
                violation_error_message="Masih ada permohonan sejenis yang berjalan. Lanjutkan permohonan itu.",
            ),
            models.CheckConstraint(
                name="change_submitted_has_time",
                condition=Q(state__in=[ChangeState.DRAFT, *CHANGE_CLOSED])
                | Q(submitted_at__isnull=False, first_submitted_at__isnull=False),
                violation_error_message="Permohonan yang diserahkan mencatat waktu penyerahannya.",
            ),
            set_in_state(
                "change_decided_has_time",
                CHANGE_DECIDED,
                "decided_at",
                message="Permohonan yang diputuskan mencatat waktu putusannya.",
            ),
            set_in_state(
                "change_closed_has_time",
                CHANGE_CLOSED,
                "closed_at",
                message="Permohonan yang ditutup tanpa putusan mencatat waktu penutupannya.",
            ),
            models.CheckConstraint(
                name="change_clock_runs_on_askers_turn",
                condition=Q(state__in=CHANGE_OPEN, due_at__isnull=False, remaining__isnull=True)
                | ~Q(state__in=CHANGE_OPEN) & Q(due_at__isnull=True),
                violation_error_message="Batas waktu berjalan hanya selama permohonan ada pada pemohon.",
            ),
            models.CheckConstraint(
                name="change_erased_when_closed",
                condition=Q(erased_at__isnull=True)
                | Q(state__in=[*CHANGE_CLOSED, *CHANGE_DECIDED], proposed="", before="", reason=""),
                violation_error_message="Hanya permohonan yang sudah selesai yang dihapus isinya, dan seluruhnya.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["first_submitted_at", "id"],
                name="change_queue",
                condition=Q(state__in=["submitted", "under_review"]),
            ),
            models.Index(fields=["kind", "state"], name="change_kind_state"),
            models.Index(fields=["due_at"], name="change_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["owner", "-id"], name="change_owner"),
        ]
        triggers = [triggers.change_belongs(), triggers.change_erasure()]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    @property
    def is_editable(self) -> bool:
        """True while it is the applicant's turn."""
        return self.state in CHANGE_OPEN


class ChangeItem(models.Model):
    """One document of a change request; rows are made from `registration.change_rules`, never by hand."""

    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="items")
    key = models.CharField("dokumen", max_length=20, choices=ChangeDocumentKey)
    state = models.CharField("keadaan", max_length=10, choices=ItemState, default=ItemState.MISSING, editable=False)
    reason_code = models.CharField("kode alasan", max_length=40, blank=True, default="", editable=False)
    note = models.TextField("catatan petugas", blank=True, default="", editable=False)
    is_open = models.BooleanField("terbuka bagi pemohon", default=True, editable=False)

    class Meta:
        verbose_name = "dokumen permohonan perubahan"
        verbose_name_plural = "dokumen permohonan perubahan"
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["change", "key"],
                name="change_item_once",
                violation_error_message="Dokumen ini sudah ada pada permohonan.",
            ),
            models.CheckConstraint(
                name="change_item_returned_has_reason",
                condition=~Q(state=ItemState.RETURNED) | ~Q(reason_code=""),
                violation_error_message="Pilih alasan pengembalian dokumen ini.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.change.number})"


class ChangeFile(models.Model):
    """A file handed in for a document of a change request; replaced files stay in the history."""

    item = models.ForeignKey(ChangeItem, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("diunggah", default=timezone.now)
    replaced_at = models.DateTimeField("diganti", null=True, blank=True)

    class Meta:
        verbose_name = "berkas permohonan perubahan"
        verbose_name_plural = "berkas permohonan perubahan"
        ordering = ["pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["item"], name="changefile_current", condition=Q(replaced_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.file)


class RegistrationFact(models.Model):
    """One value of the register that an approved request changed: old, new, since when, by which request. Never altered."""

    application = models.ForeignKey(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="facts"
    )
    change = models.ForeignKey(ChangeRequest, verbose_name="permohonan", on_delete=models.PROTECT, related_name="facts")
    field = models.CharField("isian", max_length=40)
    old = SealedTextField("lama", blank=True)
    new = SealedTextField("baru", blank=True)
    valid_from = models.DateTimeField("berlaku sejak")

    class Meta:
        verbose_name = "riwayat data terdaftar"
        verbose_name_plural = "riwayat data terdaftar"
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["change", "field"],
                name="fact_once_a_request",
                violation_error_message="Isian ini sudah dicatat untuk permohonan itu.",
            ),
        ]
        indexes = [models.Index(fields=["application", "field", "-id"], name="fact_of_value")]
        triggers = [triggers.fact_is_final()]

    def __str__(self) -> str:
        return f"{self.application.number}: {self.field}"


class CurrentRegistration(models.Model):
    """What the register says now about an approved application that was changed since; without changes there is no row.

    `values` holds only what differs from the application, as sealed JSON; the other columns repeat what lists and
    look-ups need. Written by `registration.services.change_outcomes` together with the facts, by nobody else.
    """

    application = models.OneToOneField(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="current"
    )
    change = models.ForeignKey(
        ChangeRequest, verbose_name="perubahan terakhir", on_delete=models.PROTECT, related_name="+"
    )
    values = SealedTextField("isian berlaku", blank=True, editable=False)
    business_form = models.CharField("bentuk usaha", max_length=20, choices=BusinessForm, blank=True, default="")
    name = models.CharField("nama", max_length=200)
    npwp_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    signatory_nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    updated_at = models.DateTimeField("diperbarui")

    class Meta:
        verbose_name = "data terdaftar yang berlaku"
        verbose_name_plural = "data terdaftar yang berlaku"
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["npwp_hash"], name="current_npwp")]

    def __str__(self) -> str:
        return f"{self.application.number}: {self.name}"
