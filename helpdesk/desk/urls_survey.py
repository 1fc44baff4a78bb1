"""Addresses of the desk of the survey, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import survey, survey_acts

app_name = "survey_desk"

urlpatterns = [
    path("", survey.list_page, name="list"),
    path("baru/", survey.new, name="new"),
    path("sesudah-tiket/", survey.after_tickets_page, name="after_tickets"),
    path("<str:number>/", survey.period, name="period"),
    path("<str:number>/ubah/", survey.change, name="change"),
    path("<str:number>/hasil.xlsx", survey.export, name="export"),
    path("<str:number>/buka/", survey_acts.open_period, name="open"),
    path("<str:number>/tutup/", survey_acts.close, name="close"),
    path("<str:number>/kertas/", survey_acts.paper, name="paper"),
    path("<str:number>/perbaikan/", survey_acts.improve, name="improve"),
    path("<str:number>/terbitkan/", survey_acts.finalise, name="finalise"),
]
