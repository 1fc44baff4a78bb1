"""Two texts of an article side by side, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from helpdesk.enums.knowledge import ArticleAudience, ArticleCategory
from helpdesk.models.knowledge import ArticleText

_WORDS = {"equal": "", "replace": "diubah", "delete": "dihapus", "insert": "ditambah"}
_FIELDS = {
    "title": "Judul",
    "category": "Bagian",
    "audience": "Pembaca",
    "summary": "Ringkasan",
    "keywords": "Kata kunci",
}


@dataclass(frozen=True)
class Line:
    """One line of the comparison.

    Args:
        word: what happened to it; empty where nothing did.
    """

    before: str
    after: str
    word: str


def difference(before: ArticleText, after: ArticleText) -> list[Line]:
    """All fields of both texts, line by line; lines that were changed stand beside each other."""
    left, right = _lines(before), _lines(after)
    rows: list[Line] = []
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        olds, news = left[a_from:a_to], right[b_from:b_to]
        height = max(len(olds), len(news))
        olds += [""] * (height - len(olds))
        news += [""] * (height - len(news))
        for old, new in zip(olds, news, strict=True):
            word = _WORDS[tag if tag != "replace" or (old and new) else "delete" if old else "insert"]
            rows.append(Line(old, new, word if old or new else ""))
    return rows


def _lines(text: ArticleText) -> list[str]:
    shown = {"category": ArticleCategory(text.category).label, "audience": ArticleAudience(text.audience).label}
    head = [f"{label}: {shown.get(name, getattr(text, name))}" for name, label in _FIELDS.items()]
    return [*head, "", *text.body.splitlines()]
