"""The official's own pages: where the request stands, its steps, the scan, handing in, withdrawing, renewing."""

import logging
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import components
from core.assignments import roles_held_until
from core.components import SummaryRow
from core.files.forms import UploadForm
from core.forms import PortalForm, add_refusal
from core.permissions import actor
from core.refusals import BadInput, Refusal
from core.roles import AUDITOR, OFFICIAL_ROLES
from registration.enums import OfficialState, OfficialStep
from registration.forms.officials import OFFICIAL_FORMS, OfficialForm
from registration.models import OfficialRequest, role_word
from registration.official_answers import answers
from registration.official_rules import findings, gaps, last_day, step_gaps, steps
from registration.services.application import ChangedMeanwhile
from registration.services.officials import (
    OfficialIncomplete,
    official_letter_upload,
    official_start,
    official_step_save,
    official_submit,
    official_withdraw,
)
from registration.transitions import OFFICIAL_SUBMIT, OFFICIAL_WITHDRAW
from registration.views.own import letters_of

logger = logging.getLogger(__name__)
RENEWABLE = frozenset({OfficialState.APPROVED, OfficialState.LAPSED})
_FOLDER = "registration/officials"


class OfficialStepConverter:
    """The path segment of a page on which answers are typed; the scan has a page of its own kind."""

    regex = "|".join(step.value for step in OfficialStep if step != OfficialStep.SCAN)

    def to_python(self, value: str) -> OfficialStep:
        """The page."""
        return OfficialStep(value)

    def to_url(self, value: str) -> str:
        """Its segment."""
        return OfficialStep(value).value


class OfficialDeclarationForm(PortalForm):
    """What one answers for by handing in."""

    declaration = forms.BooleanField(
        label="Saya menyatakan data dan surat ini benar, dan saya orang yang disebut di dalamnya.",
        error_messages={"required": "Centang pernyataan bahwa data dan surat benar untuk menyerahkan permohonan."},
    )


def own_request(request: HttpRequest, number: str) -> OfficialRequest:
    """The request of the signed-in person; officers work at the desk, so theirs are the same 404 as a stranger's.

    Raises:
        Http404: there is none, or it is somebody else's; the latter is logged.
    """
    row = (
        OfficialRequest.objects.select_related("owner__person", "organization", "letter_file", "renews")
        .filter(number=number)
        .first()
    )
    if row is None:
        raise Http404
    if row.owner_id != request.user.pk:
        logger.warning("official request asked for by a stranger", extra={"number": number, "user": request.user.pk})
        raise Http404
    return row


