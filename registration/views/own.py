"""The applicant's own application: where it stands, what comes next, starting anew."""

import logging
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.models import User
from registration.models import Application

logger = logging.getLogger(__name__)


def own_application(request: HttpRequest, number: str) -> Application:
    """The application, if it is the signed-in person's own.

    Officers work at the desk, so theirs are the same 404 as a stranger's.

    Raises:
        Http404: there is none, or it is somebody else's; the latter is logged.
    """
    application = Application.objects.select_related("owner__person").filter(number=number).first()
    if application is None:
        raise Http404
    if application.owner_id != request.user.pk:
        logger.warning("application asked for by a stranger", extra={"number": number, "user": request.user.pk})
        raise Http404
    return application


def actor(request: HttpRequest) -> User:
    """The signed-in account."""
    return cast(User, request.user)


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
    context: dict[str, Any] = {"application": row}
    return render(request, "registration/application/overview.html", context)
