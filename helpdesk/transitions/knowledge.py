"""The life of an article's text on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.knowledge import ArticleState as S

ARTICLE_TYPE = "article"

CHECK = transition("check", [S.DRAFT], S.CHECKED, action="article.checked", label="Nyatakan sudah diperiksa")
RETURN = transition("return", [S.CHECKED], S.DRAFT, action="article.returned", label="Kembalikan ke penulis")
PUBLISH = transition("publish", [S.CHECKED], S.PUBLISHED, action="article.published", label="Terbitkan")
REVISE = transition("revise", [S.PUBLISHED, S.WITHDRAWN], S.DRAFT, action="article.revised", label="Perbaiki")
WITHDRAW = transition(
    "withdraw", [S.DRAFT, S.CHECKED, S.PUBLISHED], S.WITHDRAWN, action="article.withdrawn", label="Tarik"
)

ALL = (CHECK, RETURN, PUBLISH, REVISE, WITHDRAW)
