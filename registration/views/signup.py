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
from core.refusals import BadInput
from registration.forms.signup import AccountForm, SignupForm
from registration.services.signup import LinkExpired, confirmation_find, signup_confirm, signup_request

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
    """/daftar/: leads to the only kind of user who registers here by himself."""
    return redirect("registration:vendor_signup")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vendor_signup(request: HttpRequest) -> HttpResponse:
    """Ask who registers and where to write; the answer is the same for known and unknown addresses (A5)."""
    form = SignupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = attempt(key=f"signup:{caller_key(client_ip(request))}", most=_MOST_REQUESTS, within=_REQUEST_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            signup_request(email=form.cleaned_data["email"], kind=form.cleaned_data["kind"])
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return _WRITTEN.keep(request, redirect("registration:signup_sent"), form.cleaned_data["email"])
    return render(request, "registration/signup/start.html", {"form": form})


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
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = signup_confirm(
                token=token, full_name=form.cleaned_data["full_name"], password=form.cleaned_data["password"]
            )
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            login(request, application.owner, backend=_BACKEND)
            return _LINK.forget(redirect("registration:application", number=application.number))
    return render(
        request, "registration/signup/account.html", {"form": form, "email": row.email, "kind": row.get_kind_display()}
    )
