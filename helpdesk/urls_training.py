"""Addresses under /pelatihan/."""

from django.urls import path

from helpdesk.views import training, training_own

app_name = "training"

urlpatterns = [
    path("", training.training_list, name="list"),
    path("kalender.ics", training.calendar, name="calendar"),
    path("saya/", training_own.own, name="own"),
    path("peserta/<str:number>/", training_own.enrolment, name="enrolment"),
    path("peserta/<str:number>/konfirmasi/", training_own.confirm, name="confirm"),
    path("peserta/<str:number>/batal/", training_own.leave, name="leave"),
    path("peserta/<str:number>/evaluasi/", training_own.evaluate, name="evaluate"),
    path("peserta/<str:number>/pelatihan.ics", training_own.enrolment_ics, name="enrolment_ics"),
    path("peserta/<str:number>/<str:code>/", training_own.link, name="link"),
    path("<str:number>/", training.training_page, name="training"),
    path("<str:number>/terkirim/", training.sent, name="sent"),
    path("<str:number>/hadir/", training_own.attend, name="attend"),
    path("<str:number>/pelatihan.ics", training.training_file, name="training_file"),
]
