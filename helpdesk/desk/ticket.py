"""The desk of tickets: queue, the short form, the page of one ticket and everything done on it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.audit import audit_record
from core.files.forms import UploadForm
from core.forms import add_refusal
from core.models import AuditEvent, User
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.forms.publication import OutcomeForm
from helpdesk.forms.ticket import ClassifyForm, HandOverForm, NumberForm, QuickForm, ReplyForm, TextForm
from helpdesk.models import AnswerTemplate, ArticleVersion, Escalation, InboundMail, PublicationRequest, Ticket
from helpdesk.permissions.ticket import ADD, VIEW, can_see_reporter, can_work, can_work_on_seen
from helpdesk.selectors.knowledge import for_answer
from helpdesk.selectors.ticket import desk_tickets, found_by_number, queue, reporter_of, rows_of, search
from helpdesk.services.publication import publication_finish
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_ties import (
    office_attach,
    ticket_hand_over,
    ticket_link,
    ticket_merge,
    ticket_watch,
)
from helpdesk.services.ticket_work import (
    SOLVE,
    ticket_claim,
    ticket_classify,
    ticket_note,
    ticket_refer,
    ticket_reopen,
    ticket_reply,
    ticket_resume,
    ticket_wait_lkpp,
)
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
# Stands in for a request that sent nothing, so that the forms beside a refused one start empty.
_UNSENT = HttpRequest()


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


@dataclass(frozen=True)
class Act:
    """One thing that can be done on the page of a ticket.

    Args:
        make: its form over the request's data; None when a button is enough.
        carry: does it and returns the sentence of success.
    """

    make: Callable[[HttpRequest, Ticket], Form] | None
    carry: Callable[[HttpRequest, Ticket, dict[str, Any]], str]


def _form(kind: type[Form], key: str, **kwargs: Any) -> Callable[[HttpRequest, Ticket], Form]:
    return lambda request, ticket: kind(request.POST or None, auto_id=f"{key}-%s", **kwargs)


def _classify(request: HttpRequest, ticket: Ticket, data: dict[str, Any]) -> str:
    version = data.pop("version")
    ticket_classify(ticket=ticket, actor=actor(request), version=version if version is not None else -1, **data)
    return "Klasifikasi tersimpan; jatuh tempo dihitung kembali."


def _reply(request: HttpRequest, ticket: Ticket, data: dict[str, Any]) -> str:
    fresh = ticket_reply(ticket=ticket, actor=actor(request), **data)
    told = "dan dikirim ke pengguna" if fresh.reporter_email else "dan dapat dibaca pengguna dengan kode tiketnya"
    return f"Balasan tersimpan {told}."


def _carry(
    words: str, service: Callable[..., Any], **fixed: Any
) -> Callable[[HttpRequest, Ticket, dict[str, Any]], str]:
    def carry(request: HttpRequest, ticket: Ticket, data: dict[str, Any]) -> str:
        service(ticket=ticket, actor=actor(request), **fixed, **data)
        return words

    return carry


def _named(words: str, service: Callable[..., Any], name: str) -> Callable[[HttpRequest, Ticket, dict[str, Any]], str]:
    """As `_carry`, with the text of the form under another name."""
    return lambda request, ticket, data: _carry(words, service)(request, ticket, {name: data.pop("body"), **data})


def _upload(request: HttpRequest, ticket: Ticket) -> Form:
    return UploadForm(request.POST or None, request.FILES or None, auto_id="lampir-%s")


ACTS: dict[str, Act] = {
    "ambil": Act(None, _carry("Tiket ini sekarang Anda tangani.", ticket_claim)),
    "ambil-alih": Act(None, _carry("Tiket Anda ambil alih; rekan Anda diberi tahu.", ticket_claim, take_over=True)),
    "balas": Act(_form(ReplyForm, "balas"), _reply),
    "catatan": Act(_form(TextForm, "catatan", label="Catatan internal"), _carry("Catatan tersimpan.", ticket_note)),
    "klasifikasi": Act(
        lambda request, ticket: ClassifyForm.of(ticket, request.POST or None, auto_id="klasifikasi-%s"), _classify
    ),
    "tunggu-lkpp": Act(
        _form(TextForm, "tunggu-lkpp", label="Yang ditanyakan kepada LKPP"),
        _named("Tiket menunggu LKPP; jam berhenti.", ticket_wait_lkpp, "note"),
    ),
    "lanjut": Act(None, _carry("Jam berjalan lagi.", ticket_resume)),
    "rujuk": Act(None, _carry("Jawaban bukan kewenangan LPSE dikirim, tiket dinyatakan selesai.", ticket_refer)),
    "serahkan": Act(
        _form(HandOverForm, "serahkan"), _named("Tiket diserahkan; unit itu diberi tahu.", ticket_hand_over, "note")
    ),
    "gabung": Act(_form(NumberForm, "gabung"), _carry("Tiket digabung.", ticket_merge)),
    "kaitkan": Act(_form(NumberForm, "kaitkan"), _carry("Kaitan tersimpan.", ticket_link)),
    "hasil-penayangan": Act(
        _form(OutcomeForm, "hasil-penayangan"),
        _carry("Hasil tercatat, dikirim ke pejabat, dan tiket dinyatakan selesai.", publication_finish),
    ),
    "pantau": Act(None, _carry("Anda diberi tahu setiap ada perubahan.", ticket_watch, is_on=True)),
    "tidak-pantau": Act(None, _carry("Anda tidak lagi diberi tahu.", ticket_watch, is_on=False)),
    "buka-lagi": Act(
        _form(TextForm, "buka-lagi", label="Alasan dibuka lagi"), _named("Tiket dibuka lagi.", ticket_reopen, "reason")
    ),
    "lampir": Act(
        _upload,
        lambda request, ticket, data: _carry("Berkas ditambahkan.", office_attach)(
            request, ticket, {"upload": data["file"]}
        ),
    ),
}


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
    """Do one thing; a refused form is shown again with what was typed, any other refusal on top of the page."""
    ticket = _ticket(request, number)
    if key not in ACTS:
        raise Http404
    if not can_work(actor(request), ticket):
        raise PermissionDenied
    chosen = ACTS[key]
    form = chosen.make(request, ticket) if chosen.make else None
    if form is not None and not form.is_valid():
        return _case(request, ticket, key, form)
    try:
        words = chosen.carry(request, ticket, dict(form.cleaned_data) if form else {})
    except (BadInput, NotReady) as refusal:
        if form is None:
            raise
        add_refusal(form, refusal.message, refusal.field or next(iter(form.fields)))
        return _case(request, ticket, key, form)
    except Forbidden:
        raise
    except Refusal as refusal:
        if form is not None:
            add_refusal(form, refusal.message)
            return _case(request, _ticket(request, number), key, form, status=refusal.status)
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return HttpResponseRedirect(
        reverse("ticket_desk:case", args=[number]) if desk_tickets(actor(request)).filter(number=number).exists()
        else reverse("ticket_desk:queue")
    )  # fmt: skip


def _ticket(request: HttpRequest, number: str) -> Ticket:
    rows = desk_tickets(actor(request)).select_related("officer__person", "owner__person", "merged_into")
    return get_object_or_404(rows, number=number)


def _case(
    request: HttpRequest, ticket: Ticket, key: str = "", typed: Form | None = None, *, status: int = 400
) -> HttpResponse:
    user = actor(request)
    may_work = can_work_on_seen(user, ticket)
    templates = list(AnswerTemplate.objects.filter(is_active=True)[:50]) if may_work else []
    template = next((one for one in templates if one.pk == _number(request.GET.get("templat"))), None)
    ties = _ties(ticket)
    forms = {name: one.make(_UNSENT, ticket) for name, one in ACTS.items() if one.make} if may_work else {}
    articles = for_answer(user, ticket) if may_work and ticket.is_open else []
    article = next((one for one in articles if one.article.slug == request.GET.get("artikel")), None)
    if "balas" in forms:
        forms["balas"].initial["body"] = answer_start(template, article)
    if typed is not None:
        forms[key] = typed
    thread = keyset_page(ticket.messages.select_related("author__person"), request=request)
    context = {
        "ticket": ticket,
        "badge": badge(ticket),
        "clocks": clock_lines(ticket),
        "reporter": reporter_of(user, ticket),
        "sees_reporter": can_see_reporter(user, ticket) and ticket.secrecy != TicketSecrecy.ANONYMOUS,
        "is_mine": ticket.officer_id == user.pk,
        "is_own": ticket.owner_id == user.pk,
        "may_work": may_work,
        "forms": {name.replace("-", "_"): form for name, form in forms.items()},
        "typed": typed,
        "open_key": key,
        "thread": thread,
        "files": list(ticket.files.select_related("file").order_by("-pk")[:50]),
        "related": [one for one in ties if one.merged_into_id != ticket.pk],
        "odd_mails": list(InboundMail.objects.filter(ticket=ticket).exclude(reason="").order_by("-pk")[:3]),
        "merged": [one for one in ties if one.merged_into_id == ticket.pk],
        "escalations": list(Escalation.objects.visible_to(user).filter(ticket=ticket)[:10]),
        "publication": PublicationRequest.objects.filter(ticket=ticket).first(),
        "is_watched": ticket.watchers.filter(user=user).exists(),
        "templates": templates,
        "template": template,
        "articles": articles,
        "article": article,
        "events": _history(user, ticket),
    }
    return _page(
        request, "ticket_case.html", f"{ticket.number} {ticket.subject}", context, status if typed is not None else 200
    )


def _ties(ticket: Ticket) -> list[Ticket]:
    """Tickets that are linked with it or were merged into it, in one query."""
    related, merged = (rows.order_by("-pk")[:20] for rows in (ticket.related, ticket.merged))
    return list(related.union(merged).order_by("-pk"))


def answer_start(template: AnswerTemplate | None, article: ArticleVersion | None) -> str:
    """What an answer begins with: the chosen words, and the link to the chosen article."""
    link = (
        f"{article.title}:\n{settings.BASE_URL}{reverse('knowledge:article', args=[article.article.slug])}"
        if article
        else ""
    )
    return "\n\n".join(part for part in (template.body if template else "", link) if part)


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
