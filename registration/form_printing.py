"""Makes the PDF of a form. Workers only: this imports the PDF engine."""

import logging
import secrets

from django.conf import settings
from django.utils import timezone

from core import pdf, profile
from core.crypto import seal
from core.work import backoff, work_claim
from registration.documents import TEMPLATES, form_context
from registration.enums import FormKind
from registration.models import PreparedForm

log = logging.getLogger(__name__)

ATTEMPTS = 5


def form_print(pk: int) -> bool:
    """Render the form behind a waiting row. Returns True when this call finished it; safe to run twice.

    An application that changed meanwhile keeps its row's version: the page then asks for the new one.
    """
    claim = work_claim(PreparedForm, pk)
    if claim is None:
        return False
    row = claim.row
    try:
        content = printed(row)
    except Exception as error:
        # Whatever went wrong, the row must say so; nothing is swallowed unseen.
        log.exception("form cannot be printed", extra={"form": row.kind, "row": row.pk})
        words = f"{type(error).__name__}: {error}"
        if claim.token < ATTEMPTS:
            claim.retry(words, after=backoff(claim.token))
        else:
            claim.fail(words)
        return False
    return claim.finish(sealed=seal(content, nonce=secrets.token_bytes(12)), rendered_at=timezone.now())


def printed(row: PreparedForm) -> bytes:
    """The PDF of a row, under the profile version it belongs to."""
    return pdf.render_pdf(
        TEMPLATES[FormKind(row.kind)],
        form_context(row.kind, row.application),
        profile=profile.stored(row.profile_version.data),
        example=settings.DEMO,
    )
