"""From the front page to an account: address, link, name and password. Nothing can be uploaded before that."""

from datetime import timedelta

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.error_pages import error_page
from core.forms import add_refusal
from core.kept_secret import KeptSecret
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.permissions import actor
from core.refusals import BadInput
from registration.enums import OfficialState, SignupPurpose
from registration.forms.signup import AccountForm, OfficialSignupForm, SignupForm
from registration.models import OfficialRequest
from registration.services.officials import official_start
from registration.services.signup import (
    LinkExpired,
    confirmation_find,
    official_signup_confirm,
    signup_confirm,
    signup_request,
)

_LINK = KeptSecret("konfirmasi", "registration:confirmation", 60 * 60)
# The address just written, shown once more on the next page so that a typing mistake is noticed.
_WRITTEN = KeptSecret("surel-tertulis", "registration:signup_sent", 10 * 60)
# From one connection; an internet shop with many applicants stays below it.
_MOST_REQUESTS = 20
_REQUEST_WINDOW = timedelta(hours=1)
_BACKEND = "core.backends.RoleBackend"


@login_not_required
@require_safe
def signup(request: HttpRequest) -> HttpResponse:
    """/daftar/: who are you, a vendor or an official?"""
    return render(request, "registration/signup/choice.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vendor_signup(request: HttpRequest) -> HttpResponse:
    """Ask who registers and where to write; the answer is the same for known and unknown addresses (A5)."""
    form = SignupForm(request.POST or None)
    answer = _link_sent(request, form, SignupPurpose.VENDOR) if request.method == "POST" else None
    return answer or render(request, "registration/signup/start.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def official_signup(request: HttpRequest) -> HttpResponse:
    """An official without an account asks for a link; one who is signed in begins a request at once."""
    if not request.user.is_authenticated:
        form = OfficialSignupForm(request.POST or None)
        answer = _link_sent(request, form, SignupPurpose.OFFICIAL) if request.method == "POST" else None
        return answer or render(request, "registration/officials/start.html", {"form": form})
    owner = actor(request)
    draft = OfficialRequest.objects.filter(owner=owner, state=OfficialState.DRAFT).first()
    if request.method == "POST":
        if draft is None:
            draft = official_start(owner=owner)
        return redirect("registration:official", number=draft.number)
    return render(request, "registration/officials/begin.html", {"draft": draft})


def _link_sent(request: HttpRequest, form: SignupForm | OfficialSignupForm, purpose: str) -> HttpResponse | None:
    """Send the link that a good form asks for; None when the form's page is to be shown."""
    if not form.is_valid():
        return None
    wait = attempt(key=f"signup:{caller_key(client_ip(request))}", most=_MOST_REQUESTS, within=_REQUEST_WINDOW)
    if wait:
        return error_page(request, 429, retry_after=wait)
    email = form.cleaned_data["email"]
    try:
        signup_request(email=email, kind=form.cleaned_data.get("kind", ""), purpose=purpose)
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    return _WRITTEN.keep(request, redirect("registration:signup_sent"), email)


@login_not_required
@require_safe
@never_cache
def signup_sent(request: HttpRequest) -> HttpResponse:
    """A mail is on its way: to which address, and what to do when it does not come."""
    return render(request, "registration/signup/sent.html", {"address": _WRITTEN.read(request)})


@login_not_required
@require_safe
@never_cache
def confirmation_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: takes the token out of the address at once."""
    confirmation_find(token)
    return _LINK.out_of_address(request, token)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def confirmation(request: HttpRequest) -> HttpResponse:
    """A name and a password open the account, sign in, and lead to the empty draft."""
    token = _LINK.read(request)
    try:
        row = confirmation_find(token)
    except LinkExpired:
        # The form sent twice: the first one opened the account.
        if request.method == "POST" and token and request.user.is_authenticated:
            return redirect("registration:own")
        raise
    is_official = row.purpose == SignupPurpose.OFFICIAL
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = official_signup_confirm if is_official else signup_confirm
        try:
            case = opened(token=token, full_name=form.cleaned_data["full_name"], password=form.cleaned_data["password"])
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            login(request, case.owner, backend=_BACKEND)
            page = "registration:official" if is_official else "registration:application"
            return _LINK.forget(redirect(page, number=case.number))
    return render(
        request,
        "registration/signup/account.html",
        {
            "form": form,
            "email": row.email,
            "kind": "pejabat pengguna SPSE" if is_official else row.get_kind_display(),
        },
    )
