"""Addresses of core. Those of documents are printed in letters, so they never change."""

from django.urls import path

from core.views import documents, files

app_name = "core"

urlpatterns = [
    path("periksa/", documents.search, name="document_search"),
    path("periksa/<str:code>/", documents.check, name="document_check"),
    path("dokumen/<str:code>.pdf", documents.download, name="document_download"),
    path("berkas/<str:public_id>/", files.file_viewer, name="file_viewer"),
    path("berkas/<str:public_id>/alasan/", files.file_reason, name="file_reason"),
    path("berkas/<str:public_id>/keadaan/", files.file_state, name="file_state"),
    path("berkas/<str:public_id>/halaman/<int:page>.jpg", files.file_page, name="file_page"),
    path("berkas/<str:public_id>/<str:disposition>/", files.file, name="file"),
]
