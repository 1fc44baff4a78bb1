"""Who may do what in the knowledge base, in one place (rule 2): whoever wrote a word of a version does not check it."""

from typing import Any

from helpdesk.models import Article

VIEW, ADD, WRITE = "helpdesk.view_article", "helpdesk.add_article", "helpdesk.change_article"
CHECK = "helpdesk.check_article"


def can_write(user: Any) -> bool:
    """May begin, write and withdraw articles."""
    return bool(user.is_authenticated and user.has_perm(WRITE))


def may_check(user: Any) -> bool:
    """Holds a role that checks and publishes articles."""
    return bool(user.is_authenticated and user.has_perm(CHECK))


def can_check(user: Any, article: Article) -> bool:
    """May check and publish this text: wrote nothing of it."""
    return may_check(user) and not article.writers.filter(pk=user.pk).exists()
