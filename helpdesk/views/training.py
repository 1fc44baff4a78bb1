"""The public calendar /pelatihan/ and enrolling. Whether an address is enrolled already is not told (A5)."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import profile
from core.calendar_file import calendar_feed
from core.components import SummaryRow
from core.error_pages import error_page
from core.formats import long_datetime
from core.forms import add_refusal
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.models import User
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.emails.training import training_appointment
from helpdesk.enums.training import TrainingState
from helpdesk.forms.training import OwnEnrolmentForm, PublicEnrolmentForm
from helpdesk.models import Training
from helpdesk.models.training import COMING
from helpdesk.permissions.training import can_enrol
from helpdesk.selectors.training import MOST_IN_CALENDAR, calendar_rows, own_rows, with_taken
from helpdesk.services.training_enrolment import Participant, enrolment_ask, enrolment_request

MOST_TRIES, TRY_WINDOW = 20, timedelta(minutes=10)


@login_not_required
@require_safe
def training_list(request: HttpRequest) -> HttpResponse:
    """The calendar: what comes next."""
    rows = keyset_page(calendar_rows(), request=request, order="starts_at")
    context = {
        "rows": rows,
        "pages": rows,
        "article": profile.current().article("training"),
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "helpdesk/training/list.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def training_page(request: HttpRequest, number: str) -> HttpResponse:
    """One training, and the form for those who may enrol."""
    training = get_object_or_404(with_taken(Training.objects.published()), number=number)
    user = user_of(request)
    own = own_rows(user).live().filter(training=training).first() if user else None
    is_open = training.takes_enrolments and own is None
    form: OwnEnrolmentForm | PublicEnrolmentForm | None = None
    data = request.POST if request.method == "POST" else None
    if is_open or data is not None:
        if user is not None and can_enrol(user, training):
            form = OwnEnrolmentForm(data, initial=_known(user))
        elif user is None and training.is_public:
            form = PublicEnrolmentForm(data)
    if request.method == "POST":
        if form is None:
            if user is None:
                return redirect_to_login(request.path, reverse("account_login"))
            raise Forbidden(
                "Pelatihan ini untuk penyedia dan pejabat pengadaan yang terdaftar.", code="not_participant"
            )
        answer = _enrolled(request, training, form) if form.is_valid() else None
        if answer is not None:
            return answer
    context = {
        "training": training,
        "rows": summary(training),
        "free": max(training.seats - training.taken, 0),  # type: ignore[attr-defined]
        "form": form if is_open or (form and form.errors) else None,
        "own": own,
        "is_ahead": training.state in COMING and training.ends_at > timezone.now(),
        "opens_later": training.state == TrainingState.OPEN and training.enrol_opens_at > timezone.now(),
        "login_url": f"{reverse('account_login')}?next={request.path}",
        "is_signed_in": user is not None,
    }
    return render(request, "helpdesk/training/training.html", context, status=400 if form and form.errors else 200)


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All trainings ahead as one file, for a calendar program that looks again by itself."""
    rows = calendar_rows().order_by("starts_at", "pk")[:MOST_IN_CALENDAR]
    return ics(calendar_feed(training_appointment(row, link=False) for row in rows), "pelatihan.ics")


@login_not_required
@require_safe
def training_file(request: HttpRequest, number: str) -> HttpResponse:
    """One training as a file for a calendar program, without the link that only participants get."""
    rows = Training.objects.published().select_related("room")
    training = get_object_or_404(rows, number=number, state__in=COMING)
    return ics(calendar_feed([training_appointment(training, link=False)]), f"{number}.ics")


@login_not_required
@require_safe
@never_cache
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """A stranger has asked: look into the mailbox. The same page whether the address was known or not."""
    training = get_object_or_404(Training.objects.published(), number=number)
    return private(render(request, "helpdesk/training/sent.html", {"training": training}))


def summary(training: Training, *, link: bool = False) -> list[SummaryRow]:
    """A training in rows of label and value."""
    rows = [
        SummaryRow("Mulai", long_datetime(training.starts_at)),
        SummaryRow("Sampai", long_datetime(training.ends_at)),
        SummaryRow("Tempat", training.place_label),
        SummaryRow("Materi", training.subject),
        SummaryRow("Sasaran peserta", training.audience),
        SummaryRow("Narasumber", ", ".join(training.trainer_lines)),
    ]
    if link and training.video_link:
        rows.insert(3, SummaryRow("Tautan video", training.video_link))
    return rows


def _enrolled(
    request: HttpRequest, training: Training, form: OwnEnrolmentForm | PublicEnrolmentForm
) -> HttpResponse | None:
    data, user = form.cleaned_data, user_of(request)
    try:
        if user is not None:
            row = enrolment_request(training=training, agency=data["agency"], phone=data["phone"], actor=user)
            return redirect("training:enrolment", number=row.number)
        wait = attempt(key=f"training:ask:{caller_key(client_ip(request))}", most=MOST_TRIES, within=TRY_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        who = Participant(data["name"], data["agency"], data["email"], data["phone"])
        enrolment_ask(training=training, who=who)
    except Forbidden:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    return redirect("training:sent", number=training.number)


def _known(user: User) -> dict[str, str]:
    """What the person wrote the last time, or the organisation that the account belongs to."""
    latest = own_rows(user).filter(erased_at__isnull=True).order_by("-pk").first()
    if latest is not None:
        return {"agency": latest.agency, "phone": latest.phone}
    organization = user.person.organization
    return {"agency": organization.name if organization else ""}


def user_of(request: HttpRequest) -> User | None:
    """Who is signed in, if anybody."""
    return actor(request) if request.user.is_authenticated else None


def ics(content: bytes, name: str) -> HttpResponse:
    """A file for calendar programs."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Kept out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
