"""Addresses under /survei/."""

from django.urls import path

from helpdesk.views import survey

app_name = "survey"

urlpatterns = [
    path("", survey.index, name="index"),
    path("terkirim/", survey.sent, name="sent"),
    path("hasil/", survey.results, name="results"),
    path("hasil/<str:number>/", survey.result, name="result"),
    path("hasil/<str:number>/laporan.pdf", survey.report, name="report"),
    path("<str:token>/", survey.after_ticket, name="after_ticket"),
]
