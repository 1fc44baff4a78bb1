"""Trainings in SPSE that the LPSE gives (Pasal 11(2)d): what, when, where, for whom, and how many seats."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import set_in_state
from helpdesk.enums.training import TrainingState as S
from helpdesk.models.rooms import MOST_SEATS

COMING = [S.OPEN, S.CLOSED]
_OVER = "Pelatihan yang sudah dilaksanakan atau dibatalkan tidak dapat diubah lagi."


class TrainingQuerySet(models.QuerySet["Training"]):
    """Reads of trainings."""

    def visible_to(self, user: Any) -> "TrainingQuerySet":
        """All for staff who may view them; for everybody else those that were made known."""
        if user.is_authenticated and user.has_perm("helpdesk.view_training"):
            return self
        return self.published()

    def published(self) -> "TrainingQuerySet":
        """Those that were opened once, whatever became of them."""
        return self.filter(opened_at__isnull=False)

    def upcoming(self) -> "TrainingQuerySet":
        """Made known, not cancelled and not over."""
        return self.filter(state__in=COMING, ends_at__gt=timezone.now())


class Training(models.Model):
    """One training, with its place in the rooms register, a free place, or a link.

    A room is held by a booking of the whole room (`room_booking`), so that nobody else's booking can collide with it.
    The questions of the evaluation are copied from the profile when the enrolment opens.
    """

    number = models.CharField("nomor pelatihan", max_length=40, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Raised when time or place change: calendars take the latest.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField("keadaan", max_length=10, choices=S, default=S.DRAFT, editable=False)

    title = models.CharField("judul", max_length=200)
    subject = models.TextField("materi", max_length=2000)
    audience = models.CharField("sasaran peserta", max_length=200)
    trainers = models.TextField("narasumber", max_length=1000, help_text="Satu baris untuk setiap orang.")
    room = models.ForeignKey(
        "helpdesk.Room", verbose_name="ruang", null=True, blank=True, on_delete=models.PROTECT, related_name="trainings"
    )
    place = models.CharField("tempat lain", max_length=250, blank=True, default="")
    video_link = models.URLField("tautan video", max_length=500, blank=True, default="")
    room_booking = models.OneToOneField(
        "helpdesk.RoomBooking",
        verbose_name="pemesanan ruang",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="training",
        editable=False,
    )
    seats = models.PositiveSmallIntegerField(
        "jumlah tempat",
        validators=[
            MinValueValidator(1, "Isi paling sedikit 1 tempat."),
            MaxValueValidator(MOST_SEATS, f"Isi paling banyak {MOST_SEATS} tempat."),
        ],
    )
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("sampai")
    enrol_opens_at = models.DateTimeField("pendaftaran mulai")
    enrol_closes_at = models.DateTimeField("pendaftaran sampai")
    is_public = models.BooleanField("terbuka untuk umum", default=False)
    questions = models.JSONField("pernyataan evaluasi", default=list, editable=False)

    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dibuat oleh", on_delete=models.PROTECT, related_name="+", editable=False
    )
    opened_at = models.DateTimeField("diumumkan", null=True, blank=True, editable=False)
    held_at = models.DateTimeField("dicatat dilaksanakan", null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("alasan pembatalan", max_length=300, blank=True, default="", editable=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "pelatihan"
        verbose_name_plural = "pelatihan"
        default_permissions = ("view", "add", "change")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="training_has_times",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Waktu selesai harus sesudah waktu mulai.",
            ),
            models.CheckConstraint(
                name="training_enrolment_before_begin",
                condition=Q(enrol_closes_at__gt=F("enrol_opens_at"), enrol_closes_at__lte=F("starts_at")),
                violation_error_message="Pendaftaran ditutup sesudah dibuka, dan paling lambat ketika pelatihan mulai.",
            ),
            models.CheckConstraint(
                name="training_has_place",
                condition=Q(room__isnull=False, place="") | Q(room__isnull=True) & (~Q(place="") | ~Q(video_link="")),
                violation_error_message="Pilih ruang, tulis tempat lain, atau tulis tautan video.",
            ),
            models.CheckConstraint(
                name="training_has_seats",
                condition=Q(seats__gte=1, seats__lte=MOST_SEATS),
                violation_error_message=f"Jumlah tempat antara 1 dan {MOST_SEATS}.",
            ),
            models.CheckConstraint(
                name="training_holds_its_room",
                condition=Q(room__isnull=True, room_booking__isnull=True)
                | Q(room__isnull=False) & (Q(room_booking__isnull=False) | Q(state=S.CANCELLED)),
                violation_error_message="Ruang pelatihan dipesan bersama pelatihannya.",
            ),
            models.CheckConstraint(
                name="training_opened_has_time",
                condition=Q(state=S.DRAFT, opened_at__isnull=True)
                | Q(state=S.CANCELLED)
                | Q(state__in=[*COMING, S.HELD], opened_at__isnull=False),
                violation_error_message="Pelatihan yang dibuka mencatat waktunya.",
            ),
            models.CheckConstraint(
                name="training_cancelled_has_reason",
                condition=Q(state=S.CANCELLED) & ~Q(cancel_reason="") | ~Q(state=S.CANCELLED) & Q(cancel_reason=""),
                violation_error_message="Tulis alasan pembatalan.",
            ),
            set_in_state("training_held_has_time", S.HELD, "held_at"),
            set_in_state("training_cancelled_has_time", S.CANCELLED, "cancelled_at"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="training_by_begin"),
            models.Index(fields=["state", "-id"], name="training_by_state"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="training_over_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=[S.HELD, S.CANCELLED]),
                func=f"""
                    IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
                        RAISE EXCEPTION '{_OVER}' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="training_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def trainer_lines(self) -> list[str]:
        """The trainers, one by one."""
        return [line.strip() for line in self.trainers.splitlines() if line.strip()]

    @property
    def place_label(self) -> str:
        """Where it is, without the link that only participants get."""
        if self.room is not None:
            return f"{self.room.name}, {self.room.place}"
        return self.place or "Daring"

    @property
    def takes_enrolments(self) -> bool:
        """Enrolment is open at this moment."""
        return self.state == S.OPEN and self.enrol_opens_at <= timezone.now() < self.enrol_closes_at
