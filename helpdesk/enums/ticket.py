"""Words of the ticket log: the columns of the official form of LPSE support (Standar 5) and what the desk adds."""

from django.db import models


class TicketState(models.TextChoices):
    """Where a ticket stands."""

    NEW = "new", "baru"
    IN_PROGRESS = "in_progress", "sedang ditangani"
    WAITING_USER = "waiting_user", "menunggu pengguna"
    WAITING_LKPP = "waiting_lkpp", "menunggu LKPP"
    RESOLVED = "resolved", "selesai, menunggu konfirmasi"
    CLOSED = "closed", "ditutup"
    MERGED = "merged", "digabung ke tiket lain"


class TicketType(models.TextChoices):
    """Type (G/M/PL of the form), and the two that the regulation adds."""

    DISTURBANCE = "disturbance", "Gangguan"
    PROBLEM = "problem", "Masalah"
    SERVICE = "service", "Permintaan layanan"
    COMPLAINT = "complaint", "Pengaduan layanan"
    SUGGESTION = "suggestion", "Saran"


class TicketCategory(models.TextChoices):
    """Category (T/NT of the form)."""

    TECHNICAL = "technical", "Teknis"
    NON_TECHNICAL = "non_technical", "Nonteknis"


class TicketUserGroup(models.TextChoices):
    """Who asks (Pnt/Py/PPK/Aud/Pub/L of the form)."""

    COMMITTEE = "committee", "Panitia/Pokja/Pejabat Pengadaan"
    VENDOR = "vendor", "Penyedia"
    PPK = "ppk", "PA/KPA/PPK"
    AUDITOR = "auditor", "Auditor"
    PUBLIC = "public", "Masyarakat"
    OTHER = "other", "Lainnya"


class TicketKind(models.TextChoices):
    """What it is about (Hw/Sw/Ps/L of the form)."""

    HARDWARE = "hardware", "Perangkat keras"
    SOFTWARE = "software", "Perangkat lunak"
    PROCESS = "process", "Proses"
    OTHER = "other", "Lainnya"


class TicketUrgency(models.TextChoices):
    """Urgency (M/TM of the form)."""

    URGENT = "urgent", "Mendesak"
    NOT_URGENT = "not_urgent", "Tidak mendesak"


class TicketImpact(models.TextChoices):
    """Impact (B/S/K of the form)."""

    LARGE = "large", "Besar"
    MEDIUM = "medium", "Sedang"
    SMALL = "small", "Kecil"


class TicketChannel(models.TextChoices):
    """How it reached the office."""

    INTERNET = "internet", "Internet"
    PHONE = "phone", "Telepon"
    VISIT = "visit", "Kunjungan"
    EMAIL = "email", "Surel"
    LETTER = "letter", "Surat"
    MESSAGE = "message", "SMS/WhatsApp"


class TicketSecrecy(models.TextChoices):
    """Who may know the reporter."""

    OPEN = "open", "Terbuka bagi petugas"
    CONFIDENTIAL = "confidential", "Rahasia"
    ANONYMOUS = "anonymous", "Tanpa nama"


class TicketConfirmation(models.TextChoices):
    """What the user said to the solution (status konfirmasi of the form)."""

    NOT_INFORMED = "not_informed", "belum diinformasikan"
    INFORMED = "informed", "telah diinformasikan"
    CONFIRMED = "confirmed", "dibenarkan pengguna"
    LAPSED = "lapsed", "tidak dijawab sampai batas waktu"


class MessageKind(models.TextChoices):
    """Who reads a message of a ticket."""

    REPLY = "reply", "balasan petugas"
    FROM_USER = "from_user", "pesan pengguna"
    NOTE = "note", "catatan internal"
