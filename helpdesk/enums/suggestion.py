"""Choices of suggestions and their decisions: values are stable English slugs, labels are what people read."""

from django.db import models


class SuggestionOutcome(models.TextChoices):
    """What the LPSE says to a suggestion (Pasal 19(1)d)."""

    ACCEPTED = "accepted", "diterima"
    PARTLY = "partly", "diterima sebagian"
    DECLINED = "declined", "tidak diterima"
    FORWARDED = "forwarded", "diteruskan"


class DecisionState(models.TextChoices):
    """Where a decision about a suggestion stands, from the officer's recommendation on."""

    RECOMMENDED = "recommended", "usul petugas, menunggu keputusan"
    DECIDED = "decided", "diputuskan"
    DONE = "done", "sudah dilaksanakan"
    SUPERSEDED = "superseded", "digantikan"


class PublicSuggestionState(models.TextChoices):
    """Whether everybody reads a suggestion."""

    SHOWN = "shown", "tampil untuk umum"
    HIDDEN = "hidden", "tidak tampil"
