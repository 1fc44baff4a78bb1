"""Addresses of the imports, mounted inside the browser admin."""

from django.urls import path

from core.views import imports

app_name = "imports"

urlpatterns = [
    path("", imports.import_list, name="list"),
    path("baru/<slug:kind>/", imports.import_new, name="new"),
    path("baru/<slug:kind>/contoh.xlsx", imports.import_template, name="template"),
    path("<str:number>/", imports.import_show, name="import"),
    path("<str:number>/pasangan/", imports.import_map, name="map"),
    path("<str:number>/masukkan/", imports.import_run, name="run"),
    path("<str:number>/batal/", imports.import_drop, name="discard"),
    path("<str:number>/baris-salah.<str:ending>", imports.import_bad_rows, name="bad_rows"),
]
