"""The desk of escalations to LKPP: the register with ages, one escalation and everything done on it."""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.admin.acts import carried_out, done, form_version
from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.audit import audit_record
from core.clock import today
from core.documents import document_read, file_name
from core.files.response import pdf_response
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.enums.escalation import EscalationState as S
from helpdesk.forms.escalation import (
    AskAgainForm,
    CancelForm,
    CloseForm,
    EscalationForm,
    EvidenceForm,
    NoteForm,
    SentForm,
)
from helpdesk.models import Escalation
from helpdesk.permissions.escalation import VIEW, WRITE, can_issue, can_write
from helpdesk.selectors.escalation import FILTERS, escalations, figures, is_due, rows_of, source_of
from helpdesk.services.escalation import (
    escalation_ask_again,
    escalation_cancel,
    escalation_change,
    escalation_close,
    escalation_evidence_add,
    escalation_evidence_remove,
    escalation_issue,
    escalation_note,
    escalation_open,
    escalation_sent,
)
from helpdesk.services.escalation_bundle import bundle_make
from helpdesk.transitions.escalation import OBJECT_TYPE


@dataclass(frozen=True)
class Act:
    """One thing done on an escalation.

    Args:
        form: what is typed for it, if anything.
        run: does it.
        words: the sentence of success.
        states: where it is offered.
    """

    form: type[Form] | None
    run: Callable[..., Any]
    words: str
    states: tuple[str, ...]


ACTS = {
    "terbitkan": Act(None, escalation_issue, "Surat terbit; PDF sedang disiapkan.", (S.DRAFT,)),
    "bukti": Act(
        EvidenceForm,
        lambda file, **rest: escalation_evidence_add(upload=file, **rest),
        "Berkas bukti ditambahkan.",
        (S.DRAFT,),
    ),
    "kirim": Act(SentForm, escalation_sent, "Pengiriman dicatat; tiketnya menunggu LKPP.", (S.ISSUED,)),
    "catat": Act(NoteForm, escalation_note, "Tercatat.", (S.DRAFT, S.ISSUED, S.SENT, S.ANSWERED)),
    "tanya-lagi": Act(AskAgainForm, escalation_ask_again, "Menunggu jawaban LKPP lagi.", (S.ANSWERED,)),
    "tutup": Act(CloseForm, escalation_close, "Eskalasi ditutup.", (S.SENT, S.ANSWERED)),
    "batalkan": Act(CancelForm, escalation_cancel, "Eskalasi dibatalkan.", (S.DRAFT, S.ISSUED)),
}


