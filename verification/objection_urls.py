"""Addresses of objections, mounted by `lpse` at /keberatan/ (architecture, section 1)."""

from django.urls import path

from verification.views import objection

app_name = "objection"

urlpatterns = [
    path("<str:number>/", objection.own, name="own"),
    path("<str:number>/berkas/<str:public_id>/hapus/", objection.file_remove, name="file_remove"),
]
