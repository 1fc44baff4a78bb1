"""Addresses of issued berita acara gangguan; printed in letters, so fixed."""

from django.urls import path

from helpdesk.views import outage

app_name = "outage"

urlpatterns = [
    path("", outage.list_page, name="list"),
    path("<str:number>/", outage.report_page, name="report"),
    path("<str:number>/<int:revision>.pdf", outage.pdf, name="pdf"),
]
