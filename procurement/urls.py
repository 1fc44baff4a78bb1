"""Addresses of packages for officials."""

from django.urls import path

from procurement import views

app_name = "packages"

urlpatterns = [
    path("", views.package_list, name="list"),
    path("<str:code>/", views.package_page, name="package"),
]
