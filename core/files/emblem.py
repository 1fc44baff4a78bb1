"""Receiving a coat of arms: the rules of all files, then a small picture drawn anew, which is all that is kept."""

import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from core.files import inspection, policy
from core.files.scanner import ScannerError, scan
from core.refusals import NotReady

logger = logging.getLogger(__name__)


def emblem_receive(upload: UploadedFile) -> bytes:
    """The picture as PNG of at most 512 pixels, with its transparency and without anything else.

    It is scanned before it is drawn, because it is shown to everybody at once and waits in no quarantine (F2).

    Raises:
        BadInput: not a JPG or PNG, or one that the policy refuses.
        NotReady: the scanner gave no verdict.
    """
    name = policy.clean_name(upload.name or "")
    if (upload.size or 0) > policy.limits().size:
        raise policy.refusal("too_large", name)
    content = upload.read()
    if not content:
        raise policy.refusal("empty", name)
    content_type = policy.content_type_of(content[:1024], name)
    if content_type == "application/pdf":
        raise policy.refusal("not_picture", name)
    policy.named_as(name, content_type)
    policy.refuse_second_face(content, content_type, name)
    inspection.inspect(content, content_type=content_type, name=name)
    if settings.CLAMD_ADDRESS or not settings.DEMO:
        try:
            virus = scan(content).virus
        except ScannerError as error:
            logger.warning("scanner gave no verdict", extra={"file": "emblem", "why": str(error)})
            raise NotReady(
                "Pemindai virus sedang tidak menjawab, jadi lambang belum dapat diterima. Coba lagi sebentar lagi.",
                code="scanner",
            ) from error
        if virus:
            logger.warning("infected emblem refused", extra={"verdict": virus})
            raise policy.refusal("infected", name)
    report, picture = inspection.emblem(content)
    if report.code:
        raise policy.refusal(report.code, name)
    return picture