@staff_page(VIEW, "GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 escalations, the newest first, with their ages."""
    show, search = request.GET.get("tampil", ""), request.GET.get("cari", "").strip()[:120]
    pages = keyset_page(escalations(actor(request), show=show, search=search), request=request)
    context = {
        "rows": rows_of(pages),
        "pages": pages,
        "search": search,
        "filters": [(key, label, key == show) for key, label, _ in FILTERS],
        "may_write": can_write(actor(request)),
    }
    return _page(request, "list.html", "Eskalasi ke LKPP", context)


@staff_page(WRITE, "GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Write a letter; `?tiket=` and `?berita-acara=` name what it comes from."""
    user = actor(request)
    source = source_of(user, ticket=request.GET.get("tiket", ""), report=request.GET.get("berita-acara", ""))
    form = EscalationForm(request.POST if request.method == "POST" else None, initial=source.values)
    if form.is_valid():
        try:
            made = escalation_open(actor=user, ticket=source.ticket, report=source.report, **form.cleaned_data)
        except Forbidden:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal.message, getattr(refusal, "field", ""))
        else:
            messages.success(
                request, "Rancangan tersimpan. Tambahkan bukti, lalu minta Kepala atau Wakil menerbitkan suratnya."
            )
            return redirect("escalations:case", made.number)
    context = {"form": form, "source": source, "escalation": None}
    return _page(request, "form.html", "Eskalasi baru", context, status=400 if form.errors else 200)


@staff_page(WRITE, "GET", "HEAD", "POST")
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Change the draft."""
    escalation = _found(request, number)
    if request.method != "POST" and escalation.state != S.DRAFT:
        return redirect("escalations:case", number)
    initial = {name: getattr(escalation, name) for name in EscalationForm.base_fields}
    form = EscalationForm(request.POST if request.method == "POST" else None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        escalation_change(escalation=escalation, actor=actor(request), version=form_version(request), **data)
        return "Rancangan disimpan."

    context = {"form": form, "escalation": escalation}
    return carried_out(request, form, act, reverse("escalations:case", args=[number])) or _page(
        request, "form.html", f"Ubah eskalasi {number}", context, status=400 if form.errors else 200
    )


@staff_page(VIEW, "GET", "HEAD")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """All of one escalation, and what may be done next."""
    return _case(request, _found(request, number))


@staff_page(VIEW, "POST")
def act(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Do one thing; a refused form is shown again with what was typed."""
    escalation = _found(request, number)
    if key not in ACTS:
        raise Http404
    chosen, address = ACTS[key], reverse("escalations:case", args=[number])

    def carry(data: dict[str, Any]) -> str:
        chosen.run(escalation=escalation, actor=actor(request), **data)
        return chosen.words

    if chosen.form is None:
        return done(request, lambda: carry({}), None, address)
    if not can_write(actor(request)):
        raise PermissionDenied
    form = chosen.form(request.POST, request.FILES)
    return carried_out(request, form, carry, address) or _case(request, _found(request, number), key, form)


@staff_page(WRITE, "POST")
def evidence_remove(request: HttpRequest, number: str, evidence: int) -> HttpResponse:
    """Take a file from the draft; one that is gone already is gone."""
    row = _found(request, number).evidence.select_related("escalation").filter(pk=evidence).first()
    if row is None:
        return redirect("escalations:case", number)
    return done(
        request,
        lambda: escalation_evidence_remove(evidence=row, actor=actor(request)),
        "Berkas bukti dihapus dari rancangan.",
        reverse("escalations:case", args=[number]),
    )


@staff_page(VIEW, "GET", "HEAD")
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter as it was issued."""
    document = _found(request, number).document
    if document is None:
        raise Http404
    try:
        content = document_read(document)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("escalations:case", number)
    audit_record(
        action="escalation.letter_downloaded", object_type=OBJECT_TYPE, object_number=number, actor=actor(request),
        data={"sha256": document.sha256},
    )  # fmt: skip
    return pdf_response(content, file_name(document))


@staff_page(VIEW, "GET", "HEAD")
def bundle(request: HttpRequest, number: str) -> HttpResponseBase:
    """Letter, report and evidence as one ZIP with their hashes, to hand in at LKPP."""
    escalation = _found(request, number)
    out = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        bundle_make(out, escalation=escalation, actor=actor(request))
    except Refusal as refusal:
        out.close()
        messages.error(request, refusal.message)
        return redirect("escalations:case", number)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{number}.zip", content_type="application/zip")


def _found(request: HttpRequest, number: str) -> Escalation:
    rows = Escalation.objects.visible_to(actor(request)).select_related(
        "ticket", "report__document", "document", "created_by__person", "issued_by__person"
    )
    return get_object_or_404(rows, number=number)


def _case(request: HttpRequest, escalation: Escalation, key: str = "", typed: Form | None = None) -> HttpResponse:
    user = actor(request)
    writes = can_write(user)
    offered = {name: one for name, one in ACTS.items() if escalation.state in one.states}
    forms = {name: one.form() for name, one in offered.items() if one.form} if writes else {}
    if typed is not None:
        forms[key] = typed
    context = {
        "escalation": escalation,
        "age": escalation.age(today()),
        "is_due": is_due(escalation, today()),
        "notes": escalation.notes.select_related("author__person"),
        "evidence": escalation.evidence.select_related("file"),
        "forms": {name.replace("-", "_"): form for name, form in forms.items()},
        "typed": typed,
        "open_key": key,
        "may_write": writes,
        "may_change": writes and escalation.state == S.DRAFT,
        "may_issue": escalation.state == S.DRAFT and can_issue(user, escalation),
        "events": history_of(OBJECT_TYPE, escalation.number, 50),
    }
    return _page(
        request, "case.html", f"Eskalasi {escalation.number}", context, status=400 if typed is not None else 200
    )


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return framed(request, f"helpdesk/escalations/desk/{template}", title, context, status=status)


def card(request: HttpRequest) -> dict[str, int] | None:
    """What the staff's first page says about escalations."""
    return figures(request.user)
