"""Addresses of the API that belong to core; other apps add theirs below /api/v1/."""

from django.urls import path

from core.api import views
from core.api.documents import DocumentCheck, DocumentList

app_name = "api"

urlpatterns = [
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    path("v1/dokumen/", DocumentList.as_view(), name="document_list"),
    path("v1/dokumen/<str:code>/", DocumentCheck.as_view(), name="document_check"),
]
