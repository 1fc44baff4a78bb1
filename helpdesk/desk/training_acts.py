"""What the desk does with one training and its participants; every act leads back to the training."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.audit import audit_record
from core.documents import OBJECT_TYPE, code_clean, document_read, file_name
from core.forms import add_refusal
from core.models import OfficialDocument
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.desk.training_frame import done, found, page, participant, require_officer, training_page
from helpdesk.documents.training import ATTENDANCE_LIST, CERTIFICATE
from helpdesk.forms.training import CancelForm, CorrectionForm, DeskEnrolmentForm
from helpdesk.models import Training
from helpdesk.services.training import training_cancel, training_close, training_hold, training_open
from helpdesk.services.training_attendance import attendance_tick, attendance_untick
from helpdesk.services.training_enrolment import Participant, enrolment_enter, enrolment_leave
from helpdesk.services.training_papers import attendance_list_issue, certificate_correct, certificates_issue


@training_page("POST")
def open_enrolment(request: HttpRequest, number: str) -> HttpResponse:
    """Make the training known."""
    row = _own(request, number)
    return done(request, row, lambda: training_open(training=row, actor=actor(request)), "Pelatihan sudah diumumkan.")


@training_page("POST")
def close(request: HttpRequest, number: str) -> HttpResponse:
    """End the enrolment."""
    row = _own(request, number)
    return done(request, row, lambda: training_close(training=row, actor=actor(request)), "Pendaftaran ditutup.")


@training_page("POST")
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """It took place."""
    row = _own(request, number)
    return done(
        request,
        row,
        lambda: training_hold(training=row, actor=actor(request)),
        "Pelatihan tercatat dilaksanakan. Periksa kehadiran, lalu terbitkan sertifikat.",
    )


@training_page("GET", "HEAD", "POST")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call it off, with a reason that the participants read."""
    row = _own(request, number)
    form = CancelForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> object:
        return training_cancel(training=row, reason=values["reason"], actor=actor(request))

    return _by_form(request, row, form, act, "Pelatihan dibatalkan; peserta dikabari.") or _form_page(
        request, "cancel.html", f"Batalkan pelatihan {number}", {"form": form, "training": row}
    )


@training_page("GET", "HEAD", "POST")
def enter(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a participant who calls or stands there."""
    row = _own(request, number)
    form = DeskEnrolmentForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> object:
        who = Participant(values["name"], values["agency"], values["email"], values["phone"])
        return enrolment_enter(training=row, who=who, group=values["group"], actor=actor(request))

    return _by_form(request, row, form, act, "Peserta dicatat.") or _form_page(
        request, "enter.html", f"Catat peserta {number}", {"form": form, "training": row}
    )


@training_page("POST")
def attended(request: HttpRequest, number: str) -> HttpResponse:
    """The officer saw the participant."""
    require_officer(request)
    row = participant(request, number)
    return done(
        request,
        row.training,
        lambda: attendance_tick(enrolment=row, actor=actor(request)),
        f"Kehadiran {row.name} dicatat.",
    )


@training_page("POST")
def not_attended(request: HttpRequest, number: str) -> HttpResponse:
    """The tick was a mistake."""
    require_officer(request)
    row = participant(request, number)
    return done(
        request,
        row.training,
        lambda: attendance_untick(enrolment=row, actor=actor(request)),
        f"Catatan hadir {row.name} dihapus.",
    )


@training_page("POST")
def remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take a participant out who said so; the next moves up."""
    require_officer(request)
    row = participant(request, number)
    return done(
        request,
        row.training,
        lambda: enrolment_leave(enrolment=row, actor=actor(request), is_holder=False),
        f"Keikutsertaan {row.name} dibatalkan.",
    )


@training_page("POST")
def certificates(request: HttpRequest, number: str) -> HttpResponse:
    """Certificates for all who attended, in one go; workers make the PDFs."""
    row = _own(request, number)
    return done(
        request,
        row,
        lambda: certificates_issue(training=row, actor=actor(request)),
        "Sertifikat diterbitkan bagi semua peserta yang hadir; berkasnya disusun dan dikirim lewat surel.",
    )


@training_page("GET", "HEAD", "POST")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """A new certificate with the right name."""
    require_officer(request)
    row = participant(request, number)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, initial={"name": row.name, "agency": row.agency}
    )
    if not row.certificates.exists():
        raise Http404

    def act(values: dict[str, Any]) -> object:
        return certificate_correct(enrolment=row, name=values["name"], agency=values["agency"], actor=actor(request))

    words = "Sertifikat pengganti diterbitkan; yang lama dinyatakan diganti."
    return _by_form(request, row.training, form, act, words) or _form_page(
        request, "correct.html", f"Perbaiki sertifikat {number}", {"form": form, "enrolment": row}
    )


@training_page("POST")
def attendance_list(request: HttpRequest, number: str) -> HttpResponse:
    """The attendance list as an official document."""
    row = _own(request, number)
    return done(
        request,
        row,
        lambda: attendance_list_issue(training=row, actor=actor(request)),
        "Daftar hadir diterbitkan; berkasnya sedang disusun.",
    )


@training_page("GET", "HEAD")
def document(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The PDF of a certificate or attendance list of this training; while it is being made, the page says so."""
    row = found(request, number)
    numbers = [row.number, *row.enrolments.values_list("number", flat=True)]
    paper = get_object_or_404(
        OfficialDocument, code=code_clean(code), kind__in=[CERTIFICATE, ATTENDANCE_LIST], case_number__in=numbers
    )
    try:
        content = document_read(paper)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("training_desk:training", number=number)
    if request.method == "GET":
        audit_record(
            action="document.downloaded",
            object_type=OBJECT_TYPE,
            object_number=paper.number,
            actor=actor(request),
            data={"kind": paper.kind},
        )
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(paper)}"'
    return response


def _own(request: HttpRequest, number: str) -> Training:
    require_officer(request)
    return found(request, number)


def _by_form(
    request: HttpRequest, training: Training, form: Form, act: Callable[[dict[str, Any]], object], words: str
) -> HttpResponse | None:
    """Act on a good form and lead to the training; None when the form's own page is to be shown."""
    if not form.is_valid():
        return None
    try:
        act(form.cleaned_data)
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return redirect("training_desk:training", number=training.number)


def _form_page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return page(request, template, title, context, status=400 if context["form"].errors else 200)
