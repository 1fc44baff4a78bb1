"""Starter articles: what every office needs on the first day, and may change from then on."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.audit import audit_record
from helpdesk.enums.knowledge import ArticleState
from helpdesk.models import Article
from helpdesk.services.knowledge import article_make, text_cleaned, version_add
from helpdesk.transitions.knowledge import ARTICLE_TYPE

_FILE = Path(__file__).resolve().parent.parent / "starter" / "articles.toml"
_PREFIX = "starter:"
AUTHOR = "Naskah awal portal"


def starter_articles() -> list[dict[str, Any]]:
    """The articles as they are written in the file."""
    found: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["article"]
    return found


def knowledge_load() -> int:
    """Publish the starter articles that this office does not have; returns how many.

    An article that is there stays as it is, whatever became of it: changed, withdrawn, or under another title. New ones
    are due for review at once, so that the office reads them and makes them its own.
    """
    loaded = 0
    for entry in starter_articles():
        key = f"{_PREFIX}{entry['key']}"
        with transaction.atomic():
            if Article.objects.filter(submission=key).exists():
                continue
            article = article_make(
                submission=key,
                state=ArticleState.PUBLISHED,
                checked_at=timezone.now(),
                review_due=clock.today(),
                **text_cleaned(entry),
            )
            if article.versions.exists():
                continue
            version_add(article, reason="Artikel awal", written_by_name=AUTHOR, published_by=None)
            audit_record(
                action="article.loaded", object_type=ARTICLE_TYPE, object_number=article.slug, actor=None, data={}
            )
        loaded += 1
    return loaded
