"""Addresses of the desk of berita acara gangguan, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import outage

app_name = "outage_desk"

urlpatterns = [
    path("", outage.list_page, name="list"),
    path("baru/", outage.new, name="new"),
    path("<str:number>/", outage.report_page, name="report"),
    path("<str:number>/data/", outage.data, name="data"),
    path("<str:number>/tender/ambil/", outage.take, name="take"),
    path("<str:number>/tender/tambah/", outage.tender_add, name="tender_add"),
    path("<str:number>/tender/<int:position>/hapus/", outage.tender_remove, name="tender_remove"),
    path("<str:number>/tetapkan/", outage.finalise, name="finalise"),
    path("<str:number>/batalkan/", outage.discard, name="discard"),
    path("<str:number>/segel/", outage.seal, name="seal"),
    path("<str:number>/tanda-tangan/", outage.signature, name="signature"),
    path("<str:number>/koreksi/", outage.correct, name="correct"),
    path("<str:number>/naskah/<int:revision>.pdf", outage.pdf, name="pdf"),
]
