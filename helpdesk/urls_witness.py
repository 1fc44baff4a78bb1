"""Addresses of berita acara kesaksian for the officials they name; printed in mails, so fixed."""

from django.urls import path

from helpdesk.views import witness

app_name = "witness"

urlpatterns = [
    path("", witness.list_page, name="list"),
    path("<str:number>/", witness.report_page, name="report"),
    path("<str:number>/<int:revision>.pdf", witness.pdf, name="pdf"),
]
