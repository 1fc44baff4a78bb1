"""The applicant's own application: where it stands, what comes next, starting anew."""

import logging
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.documents import declared_kind
from core.forms import add_refusal
from core.models import OfficialDocument
from core.permissions import actor
from core.refusals import Refusal
from registration.case_panels import case_panels
from registration.completeness import gaps
from registration.enums import ApplicationState
from registration.forms.signup import RestartForm
from registration.models import Application, ChangeRequest, DocumentFile
from registration.register import registered
from registration.services.application import application_start
from registration.tasklist import next_task, returned, tasks
from registration.transitions import SUBMIT, WITHDRAW

logger = logging.getLogger(__name__)
# After these nothing runs any more, and one may begin again.
ENDED = frozenset({ApplicationState.EXPIRED, ApplicationState.WITHDRAWN, ApplicationState.REJECTED})


def own_application(request: HttpRequest, number: str) -> Application:
    """The application with all that its pages read, if it is the signed-in person's own.

    Officers work at the desk, so theirs are the same 404 as a stranger's.

    Raises:
        Http404: there is none, or it is somebody else's; the latter is logged.
    """
    application = (
        Application.objects.select_related("owner__person", "current")
        .prefetch_related(
            "licences",
            "items",
            Prefetch("items__files", DocumentFile.objects.select_related("file").order_by("pk")),
        )
        .filter(number=number)
        .first()
    )
    if application is None:
        raise Http404
    if application.owner_id != request.user.pk:
        logger.warning("application asked for by a stranger", extra={"number": number, "user": request.user.pk})
        raise Http404
    return application


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """/pendaftaran/: one's latest application; without any, the page that starts one."""
    latest = Application.objects.filter(owner=actor(request)).order_by("-pk").first()
    if latest is None:
        return redirect("registration:vendor_signup")
    return redirect("registration:application", number=latest.number)


@require_safe
@never_cache
def application(request: HttpRequest, number: str) -> HttpResponse:
    """Where the application stands and what is to do."""
    row = own_application(request, number)
    is_open = SUBMIT.allows(row.state)
    listed = tasks(row) if is_open else []
    context: dict[str, Any] = {
        "application": row,
        "tasks": listed,
        "done": sum(task.is_done for task in listed),
        "next_task": next_task(row) if is_open else None,
        "is_complete": is_open and not gaps(row),
        "returned": returned(row),
        "letters": letters_of(row.number, row.owner_id),
        "leading_panels": case_panels(row, leads=True),
        "panels": case_panels(row, leads=False),
        "can_withdraw": WITHDRAW.allows(row.state),
        "can_restart": row.state in ENDED and not _has_running(row),
        "changes": change_block(row) if row.state == ApplicationState.APPROVED else None,
        "days_left": (row.due_at - timezone.now()).days if row.due_at else None,
    }
    return render(request, "registration/application/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def restart(request: HttpRequest, number: str) -> HttpResponse:
    """Begin again after an earlier application ended: a new number and an empty draft."""
    row = own_application(request, number)
    if row.state not in ENDED:
        return redirect("registration:application", number=number)
    form = RestartForm(request.POST or None, initial={"kind": row.kind})
    if request.method == "POST" and form.is_valid():
        try:
            fresh = application_start(owner=row.owner, kind=form.cleaned_data["kind"])
        except Refusal as refusal:
            running = _running(row).first()
            if running is not None:
                return redirect("registration:application", number=running.number)
            add_refusal(form, refusal.message)
        else:
            return redirect("registration:application", number=fresh.number)
    return render(request, "registration/application/restart.html", {"application": row, "form": form})


def own_applications(request: HttpRequest) -> dict[str, Any] | None:
    """The block of /akun/: all applications of the account and its running change requests, latest first.

    None when it never had an application.
    """
    rows = list(Application.objects.filter(owner=actor(request)).order_by("-pk")[:10])
    if not rows:
        return None
    running = ChangeRequest.objects.running().filter(owner=actor(request)).select_related("application")
    is_approved = any(row.state == ApplicationState.APPROVED for row in rows)
    return {
        "applications": rows,
        "changes": list(running.order_by("-pk")[:10]) if is_approved else [],
        "restart": rows[0] if rows[0].state in ENDED else None,
    }


def change_block(row: Application) -> dict[str, Any]:
    """What the page of an approved registration says about changes: the values in force, and what is running."""
    return {
        "registered": registered(row),
        "running": list(ChangeRequest.objects.running().filter(application=row).order_by("-pk")),
    }


def letters_of(number: str, holder: int) -> list[dict[str, Any]]:
    """Receipt and letters of a case of that account, found by the case's number, latest first."""
    found = OfficialDocument.objects.filter(case_number=number, holder=holder).order_by("-pk")[:10]
    return [
        {"label": declared_kind(letter.kind).label, "number": letter.number, "code": letter.code, "letter": letter}
        for letter in found
    ]


def _running(row: Application) -> Any:
    return Application.objects.filter(owner=row.owner_id).exclude(state__in=[*ENDED, ApplicationState.APPROVED])


def _has_running(row: Application) -> bool:
    return bool(_running(row).exists())
