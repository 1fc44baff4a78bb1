"""Answers that carry what people uploaded: never rendered in the portal's origin (F3, ASVS 3.2.1, 5.4.1)."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from core.files.services import FileContent

SANDBOX = "default-src 'none'; sandbox; frame-ancestors {ancestors}; base-uri 'none'; form-action 'none'"


def file_response(content: FileContent, *, inline: bool) -> HttpResponse:
    """An answer with the file: attachment by default, inline only for pictures of the preview on our own pages."""
    response = HttpResponse(content.content, content_type=content.content_type)
    shown = inline and content.content_type.startswith("image/")
    disposition = content_disposition_header(as_attachment=not shown, filename=content.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Length"] = str(len(content.content))
    response.headers["Content-Security-Policy"] = SANDBOX.format(ancestors="'self'" if shown else "'none'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN" if shown else "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to keep, for this person alone.

    Args:
        name: ascii file name with its ending.
    """
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, no_store=True, private=True)
    return response
