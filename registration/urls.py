"""Addresses of registration (docs/architecture.md, section 9)."""

from django.urls import path

from registration.views.forms_pdf import blank_form, form_pdf, forms
from registration.views.requirements import requirements

app_name = "registration"

urlpatterns = [
    path("persyaratan/", requirements, name="requirements"),
    path("formulir/", forms, name="forms"),
    path("formulir/<slug:segment>.pdf", blank_form, name="blank_form"),
    path("pendaftaran/<str:number>/formulir/<slug:segment>.pdf", form_pdf, name="form_pdf"),
]
