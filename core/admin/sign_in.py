"""One way in: the browser admin has no sign-in page of its own that would pass by the second factor (A3)."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def password_change(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """The page that asks for the old password, tells the owner and ends other sessions."""
    return redirect("account_change_password")


def logout(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Out, and to the front page."""
    return account.logout(request)


# By name, because the site is one object with methods, not a class of ours.
for name, view in (
    ("login", secure_admin_login(admin.site.login)),
    ("password_change", password_change),
    ("logout", logout),
):
    setattr(admin.site, name, view)
