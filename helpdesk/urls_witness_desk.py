"""Addresses of the desk of berita acara kesaksian, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import witness, witness_acts, witness_parts

app_name = "witness_desk"

urlpatterns = [
    path("", witness.list_page, name="list"),
    path("baru/", witness.new, name="new"),
    path("<str:number>/", witness.report_page, name="report"),
    path("<str:number>/data/", witness.data, name="data"),
    path("<str:number>/lkpp/", witness.lkpp, name="lkpp"),
    path("<str:number>/periksa/", witness_acts.check, name="check"),
    path("<str:number>/kembalikan/", witness_acts.send_back, name="return"),
    path("<str:number>/tetapkan/", witness_acts.finalise, name="finalise"),
    path("<str:number>/batalkan/", witness_acts.discard, name="discard"),
    path("<str:number>/segel/", witness_acts.seal, name="seal"),
    path("<str:number>/tanda-tangan/", witness_acts.signature, name="signature"),
    path("<str:number>/penerima/", witness_acts.recipients, name="recipients"),
    path("<str:number>/penerima/<str:username>/hapus/", witness_acts.recipient_remove, name="recipient_remove"),
    path("<str:number>/serahkan/", witness_acts.deliver, name="deliver"),
    path("<str:number>/tender-selesai/", witness_acts.tender_end, name="tender_end"),
    path("<str:number>/koreksi/", witness_acts.correct, name="correct"),
    path("<str:number>/naskah/<int:revision>.pdf", witness_acts.pdf, name="pdf"),
    path("<str:number>/peserta/daftar/", witness_parts.participants_add, name="participants"),
    path("<str:number>/<str:part>/tambah/", witness_parts.row_add, name="row_add"),
    path("<str:number>/<str:part>/<int:position>/", witness_parts.row_change, name="row"),
    path("<str:number>/<str:part>/<int:position>/hapus/", witness_parts.row_remove, name="row_remove"),
]
