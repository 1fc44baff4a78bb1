"""The desk of trainings: the list, planning, one training with its participants (Pasal 11(2)d)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.admin.acts import form_version
from core.admin.base import history_of
from core.components import SummaryRow
from core.formats import long_datetime
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.desk.training_frame import found, page, require_officer, training_page
from helpdesk.enums.training import EnrolmentState, TrainingState
from helpdesk.forms.training import PlanForm
from helpdesk.models import Training
from helpdesk.models.training import COMING
from helpdesk.permissions.training import can_run_trainings
from helpdesk.selectors.training import FILTERS, desk_rows, evaluation_of
from helpdesk.services.training import FIELDS, training_change, training_plan
from helpdesk.services.training_attendance import attendance_span
from helpdesk.services.training_papers import attendance_list_of
from helpdesk.transitions.training import TRAINING_TYPE
from helpdesk.views.training import summary


@training_page("GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 trainings, the newest first."""
    show, search = request.GET.get("tampil", ""), request.GET.get("cari", "").strip()[:120]
    rows = keyset_page(desk_rows(actor(request), show=show, search=search), request=request)
    context = {
        "rows": rows,
        "pages": rows,
        "search": search,
        "filters": [(key, label, key == show) for key, label, _ in FILTERS],
        "may_work": can_run_trainings(actor(request)),
    }
    return page(request, "list.html", "Pelatihan", context)


@training_page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Plan a training."""
    require_officer(request)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = training_plan(actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Rancangan disimpan. Periksa, lalu buka pendaftarannya.")
            return redirect("training_desk:training", number=made.number)
    return page(request, "plan.html", "Pelatihan baru", {"form": form, "training": None}, status=_status(form))


@training_page("GET", "HEAD", "POST")
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Change a training that is still ahead."""
    require_officer(request)
    training = found(request, number)
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, training=training, initial={name: getattr(training, name) for name in FIELDS})
    if data is None and training.state not in {TrainingState.DRAFT, *COMING}:
        return redirect("training_desk:training", number=number)
    if form.is_valid():
        try:
            training_change(training=training, actor=actor(request), version=form_version(request), **form.cleaned_data)
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Pelatihan disimpan.")
            return redirect("training_desk:training", number=number)
    context = {"form": form, "training": training}
    return page(request, "plan.html", f"Ubah pelatihan {number}", context, status=_status(form))


@training_page("GET", "HEAD")
def training(request: HttpRequest, number: str) -> HttpResponse:
    """One training with its participants and what can be done now."""
    return training_view(request, found(request, number))


def training_view(
    request: HttpRequest, row: Training, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of one training, with a refused form as it is."""
    may_work, now = can_run_trainings(actor(request)), timezone.now()
    rows = list(row.enrolments.live().order_by("queued_at", "pk").prefetch_related("certificates__document"))
    seated = [one for one in rows if one.state in {EnrolmentState.ENROLLED, EnrolmentState.ATTENDED}]
    attended = [one for one in rows if one.state == EnrolmentState.ATTENDED]
    certified = [one for one in attended if one.certificates.all()]
    begin, end = attendance_span(row)
    is_ahead = row.state in COMING
    shown = {
        "training": row,
        "rows": [*summary(row, link=True), *_course(row)],
        "seated": sorted(seated, key=lambda one: (one.name, one.pk)),
        "waiting": [one for one in rows if one.state == EnrolmentState.WAITING],
        "unconfirmed": [one for one in rows if one.state == EnrolmentState.UNCONFIRMED],
        "attended": len(attended),
        "certified": len(certified),
        "may_work": may_work,
        "may_change": may_work and row.state in {TrainingState.DRAFT, *COMING},
        "may_open": may_work and row.state == TrainingState.DRAFT,
        "may_close": may_work and row.state == TrainingState.OPEN,
        "may_hold": may_work and is_ahead and now >= row.starts_at,
        "may_cancel": may_work and row.state in {TrainingState.DRAFT, *COMING} and not attended,
        "may_enter": may_work and is_ahead and row.ends_at > now,
        "may_show": may_work and is_ahead and now <= end,
        "may_tick": may_work and now >= begin and row.state in {*COMING, TrainingState.HELD},
        "may_certify": may_work and row.state == TrainingState.HELD and len(attended) > len(certified),
        "may_list": may_work and row.state == TrainingState.HELD and bool(seated),
        "attendance_list": attendance_list_of(row),
        "evaluation": evaluation_of(row) if row.state == TrainingState.HELD else None,
        "events": history_of(TRAINING_TYPE, row.number, 50),
    }
    return page(request, "training.html", f"Pelatihan {row.number}", {**shown, **(context or {})}, status=status)


def _course(row: Training) -> list[SummaryRow]:
    rows = [
        SummaryRow("Jumlah tempat", row.seats),
        SummaryRow("Pendaftaran", f"{long_datetime(row.enrol_opens_at)} sampai {long_datetime(row.enrol_closes_at)}"),
        SummaryRow("Terbuka untuk umum", "ya" if row.is_public else "tidak, hanya penyedia dan pejabat pengadaan"),
    ]
    if row.room_booking is not None:
        rows.append(SummaryRow("Pemesanan ruang", row.room_booking.number))
    if row.cancel_reason:
        rows.append(SummaryRow("Alasan pembatalan", row.cancel_reason))
    return rows


def _refused(form: PlanForm, refusal: Refusal) -> None:
    """A refusal beside its field; one that forbids becomes the page 403."""
    if isinstance(refusal, Forbidden):
        raise refusal
    add_refusal(form, refusal.message, refusal.field)


def _status(form: PlanForm) -> int:
    return 400 if form.errors else 200
