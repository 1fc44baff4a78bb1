"""Who takes part in a training: enrolment with its seat, what they answered afterwards, and their certificates."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from core.constraints import set_in_state
from helpdesk.enums.training import AttendanceWay, EnrolmentState, ParticipantGroup
from helpdesk.models.training import Training

SEATED = [EnrolmentState.ENROLLED, EnrolmentState.ATTENDED]
_STAYS = "Sertifikat tidak dapat diubah lagi. Koreksi diterbitkan sebagai sertifikat baru."


class TrainingEnrolmentQuerySet(models.QuerySet["TrainingEnrolment"]):
    """Reads of participants."""

    def visible_to(self, user: Any) -> "TrainingEnrolmentQuerySet":
        """All for staff who may view trainings; one's own for everybody else."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm("helpdesk.view_training") else self.filter(user=user)

    def live(self) -> "TrainingEnrolmentQuerySet":
        """Not cancelled."""
        return self.exclude(state=EnrolmentState.CANCELLED)

    def seated(self) -> "TrainingEnrolmentQuerySet":
        """Those who hold a seat."""
        return self.filter(state__in=SEATED)


class TrainingEnrolment(models.Model):
    """One person's part in one training: waiting or seated, there or not.

    Whoever is seated holds a numbered seat, unique in the training, so that the database itself gives no seat twice.
    Name and agency are copied, so that the attendance list reads the same later.
    """

    number = models.CharField("nomor peserta", max_length=40, unique=True, editable=False)
    training = models.ForeignKey(
        Training, verbose_name="pelatihan", on_delete=models.PROTECT, related_name="enrolments"
    )
    state = models.CharField("keadaan", max_length=12, choices=EnrolmentState, editable=False)
    seat = models.PositiveSmallIntegerField("tempat", null=True, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="akun peserta",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    group = models.CharField("kelompok", max_length=10, choices=ParticipantGroup, editable=False)
    name = models.CharField("nama peserta", max_length=200, blank=True, default="")
    agency = models.CharField("perusahaan atau instansi", max_length=250, blank=True, default="")
    email = models.EmailField("surel", max_length=254, blank=True, default="")
    phone = models.CharField("telepon", max_length=30, blank=True, default="")

    requested_at = models.DateTimeField("mendaftar", default=timezone.now, editable=False)
    # From here on somebody counts in the waiting list; a stranger only after the address was confirmed.
    queued_at = models.DateTimeField("masuk antrean", null=True, blank=True, editable=False)
    attended_at = models.DateTimeField("hadir", null=True, blank=True, editable=False)
    attended_how = models.CharField(
        "kehadiran dicatat dengan", max_length=10, choices=AttendanceWay, blank=True, default="", editable=False
    )
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField("diingatkan", null=True, blank=True, editable=False)
    has_evaluated = models.BooleanField("sudah mengisi evaluasi", default=False, editable=False)
    erased_at = models.DateTimeField("data peserta dihapus", null=True, blank=True, editable=False)

    objects = TrainingEnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "peserta pelatihan"
        verbose_name_plural = "peserta pelatihan"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "seat"],
                name="training_seat_once",
                violation_error_message="Tempat ini sudah dipakai peserta lain.",
            ),
            models.UniqueConstraint(
                fields=["training", "user"],
                name="training_account_once",
                condition=~Q(state=EnrolmentState.CANCELLED),
                violation_error_message="Akun ini sudah terdaftar pada pelatihan ini.",
            ),
            models.UniqueConstraint(
                "training",
                Lower("email"),
                name="training_address_once",
                condition=~Q(state=EnrolmentState.CANCELLED) & ~Q(email=""),
                violation_error_message="Surel ini sudah terdaftar pada pelatihan ini.",
            ),
            set_in_state("training_enrolment_has_seat", SEATED, "seat"),
            set_in_state("training_enrolment_attended_has_time", EnrolmentState.ATTENDED, "attended_at"),
            set_in_state("training_enrolment_cancelled_has_time", EnrolmentState.CANCELLED, "cancelled_at"),
            models.CheckConstraint(
                name="training_enrolment_attended_how",
                condition=Q(attended_at__isnull=True, attended_how="", has_evaluated=False)
                | Q(attended_at__isnull=False) & ~Q(attended_how=""),
                violation_error_message="Kehadiran dicatat bersama caranya.",
            ),
            models.CheckConstraint(
                name="training_enrolment_queued",
                condition=Q(state=EnrolmentState.UNCONFIRMED, queued_at__isnull=True)
                | Q(state=EnrolmentState.CANCELLED)
                | Q(state__in=[EnrolmentState.WAITING, *SEATED], queued_at__isnull=False),
                violation_error_message="Peserta masuk antrean setelah surelnya dikonfirmasi.",
            ),
            models.CheckConstraint(
                name="training_enrolment_has_name",
                condition=~Q(name="") | Q(erased_at__isnull=False),
                violation_error_message="Tulis nama peserta.",
            ),
        ]
        indexes = [
            models.Index(fields=["training", "state", "queued_at"], name="training_enrolment_queue"),
            models.Index(fields=["user", "-id"], name="training_enrolment_of_user"),
            models.Index(
                fields=["requested_at"],
                name="training_enrolment_lapsing",
                condition=Q(state=EnrolmentState.UNCONFIRMED),
            ),
        ]
        triggers = [pgtrigger.Protect(name="training_enrolment_never_gone", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number


class TrainingEvaluation(models.Model):
    """What one participant answered, without the participant: neither account nor time, and a key that tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(
        Training, verbose_name="pelatihan", on_delete=models.PROTECT, related_name="evaluations"
    )
    answers = models.JSONField("nilai")
    remark = models.TextField("saran", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "evaluasi pelatihan"
        verbose_name_plural = "evaluasi pelatihan"
        default_permissions = ()
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="training_evaluation_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"evaluasi {self.training_id}"


class TrainingCertificate(models.Model):
    """One certificate of a participant who attended; a correction names the one that it replaces."""

    enrolment = models.ForeignKey(
        TrainingEnrolment, verbose_name="peserta", on_delete=models.PROTECT, related_name="certificates"
    )
    document = models.OneToOneField(
        "core.OfficialDocument", verbose_name="naskah", on_delete=models.PROTECT, related_name="training_certificate"
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name="mengganti",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diterbitkan oleh", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "sertifikat pelatihan"
        verbose_name_plural = "sertifikat pelatihan"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                name="training_certificate_once",
                condition=Q(replaces__isnull=True),
                violation_error_message="Peserta ini sudah mempunyai sertifikat.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_certificate_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"RAISE EXCEPTION '{_STAYS}' USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self) -> str:
        return f"sertifikat {self.enrolment_id}"
