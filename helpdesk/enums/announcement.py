"""Words of announcements."""

from django.db import models


class AnnouncementState(models.TextChoices):
    """Where an announcement stands; whether it is shown now follows from its times."""

    DRAFT = "draft", "rancangan"
    APPROVED = "approved", "disetujui"
    WITHDRAWN = "withdrawn", "dicabut"
    DISCARDED = "discarded", "tidak jadi"


class AnnouncementKind(models.TextChoices):
    """What it is about."""

    DISTURBANCE = "disturbance", "Gangguan"
    MAINTENANCE = "maintenance", "Pemeliharaan"
    SERVICE = "service", "Layanan"
    TRAINING = "training", "Pelatihan"
    INFORMATION = "information", "Informasi"


class AnnouncementScope(models.TextChoices):
    """For whom it is."""

    EVERYBODY = "everybody", "Semua orang"
    VENDORS = "vendors", "Penyedia"
    OFFICIALS = "officials", "Pejabat pengadaan"
    STAFF = "staff", "Petugas LPSE"


class MailingKind(models.TextChoices):
    """Why subscribers are written to."""

    PUBLISHED = "published", "terbit"
    CORRECTED = "corrected", "pembetulan"
    WITHDRAWN = "withdrawn", "dicabut"
