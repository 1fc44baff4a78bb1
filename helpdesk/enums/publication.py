"""Choices of publication support: values are stable English slugs, labels are what people read."""

from django.db import models


class PublicationKind(models.TextChoices):
    """What an official wants help with (Pasal 3(1)a-c, 19(1)a-b)."""

    RUP = "rup", "Umumkan RUP"
    NOTICE = "notice", "Tayangkan pengumuman pemilihan"
    SELECTION = "selection", "Jalankan tahapan e-tendering"
    CONSULTATION = "consultation", "Konsultasi teknis"


class PublicationOutcome(models.TextChoices):
    """What came of it; the official himself publishes in SPSE, never the office (Pasal 3(3))."""

    PUBLISHED = "published", "ditayangkan pejabat di SPSE"
    ANSWERED = "answered", "terjawab atau tahapan berjalan"
    NOT_PUBLISHED = "not_published", "tidak ditayangkan"
    REFERRED = "referred", "dirujuk, bukan kewenangan LPSE"
