"""What readers leave behind, without a name: counts of a day, and searches that found nothing."""

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from core import clock, profile
from core.free_text import tells_password
from helpdesk.models import Article, SearchMiss

_COUNTS = {"reads", "helpful", "unhelpful"}
_LONGEST_WORDS = 100
# Whatever looks like a number of a person, a telephone or an address is no word to write an article about.
_NAMES_SOMEBODY = re.compile(r"\d[\d.\-/ ]{6,}\d|\S+@\S+")
_ADD = """
    INSERT INTO helpdesk_articleday AS d (article_id, day, reads, helpful, unhelpful)
    VALUES (%(article)s, %(day)s, %(reads)s, %(helpful)s, %(unhelpful)s)
    ON CONFLICT (article_id, day) DO UPDATE SET
        reads = d.reads + EXCLUDED.reads, helpful = d.helpful + EXCLUDED.helpful, unhelpful = d.unhelpful + EXCLUDED.unhelpful
"""
_MISS = """
    INSERT INTO helpdesk_searchmiss AS m (words, count, first_at, last_at) VALUES (%(words)s, 1, %(now)s, %(now)s)
    ON CONFLICT (words) DO UPDATE SET count = m.count + 1, last_at = EXCLUDED.last_at, done_at = NULL
"""


def reading_count(article_id: int, what: str) -> None:
    """Count one reading or one vote of today.

    Args:
        what: ``reads``, ``helpful`` or ``unhelpful``.

    Raises:
        KeyError: there is no such count.
    """
    if what not in _COUNTS:
        raise KeyError(what)
    values: dict[str, Any] = dict.fromkeys(_COUNTS, 0) | {what: 1, "article": article_id, "day": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)


def vote_count(article: Article, *, is_helpful: bool) -> None:
    """Count one reader's word."""
    reading_count(article.pk, "helpful" if is_helpful else "unhelpful")


def miss_keep(words: str) -> bool:
    """Keep words that found nothing, unless they tell a password or something of a person.

    Returns:
        Whether they were kept.
    """
    clean = " ".join(words.lower().replace("\x00", "").split())[:_LONGEST_WORDS]
    if len(clean) < 3 or tells_password(clean) or _NAMES_SOMEBODY.search(clean):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_MISS, {"words": clean, "now": timezone.now()})
    return True


def knowledge_keep() -> int:
    """Forget searches that nobody repeated for long; returns how many."""
    age = timedelta(days=profile.current().limits.search_miss_days)
    return SearchMiss.objects.filter(last_at__lt=timezone.now() - age).delete()[0]
