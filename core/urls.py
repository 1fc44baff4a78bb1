"""Addresses of core. Those of documents are printed in letters, so they never change."""

from django.urls import path

from core.views import documents

app_name = "core"

urlpatterns = [
    path("periksa/", documents.search, name="document_search"),
    path("periksa/<str:code>/", documents.check, name="document_check"),
    path("dokumen/<str:code>.pdf", documents.download, name="document_download"),
]
