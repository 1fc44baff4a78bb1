"""Addresses of the desk, mounted inside the browser admin."""

from django.urls import path

from verification.desk import case, change_decide, change_entry, changes, decide, queue

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
    # Change requests
    path("perubahan/", changes.change_queue_page, name="changes"),
    path("perubahan/surel/", change_entry.entry, name="change_entry"),
    path("perubahan/surel/<str:number>/", change_entry.papers, name="change_entry_papers"),
    path("perubahan/<str:number>/", changes.change_page, name="change"),
    path("perubahan/<str:number>/ambil/", changes.claim, name="change_claim"),
    path("perubahan/<str:number>/lepas/", changes.release, name="change_release"),
    path("perubahan/<str:number>/kehadiran/", changes.presenter, name="change_presenter"),
    path("perubahan/<str:number>/dokumen/<str:key>/", changes.check, name="change_check"),
    path("perubahan/<str:number>/kembalikan/", change_decide.send_back, name="change_return"),
    path("perubahan/<str:number>/setujui/", change_decide.approve, name="change_approve"),
    path("perubahan/<str:number>/tolak/", change_decide.reject, name="change_reject"),
]
