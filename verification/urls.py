"""Public addresses of verification; the desk itself lives in the browser admin."""

from django.urls import path

from verification.views import phone, receipt

app_name = "verification"

urlpatterns = [
    path("ponsel/", phone.phone, name="phone"),
    path("ponsel/<str:code>/", phone.phone_link, name="phone_link"),
    path("tanda-terima/<str:token>/", receipt.receipt_link, name="receipt_link"),
    path("tanda-terima/", receipt.receipt, name="receipt"),
]
