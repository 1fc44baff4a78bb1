"""Choices of verification: values are stable English slugs, labels are what people read."""

from django.db import models


class PresenterKind(models.TextChoices):
    """Who came with the originals."""

    SIGNATORY = "signatory", "Penanggung jawab sendiri"
    ENVOY = "envoy", "Utusan penanggung jawab"


class Mode(models.TextChoices):
    """How an original was shown."""

    IN_PERSON = "in_person", "Tatap muka"
    VIDEO = "video", "Panggilan video"


class BlacklistResult(models.TextChoices):
    """What the officer found in the national blacklist; a namesake is "not listed" with a note."""

    NOT_LISTED = "not_listed", "Tidak tercantum"
    LISTED = "listed", "Tercantum"


class CheckResult(models.TextChoices):
    """Outcome of comparing one document with its original and with the data."""

    MATCH = "match", "Sesuai"
    MISMATCH = "mismatch", "Tidak sesuai"
    INVALID = "invalid", "Tidak berlaku"


class Outcome(models.TextChoices):
    """The two ends of an application (Pasal 10(3)); returning for completion is neither."""

    APPROVED = "approved", "disetujui"
    REJECTED = "rejected", "ditolak"


class UserIdState(models.TextChoices):
    """Where an entry of the User ID register stands. The portal records what was done in SPSE; it does nothing there."""

    RECORDED = "recorded", "tercatat, belum diaktifkan di SPSE"
    ACTIVE = "active", "aktif di SPSE"
    INACTIVE = "inactive", "dinonaktifkan di SPSE"


class EntrySource(models.TextChoices):
    """How an entry came into the User ID register."""

    DECIDED = "decided", "keputusan di portal"
    IMPORTED = "imported", "impor register lama"
