"""The files of every kind of berita acara, to download; each download leaves a trace (L1)."""

from django.http import Http404, HttpRequest, HttpResponse

from core.audit import audit_record
from core.documents import document_read, file_name
from core.files.response import pdf_response
from core.permissions import actor
from core.revisions import revision_read
from helpdesk.models import OutageReport, WitnessReport


def revision_answer(
    request: HttpRequest, report: WitnessReport | OutageReport, ordinal: int, *, action: str, object_type: str
) -> HttpResponse:
    """The PDF as it was issued (0) or one of its signed copies, of a report that the person was found to see.

    Args:
        action: audit key of the download.

    Raises:
        Http404: there is no such file.
    """
    document = report.document
    if document is None or not document.is_ready:
        raise Http404
    found = document.revisions.filter(ordinal=ordinal).first() if ordinal else None
    if ordinal and found is None:
        raise Http404
    content = revision_read(found) if found else document_read(document)
    if request.method == "GET":
        audit_record(
            action=action,
            object_type=object_type,
            object_number=report.number,
            actor=actor(request),
            data={"revision": ordinal, "sha256": found.sha256 if found else document.sha256},
        )
    name = file_name(document)
    if found:
        name = f"{name.removesuffix('.pdf')}-revisi-{ordinal}.pdf"
    return pdf_response(content, name)
