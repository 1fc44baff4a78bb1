"""/bantuan/tiket/: asking for help, and following one's ticket by account or by receipt.

Who has no account opens a ticket with number and code; which tickets a browser opened is kept in a signed cookie of
these pages and nowhere else, so an anonymous complaint is tied to no session. Whether a number exists is not told (A5).
"""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.error_pages import error_page
from core.files.forms import UploadForm
from core.forms import add_refusal
from core.kept_secret import KeptSecret
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.models import User
from core.pagination import keyset_page
from core.permissions import actor
from core.receipt_codes import code_fits, code_for
from core.refusals import BadInput, NotReady, Refusal
from helpdesk.emails.ticket import RECEIPT_SCOPE
from helpdesk.enums.ticket import MessageKind, TicketSecrecy
from helpdesk.forms.ticket import ReceiptForm, TextForm, TicketForm
from helpdesk.models import PublicationRequest, Ticket
from helpdesk.selectors.knowledge import suggestions
from helpdesk.selectors.suggestion import decisions_for_suggester
from helpdesk.services.ticket_user import user_attach, user_confirm, user_open, user_write

MOST_TRIES, TRY_WINDOW = 20, timedelta(minutes=10)
MOST_TICKETS, TICKET_WINDOW = 10, timedelta(hours=1)
_OPENED = KeptSecret("tiket", "tickets:start", 2 * 60 * 60)
_MOST_OPENED = 5
NO_MATCH = (
    "Nomor tiket dan kode rahasia tidak cocok. Salin keduanya dari halaman penerimaan atau surel kami, huruf demi huruf. "
    "Tiket yang dibuat dengan akun dibaca setelah masuk."
)


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """New ticket, own tickets, and the way to a ticket by its receipt."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        wait = attempt(key=f"ticket:ip:{caller_key(client_ip(request))}", most=MOST_TRIES, within=TRY_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        if form.is_valid():
            number = form.cleaned_data["number"].strip().upper()
            fits = code_fits(RECEIPT_SCOPE, number, form.cleaned_data["code"])
            if fits and Ticket.objects.filter(number=number, owner__isnull=True).exists():
                return _opened(request, redirect("tickets:ticket", number=number), number)
            form.add_error(None, NO_MATCH)
    user = _user(request)
    own = keyset_page(Ticket.objects.owned_by(user), request=request) if user else None
    return _private(render(request, "helpdesk/tickets/start.html", {"form": form, "own": own}))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The form; the same form sent twice is one ticket."""
    user = _user(request)
    initial = {"reporter_name": user.full_name, "reporter_email": user.email} if user else {}
    form = TicketForm(*((request.POST, request.FILES) if request.method == "POST" else (None,)), initial=initial)
    submission = request.POST.get("submission", "")[:40] or secrets.token_urlsafe(24)
    asks_first = "saran" in request.POST
    subject = request.POST.get("subject", "")
    if asks_first:
        # Look for an answer first, without a script: the same form again, as typed, and nothing is judged yet.
        form = TicketForm(initial=request.POST.dict())
    elif form.is_valid():
        wait = attempt(key=f"ticket:new:{caller_key(client_ip(request))}", most=MOST_TICKETS, within=TICKET_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            ticket = user_open(actor=user, submission=submission, **form.cleaned_data)
        except (BadInput, NotReady) as refusal:
            add_refusal(form, refusal.message, refusal.field or "file")
        else:
            response = redirect("tickets:sent", number=ticket.number)
            return response if ticket.owner_id else _opened(request, response, ticket.number)
    context = {
        "form": form,
        "submission": submission,
        "suggestions": suggestions(request.user, subject) if subject else [],
        "asked_first": asks_first,
    }
    return _private(render(request, "helpdesk/tickets/new.html", context, status=400 if form.errors else 200))


@login_not_required
@require_safe
@never_cache
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """Done: the number, for who has no account the code, and what happens next."""
    ticket = _own(request, number)
    code = "" if ticket.owner_id else code_for(RECEIPT_SCOPE, ticket.number)
    context = {"ticket": ticket, "code": code, "suggestions": suggestions(request.user, ticket.subject)}
    return _private(render(request, "helpdesk/tickets/sent.html", context))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ticket_page(request: HttpRequest, number: str) -> HttpResponse:
    """Where the ticket stands, what was written, and a place to write."""
    ticket = _own(request, number)
    form = TextForm(request.POST if request.method == "POST" else None, label="Pesan Anda")
    if form.is_valid():
        wait = attempt(key=f"ticket:write:{ticket.pk}", most=MOST_TRIES, within=TRY_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            user_write(ticket=ticket, actor=_writer(request, ticket), body=form.cleaned_data["body"])
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            messages.success(request, "Pesan Anda kami terima.")
            return redirect("tickets:ticket", number=number)
    return _page(request, ticket, form)


@login_not_required
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The user says that it is solved."""
    ticket = _own(request, number)
    try:
        user_confirm(ticket=ticket, actor=_writer(request, ticket))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Terima kasih. Tiket ditutup.")
    return redirect("tickets:ticket", number=number)


@login_not_required
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """A file of the owner's, or of who holds the receipt."""
    ticket = _own(request, number)
    upload = UploadForm(request.POST, request.FILES, auto_id="berkas-%s")
    if upload.is_valid():
        wait = attempt(key=f"ticket:attach:{ticket.pk}", most=MOST_TRIES, within=TRY_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            user_attach(ticket=ticket, actor=_writer(request, ticket), upload=upload.cleaned_data["file"])
        except (BadInput, NotReady, Refusal) as refusal:
            add_refusal(upload, refusal.message, "file")
        else:
            messages.success(request, "Berkas kami terima.")
            return redirect("tickets:ticket", number=number)
    return _page(request, ticket, TextForm(label="Pesan Anda"), upload)


def _page(request: HttpRequest, ticket: Ticket, form: TextForm, upload: UploadForm | None = None) -> HttpResponse:
    thread = ticket.messages.exclude(kind=MessageKind.NOTE)
    takes_files = ticket.secrecy != TicketSecrecy.CONFIDENTIAL
    context: dict[str, Any] = {
        "ticket": ticket,
        "form": form,
        "thread": keyset_page(thread, request=request),
        "files": list(ticket.files.filter(is_internal=False).select_related("file").order_by("-pk")[:50])
        if takes_files
        else [],
        "upload": upload or (UploadForm(auto_id="berkas-%s") if takes_files else None),
        "is_over": ticket.closed_at is not None,
        "publication": PublicationRequest.objects.filter(ticket=ticket).first(),
        "decisions": decisions_for_suggester(ticket),
    }
    wrong = form.errors or (upload is not None and upload.errors)
    return _private(render(request, "helpdesk/tickets/ticket.html", context, status=400 if wrong else 200))


def _own(request: HttpRequest, number: str) -> Ticket:
    """The ticket of the signed-in owner, or one that this browser opened by its receipt; else 404."""
    ticket = Ticket.objects.filter(number=number).first()
    if ticket is not None:
        user = _user(request)
        if ticket.owner_id is not None:
            if user is not None and ticket.owner_id == user.pk:
                return ticket
        elif number in _OPENED.read(request).split(","):
            return ticket
    raise Http404


def _opened(request: HttpRequest, response: HttpResponse, number: str) -> HttpResponse:
    """Note in the browser that it knows the code of this ticket."""
    known = [one for one in _OPENED.read(request).split(",") if one and one != number]
    return _OPENED.keep(request, response, ",".join([*known, number][-_MOST_OPENED:]))


def _user(request: HttpRequest) -> User | None:
    return actor(request) if request.user.is_authenticated else None


def _writer(request: HttpRequest, ticket: Ticket) -> User | None:
    """Who writes: the owner; holders of a receipt are nobody by name, signed in or not."""
    return _user(request) if ticket.owner_id is not None else None


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
