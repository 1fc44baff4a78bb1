"""Looking at a file without taking it along: pages as pictures, thumbnails, zoom; all of it works without scripts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from core.enums import FileState
from core.files import inspection
from core.files.services import FileContent, file_open
from core.models import StoredFile, User
from core.refusals import Refusal

THUMBNAIL_WIDTH = 140
# Zoom step: width of a drawn page in pixels.
WIDTHS = {1: 900, 2: 1350, 3: 2000}
_NEIGHBOURS = 3


@dataclass(frozen=True)
class PageLink:
    """One thumbnail of the strip."""

    number: int
    url: str
    image_url: str
    is_current: bool


@dataclass(frozen=True)
class FilePreview:
    """What ``core/files/viewer.html`` shows. Empty addresses mean: not possible from here."""

    file: StoredFile
    page: int
    pages: int
    zoom: int
    image_url: str
    download_url: str
    previous_url: str
    next_url: str
    closer_url: str
    wider_url: str
    strip: tuple[PageLink, ...]
    framed: bool


def file_preview(file: StoredFile, *, page: int = 1, zoom: int = 1, framed: bool = False) -> FilePreview:
    """Put together one view of a file; page and zoom out of range are moved to the nearest that exist."""
    is_pdf = file.content_type == "application/pdf"
    pages = max(file.pages, 1)
    page = min(max(page, 1), pages)
    zoom = min(max(zoom, 1), max(WIDTHS))
    viewer = reverse("core:file_viewer", args=[file.public_id])

    def link(**changed: int) -> str:
        query: dict[str, int] = {"hal": page, "perbesar": zoom, **changed}
        if framed:
            query["bingkai"] = 1
        return f"{viewer}?{urlencode(query)}"

    def picture(number: int, width: int) -> str:
        if not is_pdf:
            return reverse("core:file", args=[file.public_id, "lihat"])
        return f"{reverse('core:file_page', args=[file.public_id, number])}?lebar={width}"

    near = range(max(page - _NEIGHBOURS, 1), min(page + _NEIGHBOURS, pages) + 1) if pages > 1 else range(0)
    return FilePreview(
        file=file,
        page=page,
        pages=pages,
        zoom=zoom,
        image_url=picture(page, WIDTHS[zoom]),
        download_url=reverse("core:file", args=[file.public_id, "unduh"]),
        previous_url=link(hal=page - 1) if page > 1 else "",
        next_url=link(hal=page + 1) if page < pages else "",
        closer_url=link(perbesar=zoom + 1) if zoom < max(WIDTHS) else "",
        wider_url=link(perbesar=zoom - 1) if zoom > 1 else "",
        strip=tuple(
            PageLink(number, link(hal=number), picture(number, THUMBNAIL_WIDTH), number == page) for number in near
        ),
        framed=framed,
    )


def can_be_shown(file: StoredFile) -> bool:
    """True once there is a copy to look at."""
    return file.state in (FileState.CLEAN, FileState.UNSCANNED) and bool(file.view_name)


def page_picture(*, file: StoredFile, actor: User, page: int, width: int) -> FileContent:
    """One page of a PDF as a picture, drawn in the confined child.

    Raises:
        Refusal: as `file_open`; also when the page does not exist or cannot be drawn.
    """
    content = file_open(file=file, actor=actor, purpose="pratinjau")
    report, picture = inspection.draw_page(content.content, page=page, width=width)
    if report.code:
        raise Refusal(
            "Halaman ini tidak dapat digambar. Unduh berkasnya untuk melihat isinya.", code=f"page_{report.code}"
        )
    return FileContent(content=picture, content_type="image/jpeg", name=f"halaman-{page}.jpg")
