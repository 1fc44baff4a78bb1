"""One's own part in a training: confirming, leaving, attendance by the code in the room, evaluation, certificate.

Who has no account opens the own part by the link in the mail; which parts a browser opened is kept in a signed cookie of
these pages.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.error_pages import error_page
from core.forms import add_refusal
from core.kept_secret import KeptSecret
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.pagination import keyset_page
from core.permissions import actor
from core.receipt_codes import code_fits, code_for
from core.refusals import Forbidden, Refusal
from helpdesk.emails.training import RECEIPT_SCOPE, enrolment_file
from helpdesk.enums.training import EnrolmentState
from helpdesk.forms.training import EvaluationForm, ReceiptForm
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.models.training import COMING
from helpdesk.permissions.training import PARTICIPANT_ROLES
from helpdesk.selectors.training import own_rows, waiting_place
from helpdesk.services.training_attendance import attendance_confirm, attendance_span, evaluation_answer
from helpdesk.services.training_enrolment import enrolment_confirm, enrolment_leave, leavable_until
from helpdesk.views.training import MOST_TRIES, TRY_WINDOW, ics, private, summary, user_of

_OPENED = KeptSecret("pelatihan", "training:list", 2 * 60 * 60)
_MOST_OPENED = 5
NO_MATCH = "Nomor dan kode peserta tidak cocok. Salin keduanya dari surel kami, huruf demi huruf."


@login_not_required
@require_safe
@never_cache
def link(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """From the link in a mail to the participant's page, without the code in the address; opening it changes nothing."""
    fits = code_fits(RECEIPT_SCOPE, number, code)
    if not fits or not TrainingEnrolment.objects.filter(number=number, user__isnull=True).exists():
        raise Http404
    response = _opened(request, redirect("training:enrolment", number=number), number)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """One's own trainings, newest first."""
    rows = keyset_page(own_rows(actor(request)), request=request)
    return render(request, "helpdesk/training/own.html", {"rows": rows, "pages": rows})


@login_not_required
@require_safe
@never_cache
def enrolment(request: HttpRequest, number: str) -> HttpResponse:
    """One's own part: where it stands, and what can be done now."""
    row = _own(request, number)
    training, until = row.training, leavable_until(row.training)
    certificate = row.certificates.filter(replaced_by__isnull=True).select_related("document").first()
    is_ahead = training.state in COMING and training.starts_at > timezone.now()
    context = {
        "enrolment": row,
        "training": training,
        "rows": summary(training, link=row.state == EnrolmentState.ENROLLED),
        "code": "" if row.user_id else code_for(RECEIPT_SCOPE, row.number),
        "place": waiting_place(row) if row.state == EnrolmentState.WAITING else 0,
        "may_confirm": row.state == EnrolmentState.UNCONFIRMED and is_ahead,
        "may_leave": is_ahead
        and (
            row.state in {EnrolmentState.UNCONFIRMED, EnrolmentState.WAITING}
            or (row.state == EnrolmentState.ENROLLED and timezone.now() <= until)
        ),
        "has_file": row.state == EnrolmentState.ENROLLED and training.state in COMING,
        "may_evaluate": row.state == EnrolmentState.ATTENDED and not row.has_evaluated,
        "until": until,
        "certificate": certificate,
    }
    return private(render(request, "helpdesk/training/enrolment.html", context))


