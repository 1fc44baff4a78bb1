"""Rooms with seats, their bookings, and the network vouchers of those who came (Pasal 23a-b)."""

from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from core.constraints import set_in_state, together
from core.crypto import SealedTextField
from core.models.columns import account_column
from helpdesk.enums.rooms import BookingChannel, BookingState, IdentityShown, RoomKind, RoomUse

MOST_SEATS = 500
# A booking of the whole room covers every seat that the room may ever have.
LAST_SEAT = 999
# Only these hold their time: what ended, was declined or not used is free for others.
LIVE = [BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.CHECKED_IN]
CAME = [BookingState.CHECKED_IN, BookingState.FINISHED]
_TONES = {
    BookingState.REQUESTED: "wait",
    BookingState.CONFIRMED: "info",
    BookingState.DECLINED: "stop",
    BookingState.CHECKED_IN: "warn",
    BookingState.FINISHED: "good",
    BookingState.CANCELLED: "quiet",
    BookingState.NO_SHOW: "stop",
}


class Room(models.Model):
    """A room of the LPSE that others may use: for bidding, training or verification (Pasal 23a)."""

    code = models.CharField(
        "kode",
        max_length=20,
        unique=True,
        help_text="Dipakai pada alamat halaman, misalnya bidding-1.",
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Pakai huruf kecil, angka, dan tanda hubung saja.")],
    )
    name = models.CharField("nama", max_length=80, unique=True)
    kind = models.CharField("jenis", max_length=20, choices=RoomKind)
    place = models.CharField("letak", max_length=160, help_text="Misalnya: Lantai 2, sebelah loket.")
    seats = models.PositiveSmallIntegerField(
        "jumlah tempat duduk",
        validators=[
            MinValueValidator(1, "Isi paling sedikit 1 tempat duduk."),
            MaxValueValidator(MOST_SEATS, f"Isi paling banyak {MOST_SEATS} tempat duduk."),
        ],
    )
    use = models.CharField("cara pesan", max_length=10, choices=RoomUse, default=RoomUse.SEATS)
    needs_approval = models.BooleanField(
        "pemesanan perlu persetujuan",
        default=False,
        help_text="Disetujui orang lain, bukan yang memesan.",
    )
    equipment = models.TextField("perlengkapan", blank=True, default="", help_text="Satu baris untuk setiap barang.")
    is_active = models.BooleanField("dapat dipesan", default=True)
    # Raised with every change: who edits an older one is told.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "ruang"
        verbose_name_plural = "ruang"
        ordering = ["name"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(
                name="room_has_seats",
                condition=Q(seats__gte=1, seats__lte=MOST_SEATS),
                violation_error_message=f"Jumlah tempat duduk antara 1 dan {MOST_SEATS}.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_seats(self) -> bool:
        """Single seats may be booked."""
        return self.use != RoomUse.WHOLE

    @property
    def takes_whole(self) -> bool:
        """The whole room may be booked."""
        return self.use != RoomUse.SEATS

    @property
    def equipment_lines(self) -> list[str]:
        """What stands in the room, one thing a line."""
        return [line.strip() for line in self.equipment.splitlines() if line.strip()]


class RoomBookingQuerySet(models.QuerySet["RoomBooking"]):
    """Reads of bookings."""

    def visible_to(self, user: Any) -> "RoomBookingQuerySet":
        """Own bookings for a visitor with an account; all for staff who may view them; none for strangers."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm("helpdesk.view_roombooking") else self.filter(visitor=user)

    def live(self) -> "RoomBookingQuerySet":
        """Those that hold their time."""
        return self.filter(state__in=LIVE)

    def within(self, starts_at: Any, ends_at: Any) -> "RoomBookingQuerySet":
        """Those whose time overlaps a period."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def _exclusion() -> ExclusionConstraint:
    """No two live bookings of one seat at one time. Ranges of one number stand for equality, which needs no extension."""
    return ExclusionConstraint(
        name="room_booking_never_twice",
        expressions=[
            (Func(F("room_id"), F("room_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
            (Func(F("seat_from"), F("seat_to"), Value("[]"), function="int4range"), RangeOperators.OVERLAPS),
            (Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"), RangeOperators.OVERLAPS),
        ],
        condition=Q(state__in=LIVE),
        violation_error_message="Tempat ini sudah dipesan orang lain pada jam itu. Pilih jam atau tempat lain.",
    )


class RoomBooking(models.Model):
    """A room or one of its seats, for one visitor at one time; after the check-in a line of the visitor register.

    A seat is booked as its number, the whole room as all numbers. Name and agency are copied when it is booked, so that
    the register reads the same later; the visitor register's own time (`rooms.visitor_data_days`) empties them.
    """

    number = models.CharField("nomor pemesanan", max_length=40, unique=True, editable=False)
    code = models.CharField("kode hadir", max_length=20, unique=True, editable=False)
    room = models.ForeignKey(Room, verbose_name="ruang", on_delete=models.PROTECT, related_name="bookings")
    seat_from = models.PositiveSmallIntegerField("tempat duduk", editable=False)
    seat_to = models.PositiveSmallIntegerField("sampai tempat duduk", editable=False)
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("sampai")
    purpose = models.CharField("keperluan", max_length=200)
    people = models.PositiveSmallIntegerField("jumlah orang", default=1)
    package_code = models.CharField("kode tender", max_length=30, blank=True, default="")
    channel = models.CharField("dipesan lewat", max_length=10, choices=BookingChannel)
    state = models.CharField(
        "keadaan", max_length=12, choices=BookingState, default=BookingState.REQUESTED, editable=False
    )
    # Raised with every change: calendars take the latest.
    sequence = models.PositiveIntegerField(default=0, editable=False)

    visitor = account_column("akun pengunjung")
    visitor_name = models.CharField("nama pengunjung", max_length=120, blank=True, default="")
    visitor_agency = models.CharField("perusahaan atau instansi", max_length=160, blank=True, default="")
    visitor_phone = models.CharField("telepon", max_length=30, blank=True, default="")
    visitor_email = models.EmailField("surel", max_length=254, blank=True, default="")
    identity_shown = models.CharField(
        "identitas ditunjukkan", max_length=10, choices=IdentityShown, blank=True, default=""
    )

    requested_at = models.DateTimeField("dipesan", default=timezone.now, editable=False)
    requested_by = account_column("dipesan oleh")
    confirmed_at = models.DateTimeField("dijadwalkan", null=True, blank=True, editable=False)
    confirmed_by = account_column("disetujui oleh")
    declined_at = models.DateTimeField("tidak disetujui", null=True, blank=True, editable=False)
    declined_by = account_column("tidak disetujui oleh")
    decline_reason = models.CharField("alasan tidak disetujui", max_length=300, blank=True, default="")
    checked_in_at = models.DateTimeField("masuk", null=True, blank=True, editable=False)
    checked_in_by = account_column("kehadiran dicatat oleh")
    finished_at = models.DateTimeField("keluar", null=True, blank=True, editable=False)
    finished_by = account_column("keluar dicatat oleh")
    no_show_at = models.DateTimeField("dicatat tidak hadir", null=True, blank=True, editable=False)
    no_show_by = account_column("tidak hadir dicatat oleh")
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True, editable=False)
    cancelled_by = account_column("dibatalkan oleh")
    reminded_at = models.DateTimeField("diingatkan", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("data pengunjung dihapus", null=True, blank=True, editable=False)

    objects = RoomBookingQuerySet.as_manager()

    class Meta:
        verbose_name = "pemesanan ruang"
        verbose_name_plural = "register pengunjung ruang"
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        permissions = [("decide_roombooking", "Menyetujui dan menolak pemesanan ruang")]
        constraints = [
            _exclusion(),
            models.CheckConstraint(
                name="room_booking_has_times",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Jam selesai harus sesudah jam mulai.",
            ),
            models.CheckConstraint(
                name="room_booking_has_seats",
                condition=Q(seat_from__gte=1, seat_to__gte=F("seat_from"), seat_to__lte=LAST_SEAT, people__gte=1),
                violation_error_message="Pilih satu tempat duduk, atau seluruh ruang.",
            ),
            models.CheckConstraint(
                name="room_booking_has_visitor",
                condition=~Q(visitor_name="") | Q(erased_at__isnull=False),
                violation_error_message="Tulis nama pengunjung.",
            ),
            models.CheckConstraint(
                name="room_booking_two_people",
                condition=(Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requested_by")))
                & (Q(declined_by__isnull=True) | ~Q(declined_by=F("requested_by"))),
                violation_error_message="Pemesanan diputuskan oleh orang lain, bukan yang memesan.",
            ),
            models.CheckConstraint(
                name="room_booking_confirmed_has_time",
                condition=Q(confirmed_at__isnull=True)
                & Q(state__in=[BookingState.REQUESTED, BookingState.DECLINED, BookingState.CANCELLED])
                | Q(confirmed_at__isnull=False) & ~Q(state__in=[BookingState.REQUESTED, BookingState.DECLINED]),
                violation_error_message="Pemesanan yang terjadwal mempunyai waktu persetujuan.",
            ),
            models.CheckConstraint(
                name="room_booking_came_with_identity",
                condition=Q(checked_in_at__isnull=True, identity_shown="") & ~Q(state__in=CAME)
                | Q(checked_in_at__isnull=False, state__in=CAME) & ~Q(identity_shown=""),
                violation_error_message="Kehadiran dicatat bersama identitas yang ditunjukkan.",
            ),
            models.CheckConstraint(
                name="room_booking_declined_has_reason",
                condition=Q(state=BookingState.DECLINED) & ~Q(decline_reason="")
                | ~Q(state=BookingState.DECLINED) & Q(decline_reason=""),
                violation_error_message="Tulis alasan pemesanan tidak disetujui.",
            ),
            set_in_state("room_booking_declined_has_time", BookingState.DECLINED, "declined_at"),
            set_in_state("room_booking_finished_has_time", BookingState.FINISHED, "finished_at"),
            set_in_state("room_booking_no_show_has_time", BookingState.NO_SHOW, "no_show_at"),
            set_in_state("room_booking_cancelled_has_time", BookingState.CANCELLED, "cancelled_at"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="room_booking_live", condition=Q(state__in=LIVE)),
            models.Index(fields=["room", "starts_at"], name="room_booking_of_room"),
            models.Index(fields=["visitor", "-id"], name="room_booking_of_visitor"),
            models.Index(fields=["-starts_at", "-id"], name="room_booking_register"),
            models.Index(fields=["ends_at"], name="room_booking_to_erase", condition=Q(erased_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="room_booking_words_stay",
                fields=["number", "code", "room", "seat_from", "seat_to", "starts_at", "ends_at", "requested_at"],
            ),
            pgtrigger.Protect(name="room_booking_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_whole(self) -> bool:
        """The whole room, not one seat."""
        return self.seat_to == LAST_SEAT

    @property
    def seat_label(self) -> str:
        """``Tempat duduk 3`` or ``Seluruh ruang``."""
        return "Seluruh ruang" if self.is_whole else f"Tempat duduk {self.seat_from}"

    @property
    def code_label(self) -> str:
        """The code in groups that can be read out: ``7KX2M-0QF4T``."""
        return f"{self.code[:5]}-{self.code[5:]}"

    @property
    def tone(self) -> str:
        """How the badge of its state looks."""
        return _TONES[BookingState(self.state)]

    @property
    def address(self) -> str:
        """Where messages about it go; empty when the visitor gave none."""
        return self.visitor.email if self.visitor is not None else self.visitor_email


class NetworkVoucher(models.Model):
    """The code with which one visitor uses the guest network until closing (Pasal 23b).

    Only a keyed hash of the code stays; the code itself is kept sealed for the few minutes in which the slip shows it.
    """

    booking = models.ForeignKey(
        RoomBooking, verbose_name="pemesanan", on_delete=models.PROTECT, related_name="vouchers"
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    shown_code = SealedTextField(blank=True, editable=False)
    issued_at = models.DateTimeField("diterbitkan", default=timezone.now, editable=False)
    issued_by = account_column("diterbitkan oleh")
    valid_until = models.DateTimeField("berlaku sampai", editable=False)
    revoked_at = models.DateTimeField("diganti", null=True, blank=True, editable=False)
    revoked_by = account_column("diganti oleh")

    class Meta:
        verbose_name = "voucher jaringan"
        verbose_name_plural = "voucher jaringan"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["booking"],
                name="network_voucher_one_a_visit",
                condition=Q(revoked_at__isnull=True),
                violation_error_message="Kunjungan ini sudah mempunyai voucher yang berlaku.",
            ),
            models.CheckConstraint(
                name="network_voucher_has_period",
                condition=Q(valid_until__gt=F("issued_at")),
                violation_error_message="Voucher berlaku sampai waktu sesudah diterbitkan.",
            ),
            together(
                "network_voucher_revoked_by_somebody",
                "revoked_at",
                "revoked_by",
                message="Penggantian voucher dicatat bersama petugasnya.",
            ),
        ]
        indexes = [models.Index(fields=["-issued_at"], name="network_voucher_issued")]
        triggers = [
            pgtrigger.ReadOnly(
                name="network_voucher_stays", fields=["booking", "code_hash", "issued_at", "valid_until"]
            ),
            pgtrigger.Protect(name="network_voucher_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"voucher {self.booking_id}"


class RoomDesk(RoomBooking):
    """The rooms' desk as an entry of the admin's navigation: the same rows, under the desk's own address."""

    class Meta:
        proxy = True
        verbose_name = "pemesanan di meja ruang"
        verbose_name_plural = "meja ruang"
        default_permissions = ("view",)
