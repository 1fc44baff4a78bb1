"""Visits to the office or by video call, and the queue of a day."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import set_in_state
from core.enums import VisitPlace, VisitState
from core.models.columns import account_column

# States in which the visitor has come.
ARRIVED = [VisitState.CHECKED_IN, VisitState.CALLED, VisitState.SERVED]


class VisitQuerySet(models.QuerySet["Visit"]):
    """Reads of visits."""

    def visible_to(self, user: Any) -> "VisitQuerySet":
        """Own visits for a visitor with an account; all for staff who may view them; none for strangers."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm("core.view_visit") else self.filter(visitor=user)


class VisitDay(models.Model):
    """The queue numbers of one day: raised by one upsert in the transaction of the check-in, so without gap or double."""

    day = models.DateField("tanggal", primary_key=True)
    last = models.PositiveIntegerField("nomor antrean terakhir")

    class Meta:
        verbose_name = "antrean sehari"
        verbose_name_plural = "antrean sehari"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class Visit(models.Model):
    """A person who comes to the office or is met by video call, with an appointment or without.

    What it is about is told by the number of a case and a purpose in words; no name is kept here. `day` and
    `queue_number` are given when the visitor checks in, `waiting_minutes` when the visitor is called.
    """

    number = models.CharField("nomor kunjungan", max_length=40, unique=True, editable=False)
    code = models.CharField("kode hadir", max_length=20, unique=True, editable=False)
    visitor = account_column("akun pengunjung")
    case_number = models.CharField("nomor berkas", max_length=120, blank=True, default="")
    purpose = models.CharField("keperluan", max_length=200)
    place = models.CharField("tempat", max_length=10, choices=VisitPlace, default=VisitPlace.DESK)
    state = models.CharField("keadaan", max_length=12, choices=VisitState, default=VisitState.BOOKED, editable=False)
    starts_at = models.DateTimeField("mulai", null=True, blank=True)
    ends_at = models.DateTimeField("selesai", null=True, blank=True)
    # Raised with every change of the appointment: calendars take the latest.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("dicatat", default=timezone.now, editable=False)

    day = models.DateField("tanggal antrean", null=True, blank=True, editable=False)
    queue_number = models.PositiveIntegerField("nomor antrean", null=True, blank=True, editable=False)
    waiting_minutes = models.PositiveIntegerField("menit menunggu", null=True, blank=True, editable=False)
    counter = models.CharField("loket", max_length=60, blank=True, default="", editable=False)

    booked_at = models.DateTimeField("dijadwalkan", null=True, blank=True, editable=False)
    booked_by = account_column("dijadwalkan oleh")
    checked_in_at = models.DateTimeField("hadir", null=True, blank=True, editable=False)
    checked_in_by = account_column("kehadiran dicatat oleh")
    called_at = models.DateTimeField("dipanggil", null=True, blank=True, editable=False)
    called_by = account_column("dipanggil oleh")
    served_at = models.DateTimeField("dilayani", null=True, blank=True, editable=False)
    served_by = account_column("dilayani oleh")
    no_show_at = models.DateTimeField("dicatat tidak hadir", null=True, blank=True, editable=False)
    no_show_by = account_column("tidak hadir dicatat oleh")
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True, editable=False)
    cancelled_by = account_column("dibatalkan oleh")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "kunjungan"
        verbose_name_plural = "kunjungan"
        ordering = ["-pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["case_number"],
                name="visit_one_appointment_a_case",
                condition=Q(state=VisitState.BOOKED) & ~Q(case_number=""),
                violation_error_message="Berkas ini sudah mempunyai jadwal kunjungan. Pindahkan jadwal itu.",
            ),
            models.UniqueConstraint(
                fields=["day", "queue_number"],
                name="visit_queue_number_once_a_day",
                violation_error_message="Nomor antrean ini sudah diberikan hari ini.",
            ),
            models.CheckConstraint(
                name="visit_appointment_has_times",
                condition=Q(starts_at__isnull=True, ends_at__isnull=True, booked_at__isnull=True)
                & ~Q(state__in=[VisitState.BOOKED, VisitState.CANCELLED])
                | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at"), booked_at__isnull=False),
                violation_error_message="Jadwal kunjungan memerlukan jam mulai dan jam selesai sesudahnya.",
            ),
            models.CheckConstraint(
                name="visit_arrived_has_queue_number",
                condition=Q(checked_in_at__isnull=True, day__isnull=True, queue_number__isnull=True)
                & ~Q(state__in=ARRIVED)
                | Q(checked_in_at__isnull=False, day__isnull=False, queue_number__isnull=False)
                & ~Q(state__in=[VisitState.BOOKED, VisitState.CANCELLED]),
                violation_error_message="Kehadiran, tanggal, dan nomor antrean dicatat bersama.",
            ),
            models.CheckConstraint(
                name="visit_called_has_wait",
                condition=Q(called_at__isnull=True, waiting_minutes__isnull=True, counter="")
                & ~Q(state__in=[VisitState.CALLED, VisitState.SERVED])
                | Q(called_at__isnull=False, waiting_minutes__isnull=False, checked_in_at__isnull=False)
                & ~Q(counter="")
                & ~Q(state=VisitState.CHECKED_IN),
                violation_error_message="Panggilan dicatat bersama loket dan lama menunggu.",
            ),
            set_in_state("visit_served_has_time", VisitState.SERVED, "served_at"),
            set_in_state("visit_no_show_has_time", VisitState.NO_SHOW, "no_show_at"),
            set_in_state("visit_cancelled_has_time", VisitState.CANCELLED, "cancelled_at"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="visit_appointments"),
            models.Index(fields=["day", "state", "queue_number"], name="visit_queue"),
            models.Index(fields=["case_number", "-id"], name="visit_of_case"),
            models.Index(fields=["-called_at"], name="visit_waits", condition=Q(called_at__isnull=False)),
            models.Index(fields=["visitor", "-id"], name="visit_of_visitor"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="visit_words_stay", fields=["number", "code", "case_number", "created_at"]),
            pgtrigger.Protect(name="visit_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def queue_label(self) -> str:
        """The queue number as slip and screen show it: ``007``; empty before the check-in."""
        return f"{self.queue_number:03}" if self.queue_number else ""

    @property
    def code_label(self) -> str:
        """The code in groups that can be read out: ``7KX2M-0QF4T``."""
        return f"{self.code[:5]}-{self.code[5:]}"
