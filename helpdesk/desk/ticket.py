"""The desk of tickets: queue, the short form, the page of one ticket and everything done on it."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.admin.acts import carried_out, done
from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.audit import audit_record
from core.forms import add_refusal
from core.models import AuditEvent, User
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput
from helpdesk.desk.ticket_acts import ACTS, OTHERS, offers
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.forms.ticket import QuickForm, ReplyForm
from helpdesk.models import AnswerTemplate, ArticleVersion, Escalation, InboundMail, Ticket, TicketFile
from helpdesk.permissions.ticket import ADD, VIEW, can_see_reporter, can_work, can_work_on_seen
from helpdesk.selectors.knowledge import for_answer
from helpdesk.selectors.ticket import desk_tickets, found_by_number, parts_of, queue, reporter_of, rows_of, search
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_work import ANSWER, SOLVE, ticket_claim, ticket_reply
from helpdesk.ticket_clock import badge, clock_lines
from helpdesk.transitions.ticket import OBJECT_TYPE

FILTERS = (
    ("", "Berjalan"),
    ("bebas", "Belum diambil"),
    ("milik-saya", "Saya tangani"),
    ("menunggu", "Jam berhenti"),
    ("selesai", "Menunggu konfirmasi"),
    ("penayangan", "Dukungan penayangan"),
)
# Name of the button that puts a template or a link into an answer instead of sending it.
_INSERT = "sisipkan"
# What the page shows of a message and of a file.
_SAID = ("ticket", "kind", "body", "created_at", "author__username", "author__person__full_name")
_FILE = ("ticket", "is_internal", "file__public_id", "file__original_name", "file__state")


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return framed(request, f"helpdesk/desk/{template}", title, context, status=status)


@staff_page(VIEW, "GET", "HEAD")
def queue_page(request: HttpRequest) -> HttpResponse:
    """25 tickets, what is due first on top; a number typed into the search opens its ticket, words search the text."""
    user = actor(request)
    words = " ".join(request.GET.get("q", "")[:100].split())
    if words and (found := found_by_number(user, words)):
        return redirect("ticket_desk:case", number=found.number)
    show = request.GET.get("tampil", "")
    if words:
        pages = keyset_page(search(user, words), request=request)
    else:
        order = "-pk" if show == "selesai" else "attention_at"
        pages = keyset_page(queue(user, show=show), request=request, order=order)
    context = {
        "rows": rows_of(pages, user),
        "pages": pages,
        "filters": [(key, label, key == show and not words) for key, label in FILTERS],
        "show": show,
        "words": words,
        "may_add": user.has_perm(ADD),
    }
    return _page(request, "ticket_queue.html", "Tiket", context)


@staff_page(ADD, "GET", "HEAD", "POST")
def new_page(request: HttpRequest) -> HttpResponse:
    """A telephone call or a visitor: one short form; with an answer it is solved at once."""
    form = QuickForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = dict(form.cleaned_data)
        solution = values.pop("solution")
        try:
            ticket = ticket_open(actor=actor(request), submission=request.POST.get("submission", "")[:40], **values)
            if ticket.is_open:
                ticket_claim(ticket=ticket, actor=actor(request))
            if solution and ticket.is_open:
                ticket_reply(ticket=ticket, actor=actor(request), body=solution, outcome=SOLVE)
        except BadInput as refusal:
            add_refusal(form, refusal.message, "solution" if refusal.field == "body" else refusal.field)
        else:
            messages.success(request, f"Tiket {ticket.number} tercatat.")
            return redirect("ticket_desk:case", number=ticket.number)
    context = {"form": form, "submission": request.POST.get("submission", "")[:40] or secrets.token_urlsafe(24)}
    return _page(request, "ticket_new.html", "Catat telepon atau kunjungan", context, 400 if form.errors else 200)


@staff_page(VIEW, "GET", "HEAD")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """All that is known of a ticket. Looking at a confidential reporter leaves a trace."""
    ticket = _ticket(request, number)
    if ticket.secrecy == TicketSecrecy.CONFIDENTIAL and can_see_reporter(actor(request), ticket):
        audit_record(
            action="ticket.viewed", object_type=OBJECT_TYPE, object_number=number, actor=actor(request), data={}
        )
    return _case(request, ticket)


@staff_page(VIEW, "POST")
def act(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Do one thing; a refused form is shown again with what was typed."""
    ticket = _ticket(request, number)
    if key not in ACTS:
        raise Http404
    if not can_work(actor(request), ticket):
        raise PermissionDenied
    if key == "balas" and _INSERT in request.POST:
        return _case(request, ticket, key, _with_source(request, ticket), status=200)
    chosen = ACTS[key]

    def carry(data: dict[str, Any]) -> str:
        return chosen.carry(request, ticket, data)

    def follows() -> str:
        """The ticket again, or the queue when it went to another unit."""
        seen = desk_tickets(actor(request)).filter(number=number).exists()
        return reverse("ticket_desk:case", args=[number]) if seen else reverse("ticket_desk:queue")

    if chosen.make is None:
        return done(request, lambda: carry({}), None, follows)
    form = chosen.make(request, ticket)
    return carried_out(request, form, carry, follows) or _case(request, _ticket(request, number), key, form)


