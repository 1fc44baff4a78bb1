"""Public addresses of verification; the desk itself lives in the browser admin."""

from django.urls import path

from verification.views import receipt

app_name = "verification"

urlpatterns = [
    path("tanda-terima/<str:token>/", receipt.receipt_link, name="receipt_link"),
    path("tanda-terima/", receipt.receipt, name="receipt"),
]
