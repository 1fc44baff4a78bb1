"""What the knowledge base keeps about people: names of officers who wrote a version. About readers it keeps nothing."""

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import Article, ArticleDay, ArticleVersion, SearchMiss


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(Article, ArticleDay, SearchMiss)
    register_personal_tables(
        PersonalTable(
            ArticleVersion,
            "Versi artikel bantuan",
            "",
            ("written_by_name",),
            plain=("title", "summary", "keywords", "body", "reason"),
            since="published_at",
            title="title",
            named=(Named("written_by_name"),),
        )
    )
