"""What every page of the desk shares: the admin's frame and gate, the case behind a number, the answer to a refusal."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.admin import acts
from core.admin.frame import framed, staff_page
from core.permissions import actor
from core.refusals import Refusal
from registration.models import Application, ChangeRequest, OfficialRequest
from verification.change_selectors import desk_changes
from verification.selectors import desk_applications

DeskRow = Application | OfficialRequest | ChangeRequest
_PAGES: dict[type[Any], str] = {OfficialRequest: "desk:official", ChangeRequest: "desk:change"}
desk_page = partial(staff_page, "verification.view_case")


def case(request: HttpRequest, number: str) -> Application:
    """The case behind a number, or 404, alike for what does not exist and what is still with the applicant."""
    rows = desk_applications(actor(request)).select_related(
        "owner", "review__decision__decided_by__person", "review__decision__letter"
    )
    rows = rows.prefetch_related("licences")
    return get_object_or_404(rows, number=number)


def desk_change(request: HttpRequest, number: str) -> ChangeRequest:
    """The change request behind a number, or 404, alike for what does not exist and what is still with the asker."""
    rows = desk_changes(actor(request)).select_related(
        "application__current",
        "owner__person",
        "entered_by__person",
        "decision__decided_by__person",
        "decision__letter",
    )
    return get_object_or_404(rows, number=number)


def page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page in the admin's frame."""
    return framed(request, f"verification/desk/{template}", title, context, status=status)


def address_of(row: DeskRow) -> str:
    """Where the desk shows the case or request."""
    return reverse(_PAGES.get(type(row), "desk:case"), args=[row.number])


def to_case(application: DeskRow, anchor: str = "") -> HttpResponseRedirect:
    """On to the page of the case or request, at the place where work goes on."""
    address = address_of(application)
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


def carried_out(
    request: HttpRequest,
    application: DeskRow,
    form: Form,
    act: Callable[[dict[str, Any]], str],
    anchor: str = "",
) -> HttpResponse | None:
    """Act on a good form and lead to the case or request; see `core.admin.acts.carried_out`."""
    return acts.carried_out(request, form, act, address_of(application), anchor)


def said(request: HttpRequest, refusal: Refusal, application: DeskRow) -> HttpResponse:
    """A refusal on top of the page of the case or request; see `core.admin.acts.refused`."""
    return acts.refused(request, refusal, address_of(application))
