"""/keberatan/<number>/: where a rejected applicant writes the one objection, and later reads the answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.files.forms import UploadField
from core.forms import PortalForm, add_refusal
from core.permissions import actor
from core.refusals import BadInput, Refusal
from registration.models import Application
from verification.models import Objection
from verification.objection_time import objection_until
from verification.services.objections import (
    LONGEST,
    MOST_FILES,
    objection_file_add,
    objection_file_remove,
    objection_save,
    objection_submit,
    rejection_of,
)


class ObjectionForm(PortalForm):
    """What one writes; a file with each press of a button."""

    text = forms.CharField(
        label="Isi keberatan",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Sebutkan bagian penolakan yang menurut Anda tidak sesuai, dan mengapa. Jangan menulis kata sandi.",
    )
    file = UploadField(label="Berkas pendukung", required=False)
    sure = forms.BooleanField(
        label="Saya sudah memeriksa isinya. Saya tahu keberatan hanya dapat disampaikan satu kali.", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not marked as optional: it may be empty in a draft only, and the service says so when handing in.
        self.fields["text"].required = True

    def full_clean(self) -> None:
        """A draft may be empty."""
        self.fields["text"].required = False
        super().full_clean()
        self.fields["text"].required = True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own(request: HttpRequest, number: str) -> HttpResponse:
    """Write, add files, hand in; afterwards what was handed in and the answer."""
    application = _own(request, number)
    objection = _objection(application)
    if request.method == "POST":
        return _posted(request, application)
    if objection is None and rejection_of(application) is None:
        raise Http404
    form = ObjectionForm(initial={"text": objection.text if objection else ""})
    return _page(request, application, objection, form)


@require_POST
@never_cache
def file_remove(request: HttpRequest, number: str, public_id: str) -> HttpResponse:
    """Take a file out of the draft; twice is the same as once."""
    application = _own(request, number)
    try:
        objection_file_remove(application=application, actor=actor(request), public_id=public_id)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("objection:own", number=number)


def _posted(request: HttpRequest, application: Application) -> HttpResponse:
    form = ObjectionForm(request.POST, request.FILES)
    is_final = "kirim" in request.POST
    if form.is_valid():
        words = form.cleaned_data["text"]
        try:
            objection_save(application=application, actor=actor(request), text=words)
            if form.cleaned_data["file"]:
                objection_file_add(application=application, actor=actor(request), upload=form.cleaned_data["file"])
            if is_final and not form.cleaned_data["sure"]:
                form.add_error("sure", "Centang pernyataan ini untuk menyampaikan keberatan.")
            elif is_final:
                objection_submit(application=application, actor=actor(request), text=words)
                return redirect("objection:own", number=application.number)
            else:
                messages.success(request, "Tersimpan. Keberatan belum disampaikan.")
                return redirect("objection:own", number=application.number)
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except Refusal as refusal:
            if refusal.code == "once" and is_final:
                return redirect("objection:own", number=application.number)
            messages.error(request, refusal.message)
            return redirect("registration:application", number=application.number)
    return _page(request, application, _objection(application), form)


def _page(
    request: HttpRequest, application: Application, objection: Objection | None, form: ObjectionForm
) -> HttpResponse:
    decision = objection.decision if objection else rejection_of(application)
    until = objection_until(decision.decided_at) if decision else None
    context: dict[str, Any] = {
        "application": application,
        "objection": objection,
        "decision": decision,
        "files": list(objection.files.select_related("file")) if objection else [],
        "most": MOST_FILES,
        "until": until,
        "is_late": until is not None and timezone.now() > until,
        "is_open": objection is None or objection.is_open,
        "form": form,
    }
    return render(request, "verification/objection.html", context, status=400 if form.errors else 200)


def _own(request: HttpRequest, number: str) -> Application:
    """One's own application; anybody else's is the same 404 as one that does not exist."""
    found = Application.objects.filter(number=number, owner=actor(request)).first()
    if found is None:
        raise Http404
    return found


def _objection(application: Application) -> Objection | None:
    return Objection.objects.select_related("decision__letter", "letter").filter(application=application).first()
