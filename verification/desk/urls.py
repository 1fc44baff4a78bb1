"""Addresses of the desk, mounted inside the browser admin."""

from django.urls import path

from verification.desk import case, counter, decide, objections, queue

app_name = "desk"

urlpatterns = [
    path("antrean/", queue.queue_page, name="queue"),
    path("berkas/<str:number>/", case.case_page, name="case"),
    path("berkas/<str:number>/ambil/", case.claim, name="claim"),
    path("berkas/<str:number>/lepas/", case.release, name="release"),
    path("berkas/<str:number>/ambil-alih/", case.take_over, name="take_over"),
    path("berkas/<str:number>/kehadiran/", case.presenter, name="presenter"),
    path("berkas/<str:number>/daftar-hitam/", case.blacklist, name="blacklist"),
    path("berkas/<str:number>/dokumen/<str:key>/", case.check, name="check"),
    path("berkas/<str:number>/kembalikan/", decide.send_back, name="return"),
    path("berkas/<str:number>/setujui/", decide.approve, name="approve"),
    path("berkas/<str:number>/tolak/", decide.reject, name="reject"),
    path("berkas/<str:number>/aktivasi/", decide.activate, name="activate"),
    path("loket/", counter.start, name="counter"),
    path("loket/<str:number>/", counter.case, name="counter_case"),
    path("loket/<str:number>/dokumen/", counter.upload, name="counter_upload"),
    path("loket/<str:number>/ponsel/", counter.phone, name="counter_phone"),
    path("loket/<str:number>/berkas/", counter.papers, name="counter_papers"),
    path("loket/<str:number>/kirim/", counter.send, name="counter_send"),
    path("loket/<str:number>/surel/", counter.correct, name="counter_correct"),
    path("keberatan/", objections.objections_page, name="objections"),
    path("keberatan/<str:number>/", objections.objection_page, name="objection"),
]
