"""The counter (loket): one compact page on which an officer registers a walk-in; only the walk-in hands it in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from core.admin.acts import done, form_version
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from registration.completeness import gaps
from registration.enums import Step
from registration.forms.steps import StepForm
from registration.models import Application, CounterEntry
from registration.services.application import ENTER, ChangedMeanwhile, application_step_save
from registration.services.counter import counter_address_correct, counter_link_send, counter_start
from registration.services.items import item_upload
from registration.tasklist import needed_items
from registration.views.papers import current_files
from verification.desk.frame import desk_page, page
from verification.forms_counter import DocumentForm, EmailForm, WalkInForm, step_forms
from verification.scanner import scan_taken, scans
from verification.selectors import counter_entries, counter_entry
from verification.services.phone import LIFETIME, phone_close, phone_open


@desk_page("GET", "HEAD", "POST")
def start(request: HttpRequest) -> HttpResponse:
    """Begin with who came; below, what one has entered and what still waits for its owner."""
    _require(request)
    form = WalkInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = counter_start(actor=actor(request), **form.cleaned_data)
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect("desk:counter_case", number=made.number)
    rows = keyset_page(counter_entries(actor(request)), request=request)
    context = {"form": form, "rows": rows, "pages": rows}
    return page(request, "counter.html", "Loket", context, status=400 if form.errors else 200)


@desk_page("GET", "HEAD", "POST")
@sensitive_post_parameters("npwp", "signatory_nik")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """All of it on one page. Each press of the button keeps whatever part is in order."""
    entry = _entry(request, number)
    application = entry.application
    if request.method != "POST":
        return _page(request, entry, step_forms(application))
    forms = step_forms(application, request.POST)
    version = form_version(request)
    for step, form in forms.items():
        if not form.is_valid() or not _differs(application, form):
            continue
        try:
            application_step_save(
                application=application,
                step=step,
                data=form.values(),
                actor=actor(request),
                version=version,
                licences=form.licences(),
            )
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except ChangedMeanwhile as refusal:
            form.add_error(None, refusal.message)
    picks = forms[Step.ADDRESS].data.get("region_query") and not application.region_code
    if any(form.errors for form in forms.values()) or (picks and "region_pick" in forms[Step.ADDRESS].fields):
        fresh = _entry(request, number)
        return _page(request, fresh, forms, status=400 if any(form.errors for form in forms.values()) else 200)
    messages.success(request, "Tersimpan.")
    return redirect("desk:counter_case", number=number)


@desk_page("POST")
def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Take one file into a document, from this computer or from the scanner."""
    entry = _entry(request, number)
    application = entry.application
    form = DocumentForm(application, scans(), request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if given["file"]:
                item_upload(application=application, key=given["key"], upload=given["file"], actor=actor(request))
            else:
                with scan_taken(given["scan"]) as found:
                    item_upload(application=application, key=given["key"], upload=found, actor=actor(request))
        except Forbidden:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field or "file")
        else:
            messages.success(request, "Berkas diterima.")
            return _to(number, "dokumen")
    return _page(request, entry, step_forms(application), document=form, status=400)


@desk_page("POST")
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Send the link by which the owner confirms."""
    entry = _entry(request, number)
    return done(
        request,
        lambda: counter_link_send(application=entry.application, actor=actor(request)),
        f"Tautan dikirim ke {entry.application.owner.email}.",
        reverse("desk:counter_case", args=[number]),
        "konfirmasi",
    )


@desk_page("POST")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Set the address right."""
    entry = _entry(request, number)
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            counter_address_correct(
                application=entry.application, actor=actor(request), email=form.cleaned_data["email"]
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field or "email")
        else:
            messages.success(request, "Surel diperbaiki. Kirim tautannya lagi.")
            return _to(number, "konfirmasi")
    return _page(request, entry, step_forms(entry.application), email=form, status=400)


@desk_page("POST")
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """Open the draft for a telephone and show the QR code, or close it."""
    entry = _entry(request, number)
    if "tutup" in request.POST:
        phone_close(application=entry.application, actor=actor(request))
        return _to(number, "dokumen")
    code = phone_open(application=entry.application, actor=actor(request))
    address = f"{settings.BASE_URL}{reverse('verification:phone_link', args=[code])}"
    return page(
        request,
        "counter_phone.html",
        f"Ponsel {number}",
        {"application": entry.application, **_papers(entry), "address": address, "minutes": LIFETIME.seconds // 60},
    )


@desk_page("GET", "HEAD")
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The documents as they are now, as a fragment that the page with the QR code asks for again and again."""
    entry = _entry(request, number)
    return render(
        request, "verification/desk/counter_papers.html", {"application": entry.application, **_papers(entry)}
    )


def _papers(entry: CounterEntry) -> dict[str, Any]:
    return {"papers": [(rule, item, current_files(item)) for rule, item in needed_items(entry.application)]}


def _require(request: HttpRequest) -> None:
    if not actor(request).has_perm(ENTER):
        raise PermissionDenied


def _entry(request: HttpRequest, number: str) -> CounterEntry:
    """The entry that waits for its owner; colleagues look, the officer who entered it acts.

    Raises:
        Http404: there is none, or it is confirmed.
        Forbidden: a colleague sends something: who enters may not decide, so one person enters.
    """
    _require(request)
    entry = counter_entry(actor(request), number)
    if entry is None:
        raise Http404
    if request.method == "POST" and entry.officer_id != actor(request).pk:
        raise Forbidden(
            f"Isian loket ini diisi {entry.officer.full_name}; hanya petugas itu yang mengubahnya, agar petugas lain "
            "dapat memutuskan.",
            code="not_at_counter",
        )
    return entry


def _to(number: str, anchor: str) -> HttpResponse:
    response = redirect("desk:counter_case", number=number)
    response["Location"] += f"#{anchor}"
    return response


def _differs(application: Application, form: StepForm) -> bool:
    """Something on this part is not what is kept."""
    if any(getattr(application, name) != value for name, value in form.values().items()):
        return True
    rows = form.licences()
    if rows is None:
        return False
    kept = (
        [[getattr(licence, name) for name in sorted(rows[0])] for licence in application.licences.all()] if rows else []
    )
    return [[row[name] for name in sorted(row)] for row in rows] != kept or bool(application.licences.all()) != bool(
        rows
    )


def _page(
    request: HttpRequest,
    entry: CounterEntry,
    forms: dict[Step, StepForm],
    *,
    document: DocumentForm | None = None,
    email: EmailForm | None = None,
    status: int = 200,
) -> HttpResponse:
    application = entry.application
    wrong = [form for form in (*forms.values(), document, email) if form is not None and form.errors]
    context: dict[str, Any] = {
        "application": application,
        "entry": entry,
        "forms": {step.name.lower(): form for step, form in forms.items()},
        "may_fill": entry.officer_id == actor(request).pk,
        "wrong": wrong,
        **_papers(entry),
        "gaps": gaps(application),
        "document_form": document or DocumentForm(application, scans()),
        "email_form": email or EmailForm(initial={"email": application.owner.email}),
    }
    return page(request, "counter_case.html", f"Loket {application.number}", context, status=status)
