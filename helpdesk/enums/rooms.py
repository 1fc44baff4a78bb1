"""Choices of rooms and their bookings."""

from django.db.models import TextChoices


class RoomKind(TextChoices):
    """What a room is for (Pasal 23a Luwu Utara, 23(1) Temanggung)."""

    BIDDING = "bidding", "Ruang bidding"
    TRAINING = "training", "Ruang pelatihan"
    VERIFICATION = "verification", "Ruang verifikasi"


class RoomUse(TextChoices):
    """What of a room may be booked."""

    SEATS = "seats", "Per tempat duduk"
    WHOLE = "whole", "Seluruh ruang"
    BOTH = "both", "Per tempat duduk atau seluruh ruang"


class BookingState(TextChoices):
    """Where a booking stands."""

    REQUESTED = "requested", "menunggu persetujuan"
    CONFIRMED = "confirmed", "terjadwal"
    DECLINED = "declined", "tidak disetujui"
    CHECKED_IN = "checked_in", "sedang memakai ruang"
    FINISHED = "finished", "selesai"
    CANCELLED = "cancelled", "dibatalkan"
    NO_SHOW = "no_show", "tidak hadir"


class BookingChannel(TextChoices):
    """How the booking came to the office (Pasal 23c)."""

    INTERNET = "internet", "Internet"
    PHONE = "phone", "Telepon"
    VISIT = "visit", "Datang langsung"
    OFFICE = "office", "Pelatihan LPSE"


class IdentityShown(TextChoices):
    """Which card the visitor showed; its number is never kept."""

    KTP = "ktp", "KTP"
    SIM = "sim", "SIM"
    PASSPORT = "passport", "Paspor"
    EMPLOYEE = "employee", "Kartu pegawai"
