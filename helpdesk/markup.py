"""The small markup of articles and announcements: paragraphs, headings, lists, bold words and links, and nothing else.

All text is escaped; what is not one of these marks stays as it was typed. There is no way to write HTML.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

HELP = (
    "Baris kosong memisahkan alinea. “## ” di awal baris: judul kecil. “- ” atau “1. ” di awal baris: daftar. "
    "**kata** menebalkan; [teks](https://alamat) atau [teks](/bantuan/) menjadi tautan."
)
_HEADING = re.compile(r"##\s+(?P<text>\S.*)")
_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*])|(?P<number>\d{1,2})[.)])\s+(?P<text>\S.*)")
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<label>[^\]\n]+)\]\((?P<href>(?:https?://|/(?!/))[^\s()<>\"'\\]+)\)"
)


def html(text: str) -> SafeString:
    """The text as escaped HTML of paragraphs, small headings and lists."""
    return mark_safe("\n".join(_blocks(text)))  # noqa: S308 - every piece is escaped or made here


def plain(text: str) -> str:
    """The text without its marks, as it stands in a mail or a feed: a link as ``teks (https://alamat)``."""
    bare = _INLINE.sub(lambda found: found["bold"] or f"{found['label']} ({found['href']})", _lines(text))
    return re.sub(r"^##\s+", "", bare, flags=re.MULTILINE).strip()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str) -> Iterator[str]:
    """One piece of HTML for each run of lines of the same kind."""
    kind, run = "", [""]
    for line in [*_lines(text).split("\n"), ""]:
        heading, item = _HEADING.fullmatch(line.strip()), _ITEM.fullmatch(line.rstrip())
        found = "h2" if heading else ("ul" if item["bullet"] else "ol") if item else "p" if line.strip() else ""
        if found != kind or found == "h2":
            yield from _drawn(kind, run)
            kind, run = found, []
        match = heading or item
        run.append(match["text"] if match else line.strip())
    yield from _drawn(kind, run)


def _drawn(kind: str, run: list[str]) -> Iterator[str]:
    if kind in {"ul", "ol"}:
        items = "".join(f"<li>{_inline(one)}</li>" for one in run)
        yield f"<{kind}>{items}</{kind}>"
    elif kind:
        yield f"<{kind}>{'<br>'.join(_inline(one) for one in run)}</{kind}>"


def _inline(text: str) -> str:
    pieces, at = [], 0
    for found in _INLINE.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        if found["bold"]:
            pieces.append(format_html("<strong>{}</strong>", found["bold"]))
        else:
            pieces.append(format_html('<a href="{}">{}</a>', found["href"], found["label"]))
        at = found.end()
    return "".join((*pieces, escape(text[at:])))
