"""The one answer of a rejected applicant (keberatan), and the office's answer to it (Pasal 10(3), duty T-REG-DECIDE)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models import StoredFile
from registration.models import Application
from verification import triggers
from verification.enums import ObjectionState
from verification.models.decision import Decision

ANSWERED = [ObjectionState.UPHELD, ObjectionState.GRANTED]


def objection_case(number: str) -> str:
    """The case number of an objection's files; they do not count among the files of the application itself.

    Args:
        number: of the application.
    """
    return f"{number}/K"


class Objection(models.Model):
    """What a rejected applicant says against the rejection: once for an application, within the profile's days.

    A draft keeps what is being written. Handed in, it waits for an officer or the Kepala who did
    not make the decision; `decided_by`, `owner` and `entered_by` are copied so that the database can compare people.
    """

    number = models.CharField("nomor keberatan", max_length=40, unique=True, editable=False)
    application = models.OneToOneField(
        Application, verbose_name="pendaftaran", on_delete=models.PROTECT, related_name="objection"
    )
    decision = models.OneToOneField(
        Decision, verbose_name="keputusan", on_delete=models.PROTECT, related_name="objection"
    )
    state = models.CharField(
        "keadaan", max_length=10, choices=ObjectionState, default=ObjectionState.DRAFT, editable=False
    )
    text = models.TextField("isi keberatan", blank=True, default="")
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    submitted_at = models.DateTimeField("disampaikan", null=True, editable=False)

    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    answer = models.TextField("jawaban", blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dijawab oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("dijawab", null=True)
    letter = models.OneToOneField(
        "core.OfficialDocument", verbose_name="surat jawaban", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "keberatan"
        verbose_name_plural = "keberatan"
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                name="objection_handed_in_whole",
                condition=Q(state=ObjectionState.DRAFT, submitted_at__isnull=True)
                | ~Q(state=ObjectionState.DRAFT) & Q(submitted_at__isnull=False) & ~Q(text=""),
                violation_error_message="Keberatan yang disampaikan mempunyai waktu dan isi.",
            ),
            models.CheckConstraint(
                name="objection_answer_whole",
                condition=Q(state__in=ANSWERED, answered_by__isnull=False, answered_at__isnull=False)
                & Q(letter__isnull=False)
                & ~Q(answer="")
                | ~Q(state__in=ANSWERED)
                & Q(answered_by__isnull=True, answered_at__isnull=True, letter__isnull=True, answer=""),
                violation_error_message="Jawaban keberatan mencatat isi, petugas, waktu, dan suratnya bersama-sama.",
            ),
            models.CheckConstraint(
                name="objection_not_by_decider",
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=F("decided_by")) & ~Q(answered_by=F("owner")) & ~Q(answered_by=F("entered_by")),
                violation_error_message="Keberatan dijawab petugas lain, bukan yang menolak atau mengisi pendaftaran itu.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"], name="objection_waiting", condition=Q(state=ObjectionState.SUBMITTED)
            ),
            models.Index(fields=["-submitted_at", "-id"], name="objection_newest"),
        ]
        triggers = [
            triggers.objection_belongs(),
            triggers.objection_is_founded(),
            pgtrigger.ReadOnly(
                name="objection_people_stay", fields=["application", "decision", "decided_by", "owner", "entered_by"]
            ),
            triggers.objection_answer_is_final([state.value for state in ANSWERED]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """True while the applicant still writes it."""
        return self.state == ObjectionState.DRAFT


class ObjectionFile(models.Model):
    """A file that goes with an objection; at most five."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("diunggah", default=timezone.now)

    class Meta:
        verbose_name = "berkas keberatan"
        verbose_name_plural = "berkas keberatan"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.file)
