"""Choices of the berita acara kesaksian: values are stable English slugs, labels are what people read."""

from django.db import models


class WitnessState(models.TextChoices):
    """Where a report stands, from the first note to its delivery (Pasal 24(2))."""

    DRAFT = "draft", "rancangan"
    CHECKED = "checked", "diperiksa, menunggu penetapan"
    FINAL = "final", "ditetapkan, belum ditandatangani"
    SIGNED = "signed", "ditandatangani"
    DELIVERED = "delivered", "diserahkan"
    DISCARDED = "discarded", "dibatalkan"


class WitnessRequestKind(models.TextChoices):
    """How the request reached the office."""

    LETTER = "letter", "Surat"
    TICKET = "ticket", "Tiket layanan"


class WitnessSide(models.TextChoices):
    """For whom somebody is present."""

    COMMITTEE = "committee", "ULP/Pokja/Panitia atau Pejabat Pengadaan"
    LPSE = "lpse", "Saksi dari LPSE"
    OTHER = "other", "Hadirin lain"


class BidFileKind(models.TextChoices):
    """What a bid file is, as SPSE names it."""

    QUALIFICATION = "qualification", "Kualifikasi"
    TECHNICAL = "technical", "Administrasi dan teknis"
    PRICE = "price", "Harga"
    FILE_ONE = "file_one", "File I"
    FILE_TWO = "file_two", "File II"
    OTHER = "other", "Lainnya"


class BidFileOutcome(models.TextChoices):
    """What came of the attempts at one file: a fact about the file, nothing about the bid."""

    UNOPENED = "unopened", "Tetap tidak dapat dibuka"
    OPENED = "opened", "Dapat dibuka"


class WitnessAttachmentKind(models.TextChoices):
    """What is attached to a report; never a bid file."""

    SCREENSHOT = "screenshot", "Tangkapan layar"
    SPSE_LOG = "spse_log", "Catatan SPSE"
    REQUEST = "request", "Salinan permintaan"
    LKPP_ANSWER = "lkpp_answer", "Jawaban LKPP"
    OTHER = "other", "Lampiran lain"
