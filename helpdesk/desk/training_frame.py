"""What every page of the desk of trainings shares: the admin's frame and gate, the training behind a number, the answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.admin import acts
from core.admin.frame import framed
from core.permissions import actor
from core.refusals import Forbidden
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.permissions.training import can_run_trainings, can_view_trainings

View = Callable[..., HttpResponseBase]


def training_page(*methods: str) -> Callable[[View], View]:
    """A page of the desk: through the admin's gate, for people who may see trainings, never cached."""

    def wrap(view: View) -> View:
        @wraps(view)
        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not can_view_trainings(actor(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return require_http_methods(methods)(admin.site.admin_view(allowed))

    return wrap


def page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page in the admin's frame."""
    return framed(request, f"helpdesk/training/desk/{template}", title, context, status=status)


def found(request: HttpRequest, number: str) -> Training:
    """The training behind a number, or 404."""
    rows = Training.objects.visible_to(actor(request)).select_related("room", "room_booking", "created_by__person")
    return get_object_or_404(rows, number=number)


def participant(request: HttpRequest, number: str) -> TrainingEnrolment:
    """The participant behind a number, or 404."""
    rows = TrainingEnrolment.objects.visible_to(actor(request)).select_related("training__room", "user__person")
    return get_object_or_404(rows, number=number)


def require_officer(request: HttpRequest) -> None:
    """Refuse who only looks on.

    Raises:
        Forbidden: becomes the page 403.
    """
    if not can_run_trainings(actor(request)):
        raise Forbidden("Pelatihan diurus petugas Unit Layanan dan Dukungan.", code="not_officer")


def done(request: HttpRequest, training: Training, act: Callable[[], object], words: str) -> HttpResponse:
    """Act, then lead to the training; see `core.admin.acts.done`."""
    return acts.done(request, act, words, reverse("training_desk:training", args=[training.number]))