@login_not_required
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """A stranger confirms the address; from now on there is a seat or a place in the waiting list."""
    row = _own(request, number)
    try:
        enrolment_confirm(enrolment=row)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Surel Anda sudah dikonfirmasi.")
    return redirect("training:enrolment", number=number)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then give the seat back. Twice is the same as once."""
    row = _own(request, number)
    if request.method == "POST":
        try:
            enrolment_leave(enrolment=row, actor=user_of(request) if row.user_id else None)
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Keikutsertaan Anda sudah dibatalkan. Tempatnya diberikan kepada peserta lain.")
        return redirect("training:enrolment", number=number)
    if row.state in {EnrolmentState.ATTENDED, EnrolmentState.CANCELLED}:
        return redirect("training:enrolment", number=number)
    return private(render(request, "helpdesk/training/leave.html", {"enrolment": row, "training": row.training}))


@login_not_required
@require_safe
@never_cache
def enrolment_ics(request: HttpRequest, number: str) -> HttpResponse:
    """The own training as a file for a calendar program."""
    row = _own(request, number)
    if row.state != EnrolmentState.ENROLLED or row.training.state not in COMING:
        raise Http404
    return ics(enrolment_file(row), f"{row.number}.ics")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def evaluate(request: HttpRequest, number: str) -> HttpResponse:
    """A few ratings after the training; once, and without the name."""
    row = _own(request, number)
    if row.state != EnrolmentState.ATTENDED or row.has_evaluated:
        return redirect("training:enrolment", number=number)
    form = EvaluationForm(request.POST if request.method == "POST" else None, questions=row.training.questions)
    if form.is_valid():
        try:
            evaluation_answer(enrolment=row, answers=form.answers, remark=form.cleaned_data["remark"])
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            messages.success(request, "Terima kasih, evaluasi Anda kami terima tanpa nama.")
            return redirect("training:enrolment", number=number)
    context = {"enrolment": row, "training": row.training, "form": form}
    return private(render(request, "helpdesk/training/evaluate.html", context, status=400 if form.errors else 200))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def attend(request: HttpRequest, number: str) -> HttpResponse:
    """Where the QR code in the room leads: one button for who is signed in, number and code for who has no account."""
    training = get_object_or_404(Training.objects.published().select_related("room"), number=number)
    row = _present(request, training)
    data = request.POST if request.method == "POST" else None
    form = ReceiptForm(data) if row is None else None
    code = (data or request.GET).get("kode", "")[:40]
    problem, status = "", 200
    if data is not None:
        wait = attempt(
            key=f"training:attend:{caller_key(client_ip(request))}:{training.pk}",
            # A whole room stands behind one address of the office.
            most=MOST_TRIES * training.seats,
            within=TRY_WINDOW,
        )
        if wait:
            return error_page(request, 429, retry_after=wait)
        if form is not None and form.is_valid():
            row = _by_receipt(training, form)
        if row is not None:
            try:
                attendance_confirm(enrolment=row, code=code, actor=user_of(request) if row.user_id else None)
            except Refusal as refusal:
                problem, status = refusal.message, refusal.status
            else:
                messages.success(request, "Kehadiran Anda sudah tercatat.")
                answer = redirect("training:enrolment", number=row.number)
                return answer if row.user_id else _opened(request, answer, row.number)
        elif form is not None:
            status = 400
    begin, end = attendance_span(training)
    context = {
        "training": training,
        "enrolment": row if form is None else None,
        "form": form,
        "code": code,
        "problem": problem,
        "begin": begin,
        "end": end,
        "is_time": training.state in COMING and begin <= timezone.now() <= end,
        "login_url": f"{reverse('account_login')}?next={reverse('training:attend', args=[number])}",
        "is_signed_in": request.user.is_authenticated,
    }
    return private(render(request, "helpdesk/training/attend.html", context, status=status))


def own_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The person's trainings and certificates on the page /akun/; None for those who take no part and have none."""
    user = actor(request)
    rows = list(own_rows(user).live().prefetch_related("certificates__document").order_by("-pk")[:3])
    return {"rows": rows} if rows or user.has_role(*PARTICIPANT_ROLES) else None


def _present(request: HttpRequest, training: Training) -> TrainingEnrolment | None:
    """The part in this training that this person or browser has."""
    rows = TrainingEnrolment.objects.live().filter(training=training).select_related("training__room")
    user = user_of(request)
    found = rows.filter(user=user).first() if user else None
    return found or rows.filter(user__isnull=True, number__in=_known_numbers(request)).first()


def _by_receipt(training: Training, form: ReceiptForm) -> TrainingEnrolment | None:
    number = form.cleaned_data["number"].strip().upper()
    fits = code_fits(RECEIPT_SCOPE, number, form.cleaned_data["receipt"])
    rows = (
        TrainingEnrolment.objects.live().filter(training=training, user__isnull=True).select_related("training__room")
    )
    row = rows.filter(number=number).first() if fits else None
    if row is None:
        form.add_error("receipt", NO_MATCH)
    return row


def _own(request: HttpRequest, number: str) -> TrainingEnrolment:
    """The part of the signed-in participant, or one that this browser opened by its link; else 404."""
    rows = TrainingEnrolment.objects.select_related("training__room", "user__person")
    row = rows.filter(number=number).first()
    if row is not None:
        user = user_of(request)
        if row.user_id is not None:
            if user is not None and row.user_id == user.pk:
                return row
        elif number in _known_numbers(request):
            return row
    raise Http404


def _known_numbers(request: HttpRequest) -> list[str]:
    return [one for one in _OPENED.read(request).split(",") if one]


def _opened(request: HttpRequest, response: HttpResponse, number: str) -> HttpResponse:
    """Note in the browser that it knows the code of this part."""
    known = [one for one in _known_numbers(request) if one != number]
    return _OPENED.keep(request, response, ",".join([*known, number][-_MOST_OPENED:]))
