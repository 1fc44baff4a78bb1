"""Looking into PDFs: their words, their pages, and their picture against the one that a person approved."""

import io
import os
import re
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

BASELINES = Path(__file__).resolve().parents[1] / "baselines"
# Two builds of the font libraries place some edges of letters half a pixel apart; a changed line is far above this.
_TOLERANCE = 1.2


def words(content: bytes) -> str:
    """The text of all pages, every run of blanks as one."""
    with pypdfium2.PdfDocument(content) as document:
        return " ".join(_plain(page) for page in document)


def page_words(content: bytes, page: int) -> str:
    """The text of one page, counted from nought."""
    with pypdfium2.PdfDocument(content) as document:
        return _plain(document[page])


def _plain(page: pypdfium2.PdfPage) -> str:
    # A hyphen at the end of a line comes as a mark of its own; our letters divide no word, so it was written.
    text = page.get_textpage().get_text_range().replace("\ufffe", "-")
    return re.sub(r"\s+", " ", text)


def pages(content: bytes) -> int:
    """How many pages it has."""
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def is_archival(content: bytes) -> bool:
    """True when it calls itself PDF/A-3b, has an output intent and embeds every font."""
    with pikepdf.open(io.BytesIO(content)) as document:
        meta = document.open_metadata()
        fonts = [
            item["/FontDescriptor"]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/FontDescriptor" in item
        ]
        embedded = all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        return (
            meta.get("pdfaid:part") == "3"
            and meta.get("pdfaid:conformance") == "B"
            and "/OutputIntents" in document.Root
            and bool(fonts)
            and embedded
        )


def looks_as_approved(content: bytes, name: str) -> float:
    """Mean difference (0-255) of the worst page from its approved picture ``tests/baselines/<name>-<page>.png``.

    With ``NEW_BASELINES=1`` the pictures are made anew; look at them before committing.
    """
    worst = 0.0
    with pypdfium2.PdfDocument(content) as document:
        for number, page in enumerate(document, 1):
            picture = page.render(scale=0.8).to_pil().convert("L")
            path = BASELINES / f"{name}-{number}.png"
            if os.environ.get("NEW_BASELINES"):
                path.parent.mkdir(exist_ok=True)
                picture.quantize(16).save(path, optimize=True)
                continue
            with Image.open(path) as approved:
                assert approved.size == picture.size, f"{name} page {number} has another size"
                histogram = ImageChops.difference(approved.convert("L"), picture).histogram()
            worst = max(worst, sum(level * count for level, count in enumerate(histogram)) / sum(histogram))
    return worst


def assert_looks_as_approved(content: bytes, name: str) -> None:
    """Fail when a page looks different from its approved picture."""
    difference = looks_as_approved(content, name)
    assert difference <= _TOLERANCE, f"{name} differs by {difference:.2f} from its approved picture"
