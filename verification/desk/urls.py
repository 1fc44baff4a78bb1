"""Addresses of the desk, mounted inside the browser admin."""

from django.urls import path

from verification.desk import blacklist, case, deactivations, decide, national_account, queue

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
    path("berkas/<str:number>/akun-nasional/", national_account.national_account, name="national_account"),
    # Deactivation
    path("penonaktifan/", deactivations.list_page, name="deactivations"),
    path("penonaktifan/baru/<str:value>/", deactivations.new, name="deactivation_new"),
    path("penonaktifan/<str:number>/", deactivations.case_page, name="deactivation"),
    path("penonaktifan/<str:number>/keputusan/", deactivations.decide, name="deactivation_decide"),
    path("penonaktifan/<str:number>/bukti/", deactivations.evidence, name="deactivation_evidence"),
    path("penonaktifan/<str:number>/spse/", deactivations.spse, name="deactivation_spse"),
    path("penonaktifan/<str:number>/akhiri/", deactivations.propose_end, name="reactivation_new"),
    path("penonaktifan/<str:number>/akhiri/keputusan/", deactivations.decide_end, name="reactivation_decide"),
    # National blacklist
    path("salinan-daftar-hitam/", blacklist.copies, name="blacklist_copies"),
    path("salinan-daftar-hitam/rancangan/", blacklist.draft, name="blacklist_draft"),
]
