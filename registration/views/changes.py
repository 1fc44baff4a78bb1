"""/pendaftaran/<number>/perubahan/: what one may ask after the approval, and one's own requests."""

import logging
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.documents import declared_kind
from core.forms import add_refusal
from core.models import OfficialDocument
from core.permissions import actor
from core.refusals import BadInput
from registration.change_rules import RULES, documents_for
from registration.enums import ApplicationState, ItemState
from registration.forms.changes import CHANGE_FORMS, AboutForm, has_form, kind_choices, typed_of
from registration.forms.regions import picked_code, region_context
from registration.models import ChangeFile, ChangeItem, ChangeRequest
from registration.reasons import REASONS
from registration.register import comparison, history, registered, unpacked, values_now
from registration.services.application import ChangedMeanwhile
from registration.services.changes import change_gaps, change_save, change_start, change_submit, change_withdraw
from registration.transitions import CHANGE_SUBMIT, CHANGE_WITHDRAW
from registration.views.handing_in import DeclarationForm
from registration.views.own import own_application

logger = logging.getLogger(__name__)


def own_change(request: HttpRequest, number: str, change: str) -> ChangeRequest:
    """The request with all that its pages read, if it is the signed-in person's own.

    Raises:
        Http404: there is none under this registration, or it is somebody else's; the latter is logged.
    """
    row = (
        ChangeRequest.objects.select_related("application__current", "owner__person")
        .prefetch_related(
            "application__licences",
            "items",
            Prefetch("items__files", ChangeFile.objects.select_related("file").order_by("pk")),
        )
        .filter(number=change, application__number=number)
        .first()
    )
    if row is None:
        raise Http404
    if row.owner_id != request.user.pk:
        logger.warning("change request asked for by a stranger", extra={"number": change, "user": request.user.pk})
        raise Http404
    return row


def needed_change_items(change: ChangeRequest) -> list[dict[str, Any]]:
    """The documents this request must hold, each with its row, its current files and why it came back."""
    rows = {item.key: item for item in change.items.all()}
    return [
        {
            "rule": rule,
            "item": rows[rule.key],
            "files": current_change_files(rows[rule.key]),
            "reason": REASONS.get(rows[rule.key].reason_code),
        }
        for rule in documents_for(change)
    ]


def current_change_files(item: ChangeItem) -> list[ChangeFile]:
    """Files that count now, oldest first."""
    return [row for row in item.files.all() if row.replaced_at is None]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """The list: choose a kind and begin, go on with one, look at one that ended, and what changed so far."""
    application = own_application(request, number)
    if application.state != ApplicationState.APPROVED:
        return redirect("registration:application", number=number)
    error = ""
    if request.method == "POST":
        try:
            change = change_start(application=application, kind=request.POST.get("kind", ""), actor=actor(request))
        except BadInput as refusal:
            error = refusal.message
        else:
            name = "registration:change_form" if change.is_editable else "registration:change"
            return redirect(name, number=number, change=change.number)
    own = list(ChangeRequest.objects.filter(application=application).order_by("-pk")[:50])
    context = {
        "application": application,
        "registered": registered(application),
        "kinds": kind_choices(),
        "chosen": request.POST.get("kind", ""),
        "error": error,
        "changes": own,
        "history": history(application),
    }
    return render(request, "registration/changes/list.html", context, status=400 if error else 200)


