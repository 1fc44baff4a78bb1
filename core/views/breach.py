"""Failures of the protection of personal data in the browser admin: record, list, word, issue, tell."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.module_loading import import_string

from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.audit import audit_record
from core.breach.clock import due_at, is_late
from core.breach.forms import AuthorityForm, BreachForm, CancelForm, WordsForm
from core.breach.permissions import can_decide_breach, can_record_breach
from core.breach.services import (
    breach_cancel,
    breach_issue,
    breach_record,
    breach_retry,
    breach_tell_authority,
    breach_tell_subjects,
    breach_word,
)
from core.breach.transitions import OBJECT_TYPE
from core.components import SummaryRow
from core.crypto import unseal
from core.enums import BreachState
from core.formats import masked, masked_email, short_datetime
from core.forms import add_refusal
from core.models import BreachNotice, BreachSubject
from core.models.breach import AUTHORITY_TOLD, SUBJECTS_TOLD
from core.pagination import keyset_page
from core.permissions import actor
from core.personal.registry import personal_table
from core.refusals import BadInput, Forbidden, Refusal

_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER = ("Nama", "Kontak", "Nomor berkas", "Data yang terungkap", "Pertama", "Terakhir")
_DRAFTS = {"subjek-data": "draft_subjects", "lembaga": "draft_authority"}
breach_page = partial(staff_page, "core.view_breachnotice")


@breach_page("GET", "HEAD")
def breach_list(request: HttpRequest) -> HttpResponse:
    """All failures, newest first."""
    visible = BreachNotice.objects.visible_to(actor(request)).select_related("recorded_by__person")
    pages = keyset_page(visible.defer("draft_subjects", "draft_authority"), request=request)
    rows = [{"notice": row, "due_at": due_at(row), "is_late": is_late(row)} for row in pages]
    return framed(request, "core/breach/list.html", "Kegagalan pelindungan data", {"rows": rows, "pages": pages})


@breach_page("GET", "HEAD", "POST")
def breach_new(request: HttpRequest) -> HttpResponse:
    """Record one: when, what was within reach, and the words of the letters."""
    if not can_record_breach(actor(request)):
        raise PermissionDenied
    form = BreachForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            notice = breach_record(
                scope=form.scope,
                found_at=form.cleaned_data["found_at"],
                summary=form.cleaned_data["summary"],
                handling=form.cleaned_data["handling"],
                actor=actor(request),
            )
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect("breach:breach", number=notice.number)
    return framed(
        request,
        "core/breach/new.html",
        "Catat kegagalan pelindungan data",
        {"form": form},
        status=400 if form.errors else 200,
    )


@breach_page("GET", "HEAD")
def breach_show(request: HttpRequest, number: str) -> HttpResponse:
    """One failure: clock, scope, people, letters, and what is to be done next."""
    notice = _notice(request, number)
    may = can_decide_breach(actor(request), notice)
    people = keyset_page(notice.subjects.all(), request=request, order="pk")
    context = {
        "notice": notice,
        "due_at": due_at(notice),
        "is_late": is_late(notice),
        "facts": _scope(notice),
        "told": _told(notice),
        "rows": [_row(subject) for subject in people],
        "pages": people,
        "data": [(label, ", ".join(names)) for label, names in notice.data.items()],
        "without_mail": notice.subject_count - notice.mails if notice.mails_queued_at else 0,
        "is_draft": notice.state == BreachState.DRAFT,
        "has_drafts": bool(notice.draft_subjects) and notice.state == BreachState.DRAFT,
        "may_decide": may,
        "may_tell_subjects": may and notice.state in {BreachState.ISSUED, BreachState.AUTHORITY_TOLD},
        "may_tell_authority": may and notice.state in {BreachState.ISSUED, BreachState.SUBJECTS_TOLD},
        "may_retry": notice.work_state == "failed" and can_record_breach(actor(request)),
        "events": history_of(OBJECT_TYPE, number, 30),
    }
    return framed(request, "core/breach/breach.html", f"Kegagalan pelindungan data {number}", context)


@breach_page("GET", "HEAD", "POST")
def breach_words(request: HttpRequest, number: str) -> HttpResponse:
    """Change the words of a draft."""
    notice = _decider(request, number)
    first = {"summary": notice.summary, "handling": notice.handling}
    form = WordsForm(request.POST) if request.method == "POST" else WordsForm(initial=first)
    return _ask(
        request,
        notice,
        form,
        "Ubah uraian",
        "Kedua rancangan surat disusun ulang dengan uraian ini.",
        "Simpan uraian",
        lambda data: breach_word(notice=notice, actor=actor(request), **data),
    )


@breach_page("GET", "HEAD")
def breach_draft(request: HttpRequest, number: str, which: str) -> HttpResponse:
    """A letter as it would be issued now."""
    notice = _notice(request, number)
    sealed = bytes(getattr(notice, _DRAFTS[which])) if which in _DRAFTS else b""
    if not sealed or notice.state != BreachState.DRAFT:
        raise Http404
    _record(request, "breach.draft_opened", notice, which=which)
    return _download(unseal(sealed), f"rancangan-{which}-{number}.pdf", "application/pdf")


@breach_page("GET", "HEAD")
def breach_export(request: HttpRequest, number: str, ending: str) -> HttpResponse:
    """The whole list with full contacts, for those who tell the people."""
    notice = _decider(request, number)
    if ending not in {"xlsx", "csv"} or notice.listed_at is None:
        raise Http404
    rows = (
        (one.name, one.contact, ", ".join(one.cases), _data(one), one.first_at, one.last_at)
        for one in notice.subjects.order_by("pk").iterator(chunk_size=1000)
    )
    _record(request, "breach.exported", notice, format=ending, people=str(notice.subject_count))
    name = f"terdampak-{number}.{ending}".lower()
    if ending == "csv":
        csv_lines: Callable[..., Any] = import_string("core.exports.csv_lines")
        return _download(b"".join(csv_lines(_HEADER, rows)), name, "text/csv; charset=utf-8")
    xlsx_file: Callable[..., Any] = import_string("core.exports.xlsx_file")
    with xlsx_file(_HEADER, rows) as file:
        return _download(file.read(), name, _XLSX_TYPE)


@breach_page("POST")
def breach_issue_page(request: HttpRequest, number: str) -> HttpResponse:
    """Give both letters their numbers."""
    return _act(
        request, number, breach_issue, "Kedua surat diterbitkan. Sekarang sampaikan kepada subjek data dan lembaga."
    )


@breach_page("POST")
def breach_subjects_page(request: HttpRequest, number: str) -> HttpResponse:
    """Send the mails."""
    return _act(request, number, breach_tell_subjects, "Surel kepada subjek data sedang disiapkan.")


@breach_page("POST")
def breach_retry_page(request: HttpRequest, number: str) -> HttpResponse:
    """Try once more what was given up."""
    return _act(request, number, breach_retry, "Penyusunan diulang.")


@breach_page("GET", "HEAD", "POST")
def breach_authority_page(request: HttpRequest, number: str) -> HttpResponse:
    """Note when and how the authority was told."""
    notice = _decider(request, number)
    form = AuthorityForm(request.POST if request.method == "POST" else None)
    return _ask(
        request,
        notice,
        form,
        "Pemberitahuan kepada lembaga",
        "Sampaikan surat di luar portal, lalu catat di sini kapan dan bagaimana.",
        "Catat",
        lambda data: breach_tell_authority(notice=notice, actor=actor(request), **data),
    )


@breach_page("GET", "HEAD", "POST")
def breach_cancel_page(request: HttpRequest, number: str) -> HttpResponse:
    """Give a draft up, with the reason."""
    notice = _decider(request, number)
    form = CancelForm(request.POST if request.method == "POST" else None)
    return _ask(
        request,
        notice,
        form,
        "Batalkan pemberitahuan",
        "Catatan dan daftarnya tetap ada. Untuk lingkup yang lain, catat kejadian baru.",
        "Batalkan pemberitahuan",
        lambda data: breach_cancel(notice=notice, actor=actor(request), **data),
    )


def _notice(request: HttpRequest, number: str) -> BreachNotice:
    rows = BreachNotice.objects.visible_to(actor(request)).select_related(
        "recorded_by__person",
        "account__person",
        "officer__person",
        "issued_by__person",
        "subjects_told_by__person",
        "authority_told_by__person",
        "cancelled_by__person",
        "letter_subjects",
        "letter_authority",
    )
    return get_object_or_404(rows, number=number)


def _decider(request: HttpRequest, number: str) -> BreachNotice:
    notice = _notice(request, number)
    if not can_decide_breach(actor(request), notice):
        raise PermissionDenied
    return notice


def _scope(notice: BreachNotice) -> list[SummaryRow]:
    rows = [SummaryRow("Masa", f"{short_datetime(notice.period_from)} sampai {short_datetime(notice.period_until)}")]
    if notice.account:
        rows.append(SummaryRow("Akun yang diambil alih", f"{notice.account.username} ({notice.account.full_name})"))
    if notice.officer:
        rows.append(SummaryRow("Akun petugas yang melihat", f"{notice.officer.username} ({notice.officer.full_name})"))
    if notice.case_number:
        rows.append(SummaryRow("Nomor berkas", notice.case_number))
    if notice.files:
        rows.append(SummaryRow("Kode berkas", "\n".join(notice.files)))
    found = [table.label for table in map(personal_table, notice.tables) if table]
    if found:
        rows.append(SummaryRow("Golongan data", "\n".join(found)))
    rows.append(SummaryRow("Dicatat", f"{notice.recorded_by.full_name}, {short_datetime(notice.created_at)}"))
    return rows


def _told(notice: BreachNotice) -> list[SummaryRow]:
    rows = []
    if notice.issued_at and notice.issued_by:
        rows.append(
            SummaryRow("Surat diterbitkan", f"{notice.issued_by.full_name}, {short_datetime(notice.issued_at)}")
        )
    words = "belum"
    if notice.state in SUBJECTS_TOLD and notice.subjects_told_by and notice.subjects_told_at:
        words = f"{notice.subjects_told_by.full_name}, {short_datetime(notice.subjects_told_at)}"
    rows.append(SummaryRow("Subjek data diberi tahu", words))
    words = "belum"
    if notice.state in AUTHORITY_TOLD and notice.authority_told_by and notice.authority_told_at:
        words = f"{short_datetime(notice.authority_told_at)}, {notice.authority_way}\nDicatat {notice.authority_told_by.full_name}"
    rows.append(SummaryRow("Lembaga diberi tahu", words))
    if notice.cancelled_at and notice.cancelled_by:
        rows.append(
            SummaryRow(
                "Dibatalkan",
                f"{notice.cancelled_by.full_name}, {short_datetime(notice.cancelled_at)}: {notice.cancel_reason}",
            )
        )
    return rows


def _row(subject: BreachSubject) -> dict[str, Any]:
    contact = str(subject.contact)
    shown = masked_email(contact) if "@" in contact else masked(contact) if contact else ""
    return {"subject": subject, "contact": shown, "data": list(subject.data.items())}


def _data(subject: BreachSubject) -> str:
    return "; ".join(f"{label}: {', '.join(names)}" for label, names in subject.data.items())


def _act(request: HttpRequest, number: str, act: Callable[..., Any], words: str) -> HttpResponse:
    notice = _notice(request, number)
    try:
        act(notice=notice, actor=actor(request))
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return _to(notice)


def _ask(
    request: HttpRequest,
    notice: BreachNotice,
    form: Form,
    title: str,
    words: str,
    button: str,
    act: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except Forbidden:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return _to(notice)
        else:
            return _to(notice)
    context = {"notice": notice, "form": form, "words": words, "button": button}
    return framed(request, "core/breach/ask.html", title, context, status=400 if form.errors else 200)


def _record(request: HttpRequest, action: str, notice: BreachNotice, **data: str) -> None:
    audit_record(
        action=action, object_type=OBJECT_TYPE, object_number=notice.number, actor=actor(request), data=dict(data)
    )


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def _to(notice: BreachNotice) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("breach:breach", args=[notice.number]))
