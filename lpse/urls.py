"""Every address of the portal (docs/architecture.md, section 9)."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
