"""Words of the survey of satisfaction."""

from django.db import models


class SurveyState(models.TextChoices):
    """Where a period of the survey stands."""

    DRAFT = "draft", "rancangan"
    OPEN = "open", "dibuka"
    CLOSED = "closed", "ditutup, menunggu laporan"
    FINAL = "final", "laporan terbit"


class SurveyChannel(models.TextChoices):
    """How an answer came."""

    WEB = "web", "Laman survei"
    TICKET = "ticket", "Tautan sesudah tiket"
    PAPER = "paper", "Kertas"
