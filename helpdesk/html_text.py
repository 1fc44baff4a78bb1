"""The words of an HTML mail: nothing of it is run, loaded or kept as markup."""

from html.parser import HTMLParser

_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul")
)  # fmt: skip
_SILENT = frozenset(("script", "style", "title", "template", "noscript"))
# The parser may take quadratic time over broken markup; no letter is longer.
_LONGEST = 200_000


class _Words(HTMLParser):
    """Collects what a reader would see, line by line; quoted parts begin with ``>`` as in plain mails."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks begin a line."""
        if tag in _SILENT:
            self.silent += 1
        if tag == "blockquote":
            self.quoted += 1
        if tag in _BLOCKS:
            self.lines.append("- " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        """Blocks end it."""
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Words, with white space as HTML means it."""
        words = " ".join(data.split())
        if self.silent or not words:
            return
        if self.quoted and not self.lines[-1]:
            self.lines[-1] = "> "
        before = " " if data[:1].isspace() and self.lines[-1].strip() else ""
        after = " " if data[-1:].isspace() else ""
        self.lines[-1] += f"{before if not self.lines[-1].endswith(' ') else ''}{words}{after}"


def html_text(markup: str) -> str:
    """The text of a page of HTML, without more than one empty line at a time."""
    reader = _Words()
    reader.feed(markup[:_LONGEST])
    reader.close()
    kept: list[str] = []
    for line in (one.rstrip() for one in reader.lines):
        if line not in {"", "-"} or (kept and kept[-1]):
            kept.append("" if line == "-" else line)
    return "\n".join(kept).strip()
