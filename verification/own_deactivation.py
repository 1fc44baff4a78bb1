"""The vendor's side of a deactivation: the own case, its letters, and one reply."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.files.forms import UploadForm
from core.forms import add_refusal
from core.models import OfficialDocument
from core.permissions import actor
from core.refusals import BadInput, Refusal
from core.views.documents import download
from verification.deactivation_forms import ReplyForm
from verification.enums import DeactivationState, FilePurpose
from verification.models import Deactivation
from verification.models.deactivation import DECIDED_STATES
from verification.services.deactivation_records import MOST_REPLY_FILES, deactivation_reply, reply_file_add

logger = logging.getLogger(__name__)


def _own(request: HttpRequest, number: str) -> Deactivation:
    """The decided case of one's own User ID; to all others, and before the decision, it does not exist."""
    rows = Deactivation.objects.select_related("user_id__holder", "letter", "end_letter", "reply")
    row = rows.filter(number=number, state__in=DECIDED_STATES).first()
    if row is None:
        raise Http404
    if row.user_id.holder_id != actor(request).pk:
        logger.warning("deactivation asked for by a stranger", extra={"number": number, "user": request.user.pk})
        raise Http404
    return row


@require_safe
@never_cache
def deactivation(request: HttpRequest, number: str) -> HttpResponse:
    """What happened to the User ID and why, until when, the letters, and the own answer."""
    row = _own(request, number)
    reply = getattr(row, "reply", None)
    files = list(row.files.filter(purpose=FilePurpose.REPLY).select_related("file"))
    context = {
        "row": row,
        "reply": reply,
        "reply_files": files,
        "may_attach": reply and row.state == DeactivationState.ACTIVE and len(files) < MOST_REPLY_FILES,
        "letters": [letter for letter in (row.end_letter, row.letter) if letter],
        "may_reply": reply is None and row.state == DeactivationState.ACTIVE,
    }
    return render(request, "verification/deactivation/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer once, then add attachments one by one; who is too late is led back to the case that says so."""
    row = _own(request, number)
    has_answered = hasattr(row, "reply")
    if request.method != "POST" and row.state != DeactivationState.ACTIVE:
        return redirect("verification:deactivation", number=number)
    kind = UploadForm if has_answered else ReplyForm
    form = kind(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    if has_answered and request.method == "POST" and "text" in request.POST:
        # The answer was sent twice: the first one stands.
        return redirect("verification:deactivation", number=number)
    if form.is_valid():
        data = form.cleaned_data
        try:
            if has_answered:
                reply_file_add(deactivation=row, actor=actor(request), upload=data["file"])
            else:
                deactivation_reply(deactivation=row, actor=actor(request), text=data["text"], upload=data["attachment"])
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except Refusal:
            return redirect("verification:deactivation", number=number)
        else:
            return redirect("verification:deactivation", number=number)
    context = {"row": row, "form": form, "has_answered": has_answered}
    status = 400 if form.errors else 200
    return render(request, "verification/deactivation/reply.html", context, status=status)


@require_safe
@never_cache
def letter(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A letter of the own case; others of the account stay closed while it is suspended."""
    row = _own(request, number)
    if not OfficialDocument.objects.filter(case_number=row.number, code=code, holder=actor(request)).exists():
        raise Http404
    return download(request, code)


def own_deactivations(request: HttpRequest) -> dict[str, Any] | None:
    """The block of /akun/: deactivations of one's User IDs, newest first; None when there never was one."""
    rows = Deactivation.objects.filter(user_id__holder=actor(request), state__in=DECIDED_STATES)
    found = list(rows.select_related("user_id").order_by("-pk")[:10])
    return {"rows": found} if found else None
