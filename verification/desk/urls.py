"""Addresses of the desk, mounted inside the browser admin."""

from django.urls import path

from verification.desk import archive, case, decide, destruction, queue

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
    # Archive
    path("arsip/", archive.archive_page, name="archive"),
    path("arsip/pemusnahan/", destruction.destructions, name="destructions"),
    path("arsip/pemusnahan/usul/", destruction.propose, name="destruction_propose"),
    path("arsip/pemusnahan/<str:number>/", destruction.destruction_page, name="destruction"),
    path("arsip/pemusnahan/<str:number>/putusan/", destruction.decide, name="destruction_decide"),
    path("arsip/berkas/<str:number>/", archive.archive_case, name="archive_case"),
    path("arsip/berkas/<str:number>/bundel/", archive.bundle, name="bundle"),
    path("arsip/berkas/<str:number>/bundel/unduh/", archive.bundle_download, name="bundle_download"),
    path("arsip/berkas/<str:number>/tahan/", archive.hold_page, name="hold"),
    path("arsip/berkas/<str:number>/tahan/putusan/", archive.hold_decide, name="hold_decide"),
    path("arsip/berkas/<str:number>/dilihat/", archive.views, name="archive_views"),
]