@require_safe
@never_cache
def official(request: HttpRequest, number: str) -> HttpResponse:
    """Where the request stands and what is to do."""
    row = own_request(request, number)
    missing = gaps(row) if row.is_editable else []
    tasks = [
        {"label": step.label, "url": step_url(row, step), "is_done": not any(gap.step == step for gap in missing)}
        for step in (steps(row) if row.is_editable else [])
    ]
    context: dict[str, Any] = {
        "official": row,
        "tasks": tasks,
        "done": sum(task["is_done"] for task in tasks),
        "next_task": next((task for task in tasks if not task["is_done"]), None),
        "letters": letters_of(row.number, row.owner_id),
        "can_withdraw": OFFICIAL_WITHDRAW.allows(row.state),
        "can_renew": row.state in RENEWABLE and row.role != AUDITOR,
        "next_audit": row.state in RENEWABLE and row.role == AUDITOR,
    }
    return render(request, f"{_FOLDER}/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, number: str, step: OfficialStep) -> HttpResponse:
    """One page: shows what is saved, keeps what is typed, refuses only what cannot be right."""
    row = own_request(request, number)
    if step not in steps(row):
        raise Http404
    if request.method != "POST":
        if not row.is_editable:
            return redirect("registration:official", number=number)
        return _page(request, row, OFFICIAL_FORMS[step](row), row.version)
    form = OFFICIAL_FORMS[step](row, request.POST)
    version = _version(request)
    if not form.is_valid():
        return _page(request, row, form, version)
    try:
        saved = official_step_save(
            request=row,
            step=step,
            data=form.values(),
            agencies=form.agencies(),
            actor=actor(request),
            version=version,
        )
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return _page(request, row, form, version)
    except ChangedMeanwhile as refusal:
        form.add_error(None, refusal.message)
        return _page(request, row, form, own_request(request, number).version)
    return redirect(_following(request, saved, step))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def scan(request: HttpRequest, number: str) -> HttpResponse:
    """The scan of the letter: what is there, and a place to hand in another."""
    row = own_request(request, number)
    if request.method != "POST" and not row.is_editable:
        return redirect("registration:official", number=number)
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                saved = official_letter_upload(request=row, upload=form.cleaned_data["file"], actor=actor(request))
            except BadInput as refusal:
                add_refusal(form, refusal.message, refusal.field)
            else:
                # In the address, not as a message: the upload script reads the answer once before the person does.
                file = saved.letter_file
                address = reverse("registration:official_scan", args=[number])
                return redirect(f"{address}?diterima={file.public_id if file else ''}")
    file = row.letter_file
    context = {
        "official": row,
        "form": form,
        "file": file,
        "received": file if file and file.public_id == request.GET.get("diterima") else None,
        "progress": progress(row),
    }
    return render(request, f"{_FOLDER}/scan.html", context)


@require_safe
@never_cache
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Every answer with its change link; what looks odd as a warning; what is missing with the way to it."""
    row = own_request(request, number)
    context: dict[str, Any] = {
        "official": row,
        "sections": [_section(row, step) for step in steps(row)],
        "findings": findings(row),
        "gaps": [
            {"text": gap.text, "url": f"{step_url(row, gap.step)}#id_{gap.field}"}
            for gap in (gaps(row) if row.is_editable else [])
        ],
        "can_submit": OFFICIAL_SUBMIT.allows(row.state),
    }
    return render(request, f"{_FOLDER}/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Declare and hand in. Handing in twice leads to the same confirmation."""
    row = own_request(request, number)
    if request.method != "POST":
        if row.state == OfficialState.SUBMITTED:
            return redirect("registration:official_submitted", number=number)
        if not OFFICIAL_SUBMIT.allows(row.state) or gaps(row):
            return redirect("registration:official_review", number=number)
    form = OfficialDeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        try:
            official_submit(
                request=row, actor=actor(request), declaration_accepted=bool(form.cleaned_data.get("declaration"))
            )
        except OfficialIncomplete:
            return redirect("registration:official_review", number=number)
        except Refusal as refusal:
            if not form.errors:
                add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect("registration:official_submitted", number=number)
    return render(request, f"{_FOLDER}/submit.html", {"official": row, "form": form})


@require_safe
@never_cache
def submitted(request: HttpRequest, number: str) -> HttpResponse:
    """Handed in: the number and what happens next."""
    row = own_request(request, number)
    if row.submitted_at is None:
        return redirect("registration:official", number=number)
    return render(request, f"{_FOLDER}/submitted.html", {"official": row})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then take the request back. Twice is the same as once."""
    row = own_request(request, number)
    if row.state == OfficialState.WITHDRAWN:
        return redirect("registration:official", number=number)
    if request.method == "POST":
        official_withdraw(request=row, actor=actor(request))
        return redirect("registration:official", number=number)
    if not OFFICIAL_WITHDRAW.allows(row.state):
        return redirect("registration:official", number=number)
    return render(request, f"{_FOLDER}/withdraw.html", {"official": row})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """A new letter for the same role, before or after the old one is over."""
    row = own_request(request, number)
    draft = OfficialRequest.objects.filter(owner=row.owner, state=OfficialState.DRAFT).first()
    if request.method == "POST":
        if draft is None or draft.renews_id != row.pk:
            draft = official_start(owner=row.owner, renews=row)
        return redirect("registration:official", number=draft.number)
    if row.state not in RENEWABLE or row.role == AUDITOR:
        return redirect("registration:official", number=number)
    return render(request, f"{_FOLDER}/renew.html", {"official": row, "draft": draft})


def own_official_requests(request: HttpRequest) -> dict[str, Any] | None:
    """The block of /akun/: requests of the account and roles with their end; None when there is neither."""
    user = actor(request)
    rows = list(OfficialRequest.objects.filter(owner=user).select_related("organization").order_by("-pk")[:10])
    # The roles are known to the request already; their last days are asked for only where there are any.
    mine = [role for role in OFFICIAL_ROLES if role in user.roles]
    held = roles_held_until(user.person_id, mine) if mine else {}
    roles = [{"label": role_word(role), "until": last_day(end)} for role, end in held.items()]
    if not rows and not roles:
        return None
    return {"requests": rows, "roles": roles, "renewable": [row for row in rows if _is_renewable(row)]}


def _is_renewable(row: OfficialRequest) -> bool:
    return row.state in RENEWABLE and row.role != AUDITOR


def step_url(row: OfficialRequest, step: OfficialStep) -> str:
    """Where the answers of a page are changed."""
    if step == OfficialStep.SCAN:
        return reverse("registration:official_scan", args=[row.number])
    return reverse("registration:official_step", args=[row.number, step])


def progress(row: OfficialRequest) -> list[components.Step]:
    """The way through all pages of a draft."""
    return [components.Step(step.value, step.label, step_url(row, step)) for step in steps(row)]


def _section(row: OfficialRequest, step: OfficialStep) -> dict[str, Any]:
    url = step_url(row, step) if row.is_editable else ""
    return {
        "step": step,
        "label": step.label,
        "rows": [SummaryRow(label, value, url) for label, value in answers(row, step)],
    }


def _following(request: HttpRequest, row: OfficialRequest, step: OfficialStep) -> str:
    if "kembali" in request.POST or row.state == OfficialState.RETURNED:
        return reverse("registration:official", args=[row.number])
    order = steps(row)
    return step_url(row, order[order.index(step) + 1])


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _page(request: HttpRequest, row: OfficialRequest, form: OfficialForm, version: int) -> HttpResponse:
    context = {
        "official": row,
        "step": form.step,
        "form": form,
        "version": version,
        "gaps": step_gaps(row, form.step) if not form.is_bound and row.version > 1 else [],
        "progress": progress(row),
    }
    return render(request, f"{_FOLDER}/step.html", context)
