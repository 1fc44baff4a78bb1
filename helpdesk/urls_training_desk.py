"""Addresses of the desk of trainings, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import training, training_acts, training_views

app_name = "training_desk"

urlpatterns = [
    path("", training.list_page, name="list"),
    path("baru/", training.new, name="new"),
    path("belum-pernah/", training_views.never, name="never"),
    path("angka/", training_views.figures, name="figures"),
    path("peserta/<str:number>/hadir/", training_acts.attended, name="attended"),
    path("peserta/<str:number>/tidak-hadir/", training_acts.not_attended, name="not_attended"),
    path("peserta/<str:number>/batal/", training_acts.remove, name="remove"),
    path("peserta/<str:number>/perbaiki/", training_acts.correct, name="correct"),
    path("<str:number>/", training.training, name="training"),
    path("<str:number>/ubah/", training.change, name="change"),
    path("<str:number>/buka/", training_acts.open_enrolment, name="open"),
    path("<str:number>/tutup/", training_acts.close, name="close"),
    path("<str:number>/dilaksanakan/", training_acts.hold, name="hold"),
    path("<str:number>/batal/", training_acts.cancel, name="cancel"),
    path("<str:number>/peserta/", training_acts.enter, name="enter"),
    path("<str:number>/kode-<slug:way>/", training_views.screen, name="screen"),
    path("<str:number>/sertifikat/", training_acts.certificates, name="certificates"),
    path("<str:number>/daftar-hadir/", training_acts.attendance_list, name="attendance_list"),
    path("<str:number>/naskah/<str:code>.pdf", training_acts.document, name="document"),
]
