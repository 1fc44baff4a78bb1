"""Addresses of the desk, mounted inside the browser admin."""

from django.urls import path

from verification.desk import case, counter, decide, queue

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
    # Visits
    path("kunjungan/", counter.visits, name="visits"),
    path("kunjungan/hadir/", counter.check_in, name="visit_check_in"),
    path("kunjungan/tanpa-janji/", counter.walk_in, name="visit_walk_in"),
    path("kunjungan/panggil/", counter.call, name="visit_call"),
    path("kunjungan/<str:number>/slip/", counter.slip, name="visit_slip"),
    path("kunjungan/<str:number>/selesai/", counter.served, name="visit_served"),
    path("kunjungan/<str:number>/tidak-hadir/", counter.no_show, name="visit_no_show"),
]
