"""Addresses of the register of suggestions, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import suggestion

app_name = "suggestion_desk"

urlpatterns = [
    path("", suggestion.list_page, name="list"),
    path("unduh/", suggestion.export, name="export"),
    path("<str:number>/", suggestion.case_page, name="case"),
    path("<str:number>/<str:key>/", suggestion.act, name="act"),
]