@require_safe
@never_cache
def change(request: HttpRequest, number: str, change: str) -> HttpResponse:
    """One request: where it stands, old beside new, its documents, what to do next."""
    row = own_change(request, number, change)
    items = needed_change_items(row)
    context = {
        "application": row.application,
        "change": row,
        "rule": RULES[row.kind],
        "rows": comparison(row),
        "items": items,
        "has_form": has_form(row),
        "gaps": [{"text": text, "url": _gap_url(row, key)} for key, text in change_gaps(row)],
        "returned": [one for one in items if one["item"].state == ItemState.RETURNED],
        "can_submit": CHANGE_SUBMIT.allows(row.state),
        "can_withdraw": CHANGE_WITHDRAW.allows(row.state),
        "letters": _letters(row),
        "days_left": (row.due_at - timezone.now()).days if row.due_at else None,
    }
    return render(request, "registration/changes/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("npwp", "signatory_nik")
@never_cache
def change_form(request: HttpRequest, number: str, change: str) -> HttpResponse:
    """What is asked: shows the register's values, keeps what is typed, and in a second window shows both."""
    row = own_change(request, number, change)
    if not row.is_editable:
        return redirect("registration:change", number=number, change=change)
    form_class = CHANGE_FORMS.get(row.kind)
    shown = typed_of({**values_now(row), **unpacked(row.proposed)})
    if request.method != "POST":
        envoy = {"has_envoy": "ya" if row.has_envoy else "tidak"} if row.version > 1 else {}
        about = AboutForm(initial={"reason": row.reason, **envoy})
        form = form_class(row.application, typed=shown) if form_class else None
        return _form_page(request, row, form, about, row.version)
    version = _version(request)
    if form_class and (other := form_class.rearranged(row.application, request.POST)) is not None:
        about = AboutForm(initial={name: request.POST.get(name, "") for name in ("reason", "has_envoy")})
        return _form_page(request, row, other, about, version, is_rearranged=True)
    about = AboutForm(request.POST)
    form = form_class(row.application, request.POST, shown) if form_class else None
    if not all([about.is_valid(), form is None or form.is_valid()]):
        return _form_page(request, row, form, about, version)
    try:
        change_save(
            change=row,
            actor=actor(request),
            data=form.values() if form else {},
            reason=about.cleaned_data["reason"],
            has_envoy=about.cleaned_data["has_envoy"],
            version=version,
        )
    except BadInput as refusal:
        target = form if form is not None and refusal.field not in about.fields else about
        add_refusal(target, refusal.message, refusal.field)
        return _form_page(request, row, form, about, version)
    except ChangedMeanwhile as refusal:
        fresh = own_change(request, number, change)
        about.add_error(None, refusal.message)
        return _form_page(request, fresh, form, about, fresh.version, saved=comparison(fresh))
    return redirect("registration:change", number=number, change=change)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change_hand_in(request: HttpRequest, number: str, change: str) -> HttpResponse:
    """Look once more at old and new, declare and hand in. Handing in twice leads to the same page."""
    row = own_change(request, number, change)
    if not CHANGE_SUBMIT.allows(row.state) or change_gaps(row):
        return redirect("registration:change", number=number, change=change)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        try:
            change_submit(
                change=row,
                actor=actor(request),
                declaration_accepted=bool(form.cleaned_data.get("declaration")),
            )
        except BadInput as refusal:
            if not form.errors:
                add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect("registration:change", number=number, change=change)
    context = {"application": row.application, "change": row, "form": form, "rows": comparison(row)}
    return render(request, "registration/changes/submit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change_take_back(request: HttpRequest, number: str, change: str) -> HttpResponse:
    """Ask once more, then take the request back. Twice is the same as once."""
    row = own_change(request, number, change)
    if not CHANGE_WITHDRAW.allows(row.state):
        return redirect("registration:change", number=number, change=change)
    if request.method == "POST":
        change_withdraw(change=row, actor=actor(request))
        return redirect("registration:change", number=number, change=change)
    return render(request, "registration/changes/withdraw.html", {"application": row.application, "change": row})


def _version(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return 0


def _form_page(
    request: HttpRequest,
    row: ChangeRequest,
    form: Any,
    about: AboutForm,
    version: int,
    *,
    is_rearranged: bool = False,
    saved: Any = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": row.application,
        "change": row,
        "rule": RULES[row.kind],
        "form": form,
        "about": about,
        "version": version,
        "is_rearranged": is_rearranged,
        "saved": saved,
    }
    if row.kind == "address":
        code = picked_code(form.data) if form.is_bound else str(form.initial["region_code"])
        context |= region_context(form, code)
    return render(request, "registration/changes/form.html", context)


def _gap_url(row: ChangeRequest, key: str) -> str:
    parts = [row.application.number, row.number]
    if key:
        return reverse("registration:change_document", args=[*parts, key])
    return reverse("registration:change_form", args=parts)


def _letters(row: ChangeRequest) -> list[dict[str, Any]]:
    found = OfficialDocument.objects.filter(case_number=row.number, holder=row.owner_id).order_by("-pk")[:10]
    return [
        {"label": declared_kind(letter.kind).label, "number": letter.number, "code": letter.code, "letter": letter}
        for letter in found
    ]
