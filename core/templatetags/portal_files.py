"""Uploaded files on pages: state with self-refresh, preview frame, upload form."""

from typing import Any

from django import forms, template
from django.urls import reverse

from core.files.preview import can_be_shown
from core.models import StoredFile

register = template.Library()


@register.inclusion_tag("core/files/state.html", takes_context=True)
def file_state(context: template.Context, file: StoredFile) -> dict[str, Any]:
    """The state of a file as a badge. While the scan is pending it refreshes itself, and offers a plain reload link.

    The page loads htmx in its `scripts` block: ``{% include "core/files/scripts.html" %}``.
    """
    request = context.get("request")
    return {"file": file, "reload_url": request.get_full_path() if request is not None else ""}


@register.inclusion_tag("core/files/preview.html")
def file_preview(file: StoredFile) -> dict[str, Any]:
    """The file in a frame with pages, thumbnails and zoom; the form beside it keeps its input. Needs no script."""
    viewer = reverse("core:file_viewer", args=[file.public_id])
    return {
        "file": file,
        "can_be_shown": can_be_shown(file),
        "viewer_url": viewer,
        "frame_url": f"{viewer}?bingkai=1",
        "download_url": reverse("core:file", args=[file.public_id, "unduh"]),
    }


@register.inclusion_tag("core/files/upload.html", takes_context=True)
def file_upload(
    context: template.Context, form: forms.Form, action: str = "", button: str = "Unggah berkas"
) -> dict[str, Any]:
    """An upload form: plain without scripts, with a progress bar where ``js/upload.js`` runs.

    Args:
        form: has one `core.files.forms.UploadField`, and whatever else travels with it.
        action: address it posts to; empty: the page itself.
    """
    return {"form": form, "action": action, "button": button, "csrf_token": context.get("csrf_token")}
