"""Choices of escalations to LKPP: values are stable English slugs, labels are what people read."""

from django.db import models


class EscalationKind(models.TextChoices):
    """Why the office turns to LKPP."""

    PROBLEM = "problem", "Permasalahan SPSE"
    CONSULTATION = "consultation", "Konsultasi teknis"
    PROPOSAL = "proposal", "Usul perbaikan SPSE"


class EscalationGround(models.TextChoices):
    """The only two grounds on which a problem is handed on (Pasal 24(3))."""

    UNSOLVED = "unsolved", "a. permasalahan pada SPSE yang tidak dapat diselesaikan LPSE"
    UNCOVERED = "uncovered", "b. permasalahan yang belum terakomodasi dalam SPSE"


class EscalationState(models.TextChoices):
    """Where an escalation stands, from the draft of its letter to its end."""

    DRAFT = "draft", "rancangan"
    ISSUED = "issued", "surat terbit, belum dikirim"
    SENT = "sent", "menunggu jawaban LKPP"
    ANSWERED = "answered", "dijawab LKPP"
    CLOSED = "closed", "selesai"
    CANCELLED = "cancelled", "dibatalkan"


class EscalationRoute(models.TextChoices):
    """How the letter went to LKPP."""

    SUPPORT = "support", "LPSE Support"
    EMAIL = "email", "Surel"
    POST = "post", "Surat"


class EscalationOutcome(models.TextChoices):
    """What came of it."""

    SOLVED = "solved", "terselesaikan atau diterima"
    PARTLY = "partly", "terselesaikan sebagian"
    UNSOLVED = "unsolved", "tidak terselesaikan atau ditolak"


class EscalationNoteKind(models.TextChoices):
    """What an entry of the log records."""

    REMINDER = "reminder", "Pengingat kepada LKPP"
    ANSWER = "answer", "Jawaban LKPP"
    NOTE = "note", "Catatan"
