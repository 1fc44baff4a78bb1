"""Pages of a PDF as pictures, for the preview."""

import io

import pypdfium2

from core.sandbox.report import Job, Refused, Report

MOST_PIXELS = 12_000_000


def draw(content: bytes, job: Job) -> tuple[Report, bytes]:
    """Draw page `job.page` about `job.width` pixels wide, as JPEG.

    Raises:
        Refused: there is no such page.
    """
    document = pypdfium2.PdfDocument(content)
    if not 1 <= job.page <= len(document):
        raise Refused("no_such_page", len(document))
    page = document[job.page - 1]
    width, height = page.get_size()
    scale = min(job.width / max(width, 1), (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return Report(pages=len(document), width=picture.width, height=picture.height), out.getvalue()
