"""Choices of trainings, their participants and how they came."""

from django.db.models import TextChoices


class TrainingState(TextChoices):
    """Where a training stands."""

    DRAFT = "draft", "rancangan"
    OPEN = "open", "pendaftaran dibuka"
    CLOSED = "closed", "pendaftaran ditutup"
    HELD = "held", "sudah dilaksanakan"
    CANCELLED = "cancelled", "dibatalkan"


class EnrolmentState(TextChoices):
    """Where a participant stands."""

    UNCONFIRMED = "unconfirmed", "menunggu konfirmasi surel"
    WAITING = "waiting", "daftar tunggu"
    ENROLLED = "enrolled", "terdaftar"
    ATTENDED = "attended", "hadir"
    CANCELLED = "cancelled", "dibatalkan"


class ParticipantGroup(TextChoices):
    """Who takes part, for figures."""

    VENDOR = "vendor", "Penyedia"
    OFFICIAL = "official", "Pejabat pengadaan"
    PUBLIC = "public", "Umum"


class AttendanceWay(TextChoices):
    """How attendance was noted."""

    CODE = "code", "kode QR"
    OFFICER = "officer", "dicatat petugas"
