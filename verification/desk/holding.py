"""Taking, releasing, taking over and ending: the pages of the desk that cases and change requests share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.admin.frame import View
from core.permissions import actor
from core.refusals import Refusal
from registration.models import Application, ChangeRequest
from verification.change_selectors import review_of
from verification.desk.frame import address_of, carried_out, case, desk_change, desk_page, page, said, to_case
from verification.forms import TakeOverForm
from verification.models import ChangeReview, Review
from verification.selectors import case_of
from verification.services.holding import CASES, CHANGES, Claims, ReviewT, RowT

EndPage = Callable[[HttpRequest, Any, Any], HttpResponse]


@dataclass(frozen=True)
class Desk(Generic[RowT, ReviewT]):
    """Where one kind of row is worked on.

    Args:
        find: the row behind a number that the person may open, or 404.
        review_of: its review with the people in it, or None while nobody took it.
    """

    claims: Claims[RowT, ReviewT]
    find: Callable[[HttpRequest, str], RowT]
    review_of: Callable[[RowT], ReviewT | None]


CASE_DESK: Desk[Application, Review] = Desk(CASES, case, case_of)
CHANGE_DESK: Desk[ChangeRequest, ChangeReview] = Desk(CHANGES, desk_change, review_of)


def claim_page(desk: Desk[Any, Any]) -> View:
    """The button that takes it."""

    @desk_page("POST")
    def claim(request: HttpRequest, number: str) -> HttpResponse:
        row = desk.find(request, number)
        try:
            desk.claims.claim(row, actor(request))
        except Refusal as refusal:
            return said(request, refusal, row)
        messages.success(request, f"{desk.claims.title} {number} sekarang Anda pegang.")
        return to_case(row)

    return claim


def release_page(desk: Desk[Any, Any]) -> View:
    """The button that puts it back into the queue."""

    @desk_page("POST")
    def release(request: HttpRequest, number: str) -> HttpResponse:
        row = desk.find(request, number)
        try:
            desk.claims.release(row, actor(request))
        except Refusal as refusal:
            return said(request, refusal, row)
        messages.success(request, f"{desk.claims.title} {number} dilepas; rekan lain dapat mengambilnya.")
        return to_case(row)

    return release


def take_over_page(desk: Desk[Any, Any]) -> View:
    """The page that asks for the reason, then takes it out of a colleague's hands."""

    @desk_page("GET", "HEAD", "POST")
    def take_over(request: HttpRequest, number: str) -> HttpResponse:
        row = desk.find(request, number)
        desk.claims.require_work(actor(request), row)

        def act(data: dict[str, Any]) -> str:
            desk.claims.take_over(row, actor(request), data["reason"])
            return f"{desk.claims.title} {number} Anda ambil alih. Beri tahu rekan Anda."

        form = TakeOverForm(request.POST if request.method == "POST" else None)
        answer = carried_out(request, row, form, act)
        review = desk.review_of(row)
        context = {
            "number": number,
            "noun": desk.claims.noun,
            "address": address_of(row),
            "form": form,
            "holder": review.holder_at() if review else None,
        }
        return answer or page(
            request, "take_over.html", f"Ambil alih {number}", context, status=400 if form.errors else 200
        )

    return take_over


def end_page(desk: Desk[Any, Any], *, decides: bool) -> Callable[[EndPage], View]:
    """A page that ends a review: for who may do it, while it can be ended; else the row's own page says why not.

    Args:
        decides: only for who may decide; else for everyone who may examine it.
    """

    def wrap(view: EndPage) -> View:
        @desk_page("GET", "HEAD", "POST")
        @wraps(view)
        def end(request: HttpRequest, number: str) -> HttpResponse:
            row, user = desk.find(request, number), actor(request)
            (desk.claims.require_decide if decides else desk.claims.require_work)(user, row)
            try:
                review = desk.claims.require_end(row, desk.review_of(row), user)
            except Refusal as refusal:
                return said(request, refusal, row)
            return view(request, row, review)

        return end

    return wrap
