"""Words of the knowledge base: where an article stands, what it is about, who may read it."""

from django.db import models


class ArticleState(models.TextChoices):
    """Where the text that the office works on stands; readers see the last published version."""

    DRAFT = "draft", "rancangan"
    CHECKED = "checked", "diperiksa, menunggu terbit"
    PUBLISHED = "published", "terbit"
    WITHDRAWN = "withdrawn", "ditarik"


class ArticleCategory(models.TextChoices):
    """What users ask about most."""

    ACCOUNT = "account", "Akun dan kata sandi"
    REGISTRATION = "registration", "Pendaftaran dan verifikasi"
    BIDDING = "bidding", "Penawaran dan berkas"
    OFFICIALS = "officials", "Pejabat pengadaan"
    NATIONAL = "national", "Akun nasional INAPROC"
    OFFICE = "office", "Layanan LPSE"


class ArticleAudience(models.TextChoices):
    """Who may read an article."""

    PUBLIC = "public", "Semua orang"
    OFFICIALS = "officials", "Pejabat pengadaan dan petugas"
    STAFF = "staff", "Petugas LPSE"
