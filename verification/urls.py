"""Public addresses of verification and the vendor's own; the desk itself lives in the browser admin."""

from django.urls import path

from verification import own_deactivation, views

app_name = "verification"

urlpatterns = [
    path("verifikasi/tanda-terima/<str:token>/", views.receipt_link, name="receipt_link"),
    path("verifikasi/tanda-terima/", views.receipt, name="receipt"),
    # Deactivation: what stays within reach of a suspended account
    path("penonaktifan/<str:number>/", own_deactivation.deactivation, name="deactivation"),
    path("penonaktifan/<str:number>/tanggapan/", own_deactivation.reply, name="deactivation_reply"),
    path("penonaktifan/<str:number>/surat/<str:code>.pdf", own_deactivation.letter, name="deactivation_letter"),
]
