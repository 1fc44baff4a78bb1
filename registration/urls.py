"""Addresses of registration (docs/architecture.md, section 9)."""

from django.urls import path

from registration.api import ApplicationStanding
from registration.views import own, signup
from registration.views.forms_pdf import blank_form, form_pdf, forms
from registration.views.requirements import requirements
from registration.views.status import status

app_name = "registration"

urlpatterns = [
    path("persyaratan/", requirements, name="requirements"),
    path("status/", status, name="status"),
    path("api/v1/pendaftaran/<str:number>/", ApplicationStanding.as_view(), name="api_standing"),
    path("formulir/", forms, name="forms"),
    path("formulir/<slug:segment>.pdf", blank_form, name="blank_form"),
    path("pendaftaran/<str:number>/formulir/<slug:segment>.pdf", form_pdf, name="form_pdf"),
    path("daftar/", signup.signup, name="signup"),
    path("daftar/penyedia/", signup.vendor_signup, name="vendor_signup"),
    path("daftar/terkirim/", signup.signup_sent, name="signup_sent"),
    path("daftar/konfirmasi/", signup.confirmation, name="confirmation"),
    path("daftar/konfirmasi/<str:token>/", signup.confirmation_link, name="confirmation_link"),
    path("pendaftaran/", own.own, name="own"),
    path("pendaftaran/<str:number>/", own.application, name="application"),
]
