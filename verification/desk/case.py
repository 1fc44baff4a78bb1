"""The page of one case: the scan beside the data, and every record the officer makes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.admin.acts import form_version
from core.admin.base import history_of
from core.files import file_receive
from core.forms import add_refusal
from core.models import StoredFile, User
from core.permissions import actor
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.visits.selectors import visit_of_case
from registration.enums import ApplicationState
from registration.models import Application
from registration.transitions import OBJECT_TYPE
from verification import facts
from verification.blacklist_matches import blacklist_look
from verification.checklist import DeskItem, desk_items, missing
from verification.desk.frame import case, desk_page, page, to_case
from verification.desk.sections import Section, Typed
from verification.forms import BlacklistForm, CheckForm, PresenterForm
from verification.models import Review, UserId
from verification.models.deactivation import OPEN_STATES
from verification.permissions import can_decide, can_propose_deactivation, can_record_activation, can_work
from verification.selectors import case_of, decision_of, desk_objections, hints, older_decisions
from verification.services.findings import blacklist_record, check_record, presenter_record
from verification.services.holding import CASES
from verification.services.seen import case_view_record


@desk_page("GET", "HEAD")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """All that is known of a case. Opening it leaves a trace, because identity numbers stand on it."""
    application = case(request, number)
    case_view_record(application=application, actor=actor(request))
    return _page(request, application)


@desk_page("POST")
def presenter(request: HttpRequest, number: str) -> HttpResponse:
    """Record who came; the scan of a surat kuasa is kept even when something else was wrong."""
    application = _to_work_on(request, number)
    review = case_of(application) or Review()
    form = PresenterForm.of(review, request.POST, request.FILES)
    typed = Typed(presenter=form, kept_file=_kept(request, application))
    valid = form.is_valid()
    upload = form.files.get(form.add_prefix("surat_kuasa_file"))
    if upload and application.state == ApplicationState.UNDER_REVIEW and review.holder_at() in {None, actor(request)}:
        try:
            typed.kept_file = file_receive(upload=upload, owner=actor(request), case_number=application.number)
        except (BadInput, NotReady) as refusal:
            form.add_error("surat_kuasa_file", refusal.message)
            valid = False
    if not valid:
        return _page(request, application, typed, status=400)
    given = {**form.cleaned_data, "surat_kuasa_file": typed.kept_file}
    try:
        presenter_record(application=application, actor=actor(request), version=form_version(request), **given)
    except Refusal as refusal:
        return _refused(request, application, typed, refusal)
    messages.success(request, "Kehadiran tercatat.")
    return to_case(application, "kehadiran")


@desk_page("POST")
def blacklist(request: HttpRequest, number: str) -> HttpResponse:
    """Record the look-up in the national blacklist."""
    application = _to_work_on(request, number)
    form = BlacklistForm.of(case_of(application) or Review(), request.POST)
    typed = Typed(blacklist=form)
    if not form.is_valid():
        return _page(request, application, typed, status=400)
    try:
        blacklist_record(
            application=application, actor=actor(request), version=form_version(request), **form.cleaned_data
        )
    except Refusal as refusal:
        return _refused(request, application, typed, refusal)
    messages.success(request, "Pemeriksaan daftar hitam tercatat.")
    return to_case(application, "daftar-hitam")


@desk_page("POST")
def check(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Record what was found about one document."""
    application = _to_work_on(request, number)
    item = get_object_or_404(application.items.select_related("application"), key=key)
    review = case_of(application) or Review()
    form = CheckForm.of(DeskItem(item, "", None, ()), review, request.POST)
    typed = Typed(checks={key: form})
    if not form.is_valid():
        return _page(request, application, typed, status=400)
    try:
        check_record(item=item, actor=actor(request), version=form_version(request), **form.cleaned_data)
    except Refusal as refusal:
        return _refused(request, application, typed, refusal)
    messages.success(request, f"{item.get_key_display()}: pemeriksaan tercatat.")
    return to_case(application, f"dokumen-{key}")


def _to_work_on(request: HttpRequest, number: str) -> Application:
    application = case(request, number)
    CASES.require_work(actor(request), application)
    return application


def _kept(request: HttpRequest, application: Application) -> StoredFile | None:
    """The scan that came with an earlier, refused try of the same officer."""
    code = request.POST.get("kept_file", "")
    mine = StoredFile.objects.filter(owner=actor(request), case_number=application.number)
    return mine.filter(public_id=code).first() if code else None


def _refused(request: HttpRequest, application: Application, typed: Typed, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, Forbidden):
        raise refusal
    assert typed.form is not None  # noqa: S101 - every caller keeps its form
    add_refusal(typed.form, refusal.message, refusal.field)
    application.refresh_from_db()
    return _page(request, application, typed, status=refusal.status)


def _page(
    request: HttpRequest, application: Application, typed: Typed | None = None, *, status: int = 200
) -> HttpResponse:
    typed = typed or Typed()
    user = actor(request)
    review = case_of(application)
    holder = review.holder_at() if review else None
    under_review = application.state == ApplicationState.UNDER_REVIEW
    is_mine = under_review and holder == user
    items = desk_items(application, review)
    entry = _entry(application)
    context: dict[str, Any] = {
        "application": application,
        "review": review,
        "holder": holder,
        "is_mine": is_mine,
        "is_waiting": application.state in {ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW},
        "may_work": can_work(user, application),
        "may_decide": can_decide(user, application),
        "may_activate": can_record_activation(user),
        "typed": typed,
        "presenter_form": typed.presenter or (PresenterForm.of(review) if is_mine and review else None),
        "blacklist_form": typed.blacklist or (BlacklistForm.of(review) if is_mine and review else None),
        "sections": _sections(application, review, items, typed, is_mine),
        "missing": missing(application, review, items) if under_review else [],
        "bad": [row for row in items if row.check and row.check.reason_code],
        "hints": hints(application),
        "spse": facts.spse_facts(application),
        "contact": facts.contact_facts(application),
        "events": history_of(OBJECT_TYPE, application.number, 50),
        "decision": decision_of(application),
        "visit": visit_of_case(application.number),
        "objection": desk_objections(user).filter(application=application).first(),
        "older": older_decisions(application),
        "look": blacklist_look(application) if under_review else None,
        **_of_entry(entry, user),
        "queue_url": reverse("desk:queue"),
    }
    return page(request, "case.html", f"{application.number} {application.full_name}", context, status=status)


def _sections(
    application: Application, review: Review | None, items: list[DeskItem], typed: Typed, is_mine: bool
) -> list[Section]:
    licences = list(application.licences.all())
    warnings = facts.warnings(application)
    return [
        Section(
            row,
            facts.facts(application, row.item.key, licences),
            typed.checks.get(row.item.key) or (CheckForm.of(row, review) if is_mine and review else None),
            warnings.get(row.item.key, []),
        )
        for row in items
    ]


def _of_entry(entry: UserId | None, user: User) -> dict[str, Any]:
    """The User ID of an approved case, its national account and its deactivations."""
    if entry is None:
        return {"entry": None}
    return {
        "entry": entry,
        "national": entry.national_accounts.select_related("recorded_by__person").first(),
        "deactivations": entry.deactivations.order_by("-pk")[:10],
        "may_deactivate": can_propose_deactivation(user, entry)
        and not entry.deactivations.filter(state__in=OPEN_STATES).exists(),
    }


def _entry(application: Application) -> Any:
    decision = decision_of(application)
    return getattr(decision, "user_id", None) if decision else None
