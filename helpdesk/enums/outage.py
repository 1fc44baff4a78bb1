"""Choices of the berita acara gangguan: values are stable English slugs, labels are what people read."""

from django.db import models


class OutageState(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", "rancangan"
    FINAL = "final", "ditetapkan, belum ditandatangani"
    SIGNED = "signed", "ditandatangani"
    DISCARDED = "discarded", "dibatalkan"


class OutagePart(models.TextChoices):
    """What did not work."""

    SPSE = "spse", "Aplikasi SPSE"
    DATABASE = "database", "Basis data SPSE"
    NETWORK = "network", "Jaringan atau internet"
    ELECTRICITY = "electricity", "Listrik"
    PORTAL = "portal", "Portal LPSE"
    OTHER = "other", "Lainnya"
