"""Reads of the knowledge base: shelves, search, suggestions, and what the office looks after."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import QuerySet, Sum

from core import clock
from core.models import User
from core.roles import OFFICIAL_ROLES
from helpdesk.enums.knowledge import ArticleAudience, ArticleCategory, ArticleState
from helpdesk.models import Article, ArticleDay, ArticleVersion, SearchMiss, Ticket
from helpdesk.models.knowledge import SEARCHED
from helpdesk.models.ticket import SEARCH_CONFIG

MOST_SUGGESTED = 4
MOST_FOUND = 20
READ_DAYS = 30
_MOST_WORDS = 24
_ROW = ("category", "audience", "title", "summary", "published_at", "number", "article__slug")


def shelves(user: Any) -> list[tuple[str, str, list[ArticleVersion]]]:
    """Every article the person may read, by category: (key, label, articles), in the order of the categories."""
    rows: dict[str, list[ArticleVersion]] = {}
    for row in _readable(user).order_by("category", "title", "pk"):
        rows.setdefault(row.category, []).append(row)
    return [(key, label, rows[key]) for key, label in ArticleCategory.choices if key in rows]


def search(user: Any, words: str) -> list[ArticleVersion]:
    """Articles in which all the words stand, in any form, the best first."""
    return _matching(user, SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch"), MOST_FOUND)


def suggestions(user: Any, text: str, *, most: int = MOST_SUGGESTED) -> list[ArticleVersion]:
    """Articles that some of the words of a text hint at, the best first; none for a text without a word of weight."""
    words = re.findall(r"[^\W_]{3,40}", text[:2000])[:_MOST_WORDS]
    if not words:
        return []
    return _matching(user, SearchQuery(" or ".join(words), config=SEARCH_CONFIG, search_type="websearch"), most)


def for_answer(user: User, ticket: Ticket) -> list[ArticleVersion]:
    """Articles to link to in the answer to a ticket: such that whoever asked may open."""
    owner = ticket.owner
    open_to = [ArticleAudience.PUBLIC]
    if owner is not None and owner.has_role(*OFFICIAL_ROLES):
        open_to.append(ArticleAudience.OFFICIALS)
    found = suggestions(user, f"{ticket.subject} {ticket.description}", most=3 * MOST_SUGGESTED)
    return [row for row in found if row.audience in open_to][: 2 * MOST_SUGGESTED]


def _readable(user: Any) -> QuerySet[ArticleVersion]:
    return ArticleVersion.objects.visible_to(user).select_related("article").only(*_ROW)


def _matching(user: Any, query: SearchQuery, most: int) -> list[ArticleVersion]:
    """The index finds the rows; only these few are ranked, a word in the title above one in the text."""
    weights = [
        SearchVector("title", weight="A", config=SEARCH_CONFIG),
        SearchVector("keywords", "summary", weight="B", config=SEARCH_CONFIG),
        SearchVector("body", weight="D", config=SEARCH_CONFIG),
    ]
    rows = _readable(user).annotate(words=SearchVector(*SEARCHED, config=SEARCH_CONFIG)).filter(words=query)
    ranked = rows.annotate(rank=SearchRank(weights[0] + weights[1] + weights[2], query))
    return list(ranked.order_by("-rank", "title", "pk")[:most])


SHOWN = (
    ("", "Semua"),
    ("rancangan", "Rancangan"),
    ("diperiksa", "Siap terbit"),
    ("terbit", "Terbit"),
    ("ditinjau", "Perlu ditinjau"),
    ("ditarik", "Ditarik"),
)
_STATES = {
    "rancangan": ArticleState.DRAFT,
    "diperiksa": ArticleState.CHECKED,
    "terbit": ArticleState.PUBLISHED,
    "ditarik": ArticleState.WITHDRAWN,
}


def desk_articles(user: Any, *, show: str = "") -> QuerySet[Article]:
    """Articles for the desk's list; to be shown by `-changed_at`, those for review by `review_due`."""
    rows = Article.objects.visible_to(user)
    if show == "ditinjau":
        return rows.filter(review_due__lte=clock.today())
    return rows.filter(state=_STATES[show]) if show in _STATES else rows


def counts_of(articles: list[Article]) -> dict[int, dict[str, int]]:
    """Readings and votes of the last days, by article; one query for a page."""
    since = clock.today() - timedelta(days=READ_DAYS)
    rows = ArticleDay.objects.filter(article__in=[one.pk for one in articles], day__gt=since)
    sums = rows.values("article").annotate(
        all_reads=Sum("reads"), all_helpful=Sum("helpful"), all_unhelpful=Sum("unhelpful")
    )
    return {
        row["article"]: {"reads": row["all_reads"], "helpful": row["all_helpful"], "unhelpful": row["all_unhelpful"]}
        for row in sums.order_by("article")
    }


def most_read(*, most: int = 10) -> list[dict[str, Any]]:
    """What readers opened most in the last days."""
    since = clock.today() - timedelta(days=READ_DAYS)
    rows = (
        ArticleDay.objects.filter(day__gt=since)
        .values("article__slug", "article__title")
        .annotate(all_reads=Sum("reads"), all_helpful=Sum("helpful"), all_unhelpful=Sum("unhelpful"))
        .order_by("-all_reads", "article__slug")
    )
    return [dict(row) for row in rows[:most]]


def misses() -> QuerySet[SearchMiss]:
    """Searches without a result that nobody has looked at; to be shown by `-count`."""
    return SearchMiss.objects.filter(done_at__isnull=True)


def knowledge_due(user: Any) -> dict[str, Any] | None:
    """What the staff's first page says; None for people who do not look after articles, and when nothing waits."""
    if not user.has_perm("helpdesk.check_article"):
        return None
    figures = {
        "drafts": Article.objects.filter(state=ArticleState.CHECKED).count(),
        "due": Article.objects.filter(review_due__lte=clock.today()).count(),
        "misses": misses().order_by()[:100].count(),
    }
    return figures if any(figures.values()) else None
