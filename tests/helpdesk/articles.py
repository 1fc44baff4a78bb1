"""Articles of the knowledge base for tests, made by the services."""

import itertools
from typing import Any

from core.models import User
from helpdesk.models import Article
from helpdesk.services.knowledge import article_make, version_add

_numbers = itertools.count(1)
TEXT = {
    "category": "account",
    "audience": "public",
    "title": "Lupa kata sandi SPSE",
    "summary": "Buat sendiri dengan tautan ke surel.",
    "keywords": "password login",
    "body": "Buka halaman masuk.\n\n1. Pilih lupa.\n2. Ikuti tautannya.",
}


def draft(writer: User, **text: Any) -> Article:
    """A draft that this person wrote."""
    article = article_make(submission=None, **{**TEXT, "title": f"Lupa kata sandi SPSE {next(_numbers)}", **text})
    article.writers.add(writer)
    return article


def published(writer: User, checker: User, **text: Any) -> Article:
    """An article that readers see; the people need no role, as in the services they would."""
    article = draft(writer, **text)
    Article.objects.filter(pk=article.pk).update(state="published", checked_by=checker, checked_at=article.changed_at)
    article.refresh_from_db()
    version_add(article, reason="Pertama terbit", written_by_name=writer.full_name, published_by=checker)
    article.writers.clear()
    return article