def _ticket(request: HttpRequest, number: str) -> Ticket:
    rows = desk_tickets(actor(request)).select_related("officer__person", "publication")
    return get_object_or_404(rows, number=number)


def _case(
    request: HttpRequest, ticket: Ticket, key: str = "", typed: Form | None = None, *, status: int = 400
) -> HttpResponse:
    user = actor(request)
    may_work = can_work_on_seen(user, ticket)
    offered = offers(ticket, key or request.GET.get("tindakan", ""), typed) if may_work else {}
    parts = parts_of(user, ticket)
    ties = _ties(ticket) if parts.has_ties else []
    context = {
        "ticket": ticket,
        "badge": badge(ticket),
        "clocks": clock_lines(ticket),
        "reporter": reporter_of(user, ticket),
        "sees_reporter": can_see_reporter(user, ticket) and ticket.secrecy != TicketSecrecy.ANONYMOUS,
        "is_mine": ticket.officer_id == user.pk,
        "is_own": ticket.owner_id == user.pk,
        "may_work": may_work,
        "typed": typed,
        "offered": {name.replace("-", "_"): offer for name, offer in offered.items()},
        "others": [offered[name] for name in OTHERS if name in offered],
        "answer": _answer(request, ticket, typed if key == "balas" else None) if may_work else None,
        "thread": keyset_page(ticket.messages.select_related("author__person").only(*_SAID), request=request),
        "files": list(_files(ticket)) if parts.has_files else [],
        "odd_mails": list(_odd_mails(ticket)) if parts.has_odd_mails else [],
        "related": [tie for tie in ties if tie["merged_into"] != ticket.pk],
        "merged": [tie for tie in ties if tie["merged_into"] == ticket.pk],
        "is_watched": parts.is_watched,
        "escalations": list(_escalations(user, ticket)) if parts.has_escalations else [],
        "publication": getattr(ticket, "publication", None),
        "events": _history(user, ticket),
    }
    return _page(
        request, "ticket_case.html", f"{ticket.number} {ticket.subject}", context, status if typed is not None else 200
    )


def _answer(request: HttpRequest, ticket: Ticket, typed: Form | None) -> dict[str, Any] | None:
    """The form of an answer, and what may be put into it when that is asked for; None for an ended ticket."""
    if not ticket.is_open and typed is None:
        return None
    asked = request.GET.get("tindakan") == "sumber"
    return {
        "form": typed or ReplyForm(auto_id="balas-%s"),
        "has_sources": asked,
        "templates": list(_templates()) if asked else [],
        "articles": for_answer(actor(request), ticket) if asked else [],
    }


def _with_source(request: HttpRequest, ticket: Ticket) -> ReplyForm:
    """The answer as it was typed, the chosen template and the link to the chosen article behind it."""
    chosen = _number(request.POST.get("templat"))
    template = next((one for one in _templates() if one.pk == chosen), None) if chosen else None
    slug = request.POST.get("artikel", "")
    article = (
        next((one for one in for_answer(actor(request), ticket) if one.article.slug == slug), None) if slug else None
    )
    parts = (request.POST.get("body", "").strip(), template.body if template else "", _link(article) if article else "")
    body = "\n\n".join(part for part in parts if part)
    return ReplyForm(auto_id="balas-%s", initial={"body": body, "outcome": request.POST.get("outcome") or ANSWER})


def _templates() -> QuerySet[AnswerTemplate]:
    return AnswerTemplate.objects.filter(is_active=True)[:50]


def _files(ticket: Ticket) -> QuerySet[TicketFile]:
    return ticket.files.select_related("file").only(*_FILE).order_by("-pk")[:50]


def _odd_mails(ticket: Ticket) -> QuerySet[InboundMail]:
    rows = InboundMail.objects.filter(ticket=ticket).exclude(reason="")
    return rows.order_by("-pk").only("received_at", "reason")[:3]


def _escalations(user: User, ticket: Ticket) -> QuerySet[Escalation]:
    return Escalation.objects.visible_to(user).filter(ticket=ticket).only("number", "state")[:10]


def _ties(ticket: Ticket) -> list[Mapping[str, Any]]:
    """Number and subject of the tickets that are linked with it or were merged into it, in one query."""
    related, merged = (
        rows.order_by("-pk").values("pk", "number", "subject", "merged_into")[:20]
        for rows in (ticket.related, ticket.merged)
    )
    return list(related.union(merged).order_by("-pk"))


def _link(article: ArticleVersion) -> str:
    return f"{article.title}:\n{settings.BASE_URL}{reverse('knowledge:article', args=[article.article.slug])}"


def _history(user: User, ticket: Ticket) -> list[AuditEvent]:
    """What happened; what a reporter did whom this person may not know is done by "pengguna"."""
    events = list(history_of(OBJECT_TYPE, ticket.number, 50))
    if not can_see_reporter(user, ticket):
        for event in events:
            if event.actor_id is not None and event.actor_id == ticket.owner_id:
                event.actor_name = "pengguna"
    return events


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
