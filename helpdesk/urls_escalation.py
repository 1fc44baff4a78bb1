"""Addresses of the desk of escalations to LKPP, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import escalation

app_name = "escalations"

urlpatterns = [
    path("", escalation.list_page, name="list"),
    path("baru/", escalation.new, name="new"),
    path("<str:number>/", escalation.case_page, name="case"),
    path("<str:number>/ubah/", escalation.change, name="change"),
    path("<str:number>/surat.pdf", escalation.letter, name="letter"),
    path("<str:number>/berkas.zip", escalation.bundle, name="bundle"),
    path("<str:number>/bukti/<int:evidence>/hapus/", escalation.evidence_remove, name="evidence_remove"),
    path("<str:number>/<str:key>/", escalation.act, name="act"),
]
