"""The register of suggestions, and the page on which one is recommended, decided, kept and shown to everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from core import clock
from core.admin.acts import carried_out, done
from core.admin.frame import framed, staff_page
from core.admin.spreadsheet import is_too_long, xlsx_response
from core.pagination import keyset_page
from core.permissions import actor
from helpdesk.enums.suggestion import DecisionState as S
from helpdesk.enums.suggestion import PublicSuggestionState
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.forms.suggestion import DecideForm, DoneForm, PublicForm, RecommendForm
from helpdesk.models import Escalation, PublicSuggestion, SuggestionDecision, Ticket
from helpdesk.models.suggestion import TO_LKPP
from helpdesk.permissions.suggestion import DECIDE, RECOMMEND, VIEW, can_decide, can_recommend
from helpdesk.selectors.suggestion import (
    AGES,
    DECISIONS,
    HEADER,
    register,
    rows_of,
    sheet_of,
    suggester_of,
    suggestions_of,
)
from helpdesk.services.suggestion import suggestion_decide, suggestion_fulfil, suggestion_recommend
from helpdesk.services.suggestion_public import public_hide, public_show


@dataclass(frozen=True)
class Act:
    """One thing done on a suggestion.

    Args:
        form: what is typed for it; None when a button is enough.
        run: does it.
        words: the sentence of success.
    """

    form: type[Form] | None
    run: Callable[..., Any]
    words: str


ACTS = {
    "usul": Act(RecommendForm, suggestion_recommend, "Usul tersimpan dan menunggu keputusan pimpinan."),
    "putuskan": Act(DecideForm, suggestion_decide, "Keputusan tercatat dan dikirim ke penyaran."),
    "laksana": Act(DoneForm, suggestion_fulfil, "Pelaksanaan tercatat dan dikirim ke penyaran."),
    "tampilkan": Act(PublicForm, public_show, "Saran tampil untuk umum."),
    "turunkan": Act(None, public_hide, "Saran tidak lagi tampil untuk umum."),
}


@staff_page(VIEW, "GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 suggestions, the newest first, with their decisions and ages."""
    user, wanted = actor(request), _wanted(request)
    pages = keyset_page(register(user, **wanted), request=request)
    context = {
        "rows": rows_of(pages),
        "pages": pages,
        "decisions": DECISIONS,
        "ages": AGES,
        "wanted": wanted,
        "query": urlencode({"keputusan": wanted["decision"], "umur": wanted["age"]}),
    }
    return _page(request, "list.html", "Saran", context)


@staff_page(VIEW, "POST")
def export(request: HttpRequest) -> HttpResponseBase:
    """What the filters show, as XLSX."""
    user = actor(request)
    rows = register(user, **_wanted(request))
    if is_too_long(request, rows):
        return redirect(f"{reverse('suggestion_desk:list')}?{request.GET.urlencode()}")
    return xlsx_response(
        request,
        object_type=SuggestionDecision._meta.model_name or "",
        name=f"saran-{clock.today():%Y%m%d}.xlsx",
        header=HEADER,
        rows=sheet_of(rows.order_by("-pk")),
    )


@staff_page(VIEW, "GET", "HEAD")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """All of one suggestion, and what may be done next."""
    return _case(request, _found(request, number))


@staff_page(VIEW, "POST")
def act(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Do one thing; a refused form is shown again with what was typed."""
    ticket = _found(request, number)
    if key not in ACTS:
        raise Http404
    chosen, address = ACTS[key], reverse("suggestion_desk:case", args=[number])

    def carry(data: dict[str, Any]) -> str:
        chosen.run(ticket=ticket, actor=actor(request), **data)
        return chosen.words

    if chosen.form is None:
        return done(request, lambda: carry({}), None, address)
    form = chosen.form(request.POST, auto_id=f"{key}-%s")
    return carried_out(request, form, carry, address) or _case(request, ticket, key, form)


def _wanted(request: HttpRequest) -> dict[str, str]:
    return {"decision": request.GET.get("keputusan", ""), "age": request.GET.get("umur", "")}


def _found(request: HttpRequest, number: str) -> Ticket:
    return get_object_or_404(suggestions_of(actor(request)), number=number)


def _case(request: HttpRequest, ticket: Ticket, key: str = "", typed: Form | None = None) -> HttpResponse:
    user = actor(request)
    rows = list(ticket.decisions.select_related("recommended_by__person", "decided_by__person")[:20])
    waiting = next((row for row in rows if row.state == S.RECOMMENDED), None)
    decision = next((row for row in rows if row.is_in_force), None)
    public = PublicSuggestion.objects.filter(ticket=ticket).first()
    forms = {name: one.form(initial=_start(name, ticket, waiting, decision, public), auto_id=f"{name}-%s")
             for name, one in ACTS.items() if one.form}  # fmt: skip
    if typed is not None:
        forms[key] = typed
    works = can_recommend(user, ticket)

    def shown(name: str, fits: bool) -> bool:
        """A form that was refused stays with what was typed, even when its act fits no more."""
        return fits or (
            typed is not None and key == name and user.has_perm(DECIDE if name == "putuskan" else RECOMMEND)
        )

    context = {
        "ticket": ticket,
        "reporter": suggester_of(ticket),
        "decision": decision,
        "waiting": waiting,
        "former": [row for row in rows if row.state == S.SUPERSEDED],
        "is_late": decision is not None and decision.is_late(clock.today()),
        "public": public,
        "is_public": public is not None and public.state == PublicSuggestionState.SHOWN,
        "may_show": shown("tampilkan", works and decision is not None and ticket.secrecy == TicketSecrecy.OPEN),
        "may_recommend": shown("usul", works),
        "may_decide": shown("putuskan", can_decide(user, ticket, waiting)),
        "may_fulfil": shown(
            "laksana",
            works and decision is not None and decision.state == S.DECIDED and decision.promised_on is not None,
        ),
        "is_for_lkpp": decision is not None and decision.forwarded_to == TO_LKPP,
        "escalations": list(Escalation.objects.visible_to(user).filter(ticket=ticket)[:10]),
        "forms": forms,
        "typed": typed,
        "open_key": key,
    }
    return _page(request, "case.html", f"Saran {ticket.number}", context, status=400 if typed is not None else 200)


def _start(
    key: str,
    ticket: Ticket,
    waiting: SuggestionDecision | None,
    decision: SuggestionDecision | None,
    public: PublicSuggestion | None,
) -> dict[str, Any]:
    """What a form begins with: the head goes on from the recommendation, the public words from the ticket's."""
    if key == "putuskan" and waiting is not None:
        return {"outcome": waiting.recommendation}
    if key == "tampilkan":
        if public is not None:
            return {"suggestion": public.suggestion, "answer": public.answer}
        return {"suggestion": ticket.description or ticket.subject, "answer": decision.reasons if decision else ""}
    return {}


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return framed(request, f"helpdesk/suggestions/desk/{template}", title, context, status=status)
