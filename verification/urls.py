"""Public addresses of verification and the vendor's own; the desk itself lives in the browser admin."""

from django.urls import path

from verification import own_deactivation
from verification.views import phone, receipt

app_name = "verification"

urlpatterns = [
    path("verifikasi/ponsel/", phone.phone, name="phone"),
    path("verifikasi/ponsel/<str:code>/", phone.phone_link, name="phone_link"),
    path("verifikasi/tanda-terima/<str:token>/", receipt.receipt_link, name="receipt_link"),
    path("verifikasi/tanda-terima/", receipt.receipt, name="receipt"),
    # Deactivation: what stays within reach of a suspended account
    path("penonaktifan/<str:number>/", own_deactivation.deactivation, name="deactivation"),
    path("penonaktifan/<str:number>/tanggapan/", own_deactivation.reply, name="deactivation_reply"),
    path("penonaktifan/<str:number>/surat/<str:code>.pdf", own_deactivation.letter, name="deactivation_letter"),
]
