"""Public addresses of verification; the desk itself lives in the browser admin."""

from django.urls import path

from verification import views

app_name = "verification"

urlpatterns = [
    path("tanda-terima/<str:token>/", views.receipt_link, name="receipt_link"),
    path("tanda-terima/", views.receipt, name="receipt"),
]
