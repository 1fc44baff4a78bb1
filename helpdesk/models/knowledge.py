"""The knowledge base: what users ask again and again, answered once and kept right (Pasal 11(2)b)."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import set_in_state
from core.roles import OFFICIAL_ROLES
from core.triggers import FrozenRow
from helpdesk.enums.knowledge import ArticleAudience, ArticleCategory, ArticleState
from helpdesk.models.ticket import SEARCH_CONFIG

# What a search looks into; the index of the table is made of the same words.
SEARCHED = ("title", "keywords", "summary", "body")


def audiences_of(user: Any) -> list[str]:
    """Audiences whose articles the person may read."""
    if user.is_authenticated and user.has_perm("helpdesk.view_article"):
        return [str(one) for one in ArticleAudience]
    if user.is_authenticated and user.has_role(*OFFICIAL_ROLES):
        return [ArticleAudience.PUBLIC, ArticleAudience.OFFICIALS]
    return [ArticleAudience.PUBLIC]


class ArticleText(models.Model):
    """What an article says: kept once as the office works on it, and once in every published version."""

    category = models.CharField("bagian", max_length=14, choices=ArticleCategory)
    audience = models.CharField("pembaca", max_length=10, choices=ArticleAudience, default=ArticleAudience.PUBLIC)
    title = models.CharField("judul", max_length=150)
    summary = models.CharField("ringkasan", max_length=300)
    keywords = models.CharField("kata kunci", max_length=300, blank=True, default="")
    body = models.TextField("isi", max_length=20_000)

    class Meta:
        abstract = True


TEXT_FIELDS = ("category", "audience", "title", "summary", "keywords", "body")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Reads of articles by the office."""

    def visible_to(self, user: Any) -> "ArticleQuerySet":
        """All for who may see the desk; readers have the published versions instead."""
        return self if user.is_authenticated and user.has_perm("helpdesk.view_article") else self.none()


class Article(ArticleText):
    """One article as the office works on it. Its address (`slug`) is given once and stays."""

    slug = models.SlugField("alamat", max_length=80, unique=True, editable=False)
    state = models.CharField("keadaan", max_length=10, choices=ArticleState, default=ArticleState.DRAFT, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    # The same form sent twice is one article; a starter article is found again by it.
    submission = models.CharField(max_length=60, null=True, unique=True, editable=False)
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="penulis", related_name="+", editable=False, blank=True
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diperiksa oleh", null=True, on_delete=models.PROTECT, related_name="+",
        editable=False,
    )  # fmt: skip
    checked_at = models.DateTimeField("diperiksa", null=True, editable=False)
    returned_reason = models.CharField("alasan dikembalikan", max_length=500, blank=True, default="", editable=False)
    withdrawn_at = models.DateTimeField("ditarik", null=True, editable=False)
    withdrawal_reason = models.CharField("alasan ditarik", max_length=500, blank=True, default="", editable=False)
    review_due = models.DateField("ditinjau paling lambat", null=True, editable=False)
    changed_at = models.DateTimeField("diubah", default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "artikel bantuan"
        verbose_name_plural = "artikel bantuan"
        default_permissions = ("view", "add", "change")
        permissions = [("check_article", "Memeriksa dan menerbitkan artikel bantuan")]
        ordering = ["title"]
        constraints = [
            set_in_state("article_withdrawn_has_time", ArticleState.WITHDRAWN, "withdrawn_at"),
            # Starter articles come checked by the project, by nobody of the office.
            models.CheckConstraint(
                name="article_check_has_person",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False) & (Q(checked_by__isnull=False) | Q(submission__startswith="starter:")),
                violation_error_message="Pemeriksaan mencatat pemeriksanya.",
            ),
            models.CheckConstraint(
                name="article_checked_before_published",
                condition=~Q(state__in=[ArticleState.CHECKED, ArticleState.PUBLISHED]) | Q(checked_at__isnull=False),
                violation_error_message="Artikel diperiksa orang lain sebelum terbit.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at", "-id"], name="article_state"),
            models.Index(fields=["-changed_at", "-id"], name="article_recent"),
            models.Index(fields=["review_due", "id"], name="article_review", condition=Q(review_due__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["ArticleVersion"]):
    """Reads of published versions."""

    def current(self) -> "VersionQuerySet":
        """Those that readers see now."""
        return self.filter(is_current=True)

    def visible_to(self, user: Any) -> "VersionQuerySet":
        """Current ones meant for this person."""
        return self.current().filter(audience__in=audiences_of(user))


class ArticleVersion(ArticleText):
    """A version as it was published: number, who wrote, who checked, when and why; its words never change."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("versi")
    is_current = models.BooleanField("dibaca sekarang", default=True)
    reason = models.CharField("alasan perubahan", max_length=500)
    written_by_name = models.CharField("ditulis oleh", max_length=300)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diterbitkan oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField("terbit", default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versi artikel"
        verbose_name_plural = "versi artikel"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_number"),
            models.UniqueConstraint(
                fields=["article"], name="articleversion_one_current", condition=Q(is_current=True)
            ),
        ]
        indexes = [
            models.Index(fields=["category", "title"], name="articleversion_shelf", condition=Q(is_current=True)),
            GinIndex(
                SearchVector(*SEARCHED, config=SEARCH_CONFIG), name="articleversion_words", condition=Q(is_current=True)
            ),
        ]
        triggers = [
            FrozenRow(
                name="articleversion_stays",
                open_columns=("is_current",),
                condition_sql="OLD.is_current AND NOT NEW.is_current",
                sentence="Versi artikel yang terbit tidak berubah dan tidak dihapus.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (versi {self.number})"


class ArticleDay(models.Model):
    """How often an article was read on a day, and how often readers called it helpful; who they were is kept nowhere."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="days")
    day = models.DateField("hari")
    reads = models.PositiveIntegerField("dibaca", default=0)
    helpful = models.PositiveIntegerField("membantu", default=0)
    unhelpful = models.PositiveIntegerField("tidak membantu", default=0)

    class Meta:
        verbose_name = "angka harian artikel"
        verbose_name_plural = "angka harian artikel"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="articleday_once")]
        indexes = [models.Index(fields=["day"], name="articleday_day")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day}"


class SearchMiss(models.Model):
    """Words that found no article: what the office should write about next. No word of it names a person."""

    words = models.CharField("kata yang dicari", max_length=100, unique=True)
    count = models.PositiveIntegerField("banyaknya", default=1)
    first_at = models.DateTimeField("pertama", default=timezone.now)
    last_at = models.DateTimeField("terakhir", default=timezone.now)
    done_at = models.DateTimeField("ditindaklanjuti", null=True)

    class Meta:
        verbose_name = "pencarian tanpa hasil"
        verbose_name_plural = "pencarian tanpa hasil"
        default_permissions = ()
        ordering = ["-last_at", "-pk"]
        indexes = [
            models.Index(fields=["-count", "-id"], name="searchmiss_often", condition=Q(done_at__isnull=True)),
            models.Index(fields=["last_at"], name="searchmiss_old"),
        ]

    def __str__(self) -> str:
        return self.words
