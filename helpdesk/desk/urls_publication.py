"""Addresses of the register of publication support, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import publication

app_name = "publication_desk"

urlpatterns = [
    path("", publication.list_page, name="list"),
    path("unduh/", publication.export, name="export"),
]
