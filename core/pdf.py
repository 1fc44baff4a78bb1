"""Letters as PDF/A-3b by WeasyPrint. Only workers and commands import this module: the engine is slow to load.

What a template may fetch is closed: the project's own static files and `data:` addresses. The style sheets are parsed
once and the fonts are set up once in each process (docs/architecture.md, section 7).
"""

import base64
import gc
import io
import logging
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.profile import Profile
from core.profile import shipped as shipped_profile

log = logging.getLogger(__name__)

# A host that cannot exist (RFC 6761) stands for the static files, so nothing can be fetched by accident.
STATIC_BASE = "https://static.invalid/"
VARIANT = "pdf/a-3b"
NEUTRAL_SHIELD = "img/perisai-contoh.svg"
# Printed 23 mm wide, so 280 dots an inch; a picture straight from a camera would cost three times the whole letter.
_ARMS_PIXELS = 256
_ARMS_BYTES = 2 * 1024 * 1024
# Objects that a letter leaves behind: one of two pages some 15,000, which the collections to come take unnoticed; a report
# of many tables 50,000, and fifty such reports would make a worker a fifth larger.
_MUCH_LEFT = 30_000


class Pdf(NamedTuple):
    """A finished PDF and its number of pages."""

    content: bytes
    pages: int


class OwnFilesOnly(URLFetcher):
    """Serves `data:` addresses and the project's own static files; refuses everything else, without looking at it."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Answer from memory or from the static folders.

        Raises:
            ValueError: any other address; WeasyPrint leaves the resource out.
            FatalURLFetchingError: a static file of ours is missing; the letter must not be made without it.
        """
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if not url.startswith(STATIC_BASE):
            log.warning("letter asked for an address outside the project")
            raise ValueError("only the project's own files may be fetched")
        name = url.removeprefix(STATIC_BASE).split("?")[0].split("#")[0]
        path = finders.find(name)
        if path is None:
            raise FatalURLFetchingError(f"static file {name} is missing")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style(name: str) -> CSS:
    return CSS(url=f"{STATIC_BASE}letters/{name}.css", url_fetcher=OwnFilesOnly(), font_config=_fonts())


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Layout makes objects by the hundred thousand that all live until its end: looking for garbage among them again and
    again takes a third of its time and finds none. After a long letter one look takes all it left."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        if gc.get_count()[0] > _MUCH_LEFT:
            gc.collect()


def render(template: str, context: dict[str, Any], *, profile: Profile, example: bool, identifier: str = "") -> Pdf:
    """Lay out a letter.

    Args:
        template: extends ``core/letters/base.html``.
        context: what the template reads besides `profile`, `example` and `coat_of_arms`; without `document` it is a
            blank form that bears no number and no QR code.
        profile: the LPSE profile that gives names, paper and colour.
        example: every page says that it is an example and no official document.
        identifier: first half of the PDF file identifier; an altered copy usually still bears it.

    Raises:
        FatalURLFetchingError: a file of the project itself is missing.
        RecursionError: the content is nested too deeply to be laid out.
    """
    words = render_to_string(
        template,
        {
            "document": None,
            "check_address": "",
            **context,
            "profile": profile,
            "example": example,
            "coat_of_arms": coat_of_arms(profile),
            "check_site": f"{settings.BASE_URL.split('://', 1)[-1]}/periksa/",
        },
    )
    html = HTML(string=words, base_url=STATIC_BASE, url_fetcher=OwnFilesOnly())
    for element in html.etree_element.iter():
        # rel=attachment would put a file into the PDF; letters never carry files.
        if "attachment" in element.get("rel", "").lower():
            del element.attrib["rel"]
    styles = [_style("letter"), _style(f"paper-{profile.letterhead.paper.lower()}")]
    with _collecting_later():
        laid_out = html.render(font_config=_fonts(), stylesheets=styles, pdf_variant=VARIANT)
        content = laid_out.write_pdf(pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=identifier.encode() or True)
    return Pdf(content, len(laid_out.pages))


def render_pdf(template: str, context: dict[str, Any], *, profile: Profile, example: bool) -> bytes:
    """The bytes alone, for blank forms; see `render`."""
    return render(template, context, profile=profile, example=example).content


def warm() -> None:
    """Load fonts, style sheets and all addresses, so that the first letter of a worker is as quick as the next."""
    address = settings.BASE_URL + reverse("core:document_search")
    for slug in ("luwu-utara", "temanggung"):
        render("core/letters/warm.html", {"check_address": address}, profile=shipped_profile(slug), example=True)
    # What a worker holds now it holds for ever; set aside, the collection after a long letter looks at that letter alone.
    gc.collect()
    gc.freeze()


def coat_of_arms(profile: Profile) -> str:
    """Address of the picture in the letterhead: the uploaded one as `data:`, else the neutral shield marked CONTOH."""
    name = profile.letterhead.coat_of_arms
    path = Path(settings.DATA_DIR) / "profile" / Path(name).name
    if name and path.is_file() and path.stat().st_size <= _ARMS_BYTES:
        return _picture(path, path.stat().st_mtime_ns)
    return STATIC_BASE + NEUTRAL_SHIELD


@lru_cache(maxsize=4)
def _picture(path: Path, changed: int) -> str:
    """The picture as a `data:` address, made small enough for a letterhead; `changed` tells one upload from the next."""
    content, kind = path.read_bytes(), "image/svg+xml"
    if path.suffix.lower() != ".svg":
        with Image.open(io.BytesIO(content)) as picture:
            picture.thumbnail((_ARMS_PIXELS, _ARMS_PIXELS), Image.Resampling.LANCZOS)
            small = io.BytesIO()
            picture.convert("RGBA").save(small, "PNG", optimize=True)
        content, kind = small.getvalue(), "image/png"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
