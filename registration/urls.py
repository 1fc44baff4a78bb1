"""Addresses of registration (docs/architecture.md, section 9)."""

from django.urls import path

from registration.views.requirements import requirements

app_name = "registration"

urlpatterns = [
    path("persyaratan/", requirements, name="requirements"),
]
